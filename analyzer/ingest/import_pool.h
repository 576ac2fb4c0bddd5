// Imports many files, or one, on all cores. There are no special threads: each worker takes an open source,
// cuts its next batch of lines, gives the source free for others, judges the batch while it is warm in its
// caches, and delivers it. Many files are worked on side by side; a single one is unpacked by turns while the
// others judge. Each worker holds one batch, so memory does not depend on how much there is to do.
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/ingest/content.h"
#include "analyzer/ingest/delivery.h"
#include "analyzer/ingest/import_counts.h"
#include "analyzer/ingest/line_batch.h"
#include "analyzer/ingest/source_files.h"
#include "core/result.h"

namespace saksi {

/// Judges a line; the bytes behind it are readable (kLinePadding). Each worker makes one of its own.
using JudgeText = std::function<Result<ArchivedResult>(std::string_view)>;
using MakeJudge = std::function<JudgeText()>;

/// How far the import is, for whoever watches: written by the workers, read by any thread.
struct ImportMeter {
  std::atomic<std::uint64_t> bytes{0};     // of the files, as they are on disk
  std::atomic<std::uint64_t> unpacked{0};  // bytes
  std::atomic<std::uint64_t> measurements{0};
};

struct ImportPlan {
  unsigned jobs = 1;
  MakeJudge make_judge;
  /// Told of what could not be used, from any thread, one at a time.
  std::function<void(const std::filesystem::path&, const std::string& why)> complain;
  /// Called about five times a second by the thread that called run().
  std::function<void()> tick;
};

class ImportStream;

class ImportPool {
 public:
  /// `stop` may become true at any time, also in a signal handler: what was begun is brought to the archive.
  ImportPool(Archive& archive, ImportPlan plan, ImportMeter& meter, const std::atomic<bool>& stop);
  ~ImportPool();

  /// Returns when all is in the archive, or `stop`. Throws what a worker threw (StoreError: the archive
  /// cannot be written); all that was added before stays.
  [[nodiscard]] ImportCounts run(std::vector<std::filesystem::path> paths);
  /// False when run() stopped with something left to do.
  [[nodiscard]] bool finished() const { return !files_left_ && open_.empty(); }
  /// The SQLite files among them, for whoever knows what to do with these.
  [[nodiscard]] const std::vector<SourceFile>& databases() const { return databases_; }

 private:
  using StreamPointer = std::shared_ptr<ImportStream>;
  struct Opening;

  void work(ImportCounts& counts);
  void work_on_all(ImportCounts& counts);
  void fail(std::exception_ptr failure);
  [[nodiscard]] bool stopping() const { return stop_ || failed_; }
  void watch();

  [[nodiscard]] StreamPointer choose(StreamPointer own, ImportCounts& counts);
  [[nodiscard]] StreamPointer open_next(std::unique_lock<std::mutex>& lock, ImportCounts& counts);
  [[nodiscard]] StreamPointer open(const SourceFile& file, ImportCounts& counts);
  [[nodiscard]] StreamPointer open_lines(const SourceFile& file, const Look& look, ImportCounts& counts);
  [[nodiscard]] StreamPointer begin(const SourceFile& file, InputFile input, const Look& look, Source source,
                                    ImportCounts& counts);
  [[nodiscard]] bool skip_known(ImportStream& stream);
  void set_aside(const SourceFile& file, const std::string& why, ImportCounts& counts);
  void complain(const std::filesystem::path& path, const std::string& why);

  [[nodiscard]] bool advance(ImportStream& stream, LineBatch& batch, const JudgeText& judge,
                             ImportCounts& counts);
  void close(const StreamPointer& stream, ImportCounts& counts);
  void commit_all(ImportCounts& counts);

  ImportPlan plan_;
  ImportMeter& meter_;
  const std::atomic<bool>& stop_;
  std::mutex archive_mutex_;
  LockedArchive archive_;
  std::mutex large_;  // line_cutter.h
  std::mutex complaining_;

  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::unique_ptr<SourceFiles> files_;
  bool files_left_ = true;
  unsigned opening_ = 0;
  unsigned working_ = 0;
  std::vector<StreamPointer> open_;
  std::set<std::string> claimed_;  // sha256 of what is open
  std::size_t turn_ = 0;
  std::vector<SourceFile> databases_;
  std::exception_ptr failure_;
  std::atomic<bool> failed_{false};
};

}  // namespace saksi
