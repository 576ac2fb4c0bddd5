#include "analyzer/ingest/import_pool.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "analyzer/ingest/dense_line.h"
#include "analyzer/ingest/import_stream.h"

namespace saksi {

namespace {

constexpr std::chrono::milliseconds kTick{200};
constexpr const char* kTooDense = "more than 25 million JSON tokens";
constexpr const char* kNoMeasurements = "it holds no measurements";

/// A JSON file that was never meant for us, rather than a damaged measurement.
bool speaks_of_measuring(std::string_view text) {
  return text.find("\"test_name\"") != std::string_view::npos ||
         text.find("\"test_keys\"") != std::string_view::npos;
}

/// Judges the lines of one batch, counts, and keeps the beginnings of damaged lines within bounds.
class BatchJudging {
 public:
  BatchJudging(const LineBatch& lines, std::uint32_t source, ImportCounts& counts)
      : lines_(lines), source_(source), counts_(counts) {
    out_.results.reserve(std::min<std::size_t>(lines.lines.size(), 4096));
    out_.end = lines.end;
    out_.last = lines.last;
    out_.trouble = lines.trouble;
  }

  void judge_all(const JudgeText& judge) {
    for (const CutLine& line : lines_.lines) {
      const std::string_view text = lines_.text(line);
      Result<ArchivedResult> result = is_too_dense(text) ? fail(kTooDense) : judge(text);
      if (result) {
        keep(line, std::move(*result));
      } else {
        set_aside(line, std::move(result.error().message));
      }
    }
    for (const DamagedLine& damaged : lines_.damaged) set_aside(damaged);
  }

  [[nodiscard]] JudgedBatch take() {
    out_.lines = out_.results.size() + out_.damaged_lines;
    return std::move(out_);
  }

 private:
  void keep(const CutLine& line, ArchivedResult&& result) {
    result.source = source_;
    result.offset = lines_.offset + line.begin;
    result.length = static_cast<std::uint32_t>(line.length);
    counts_.count(result);
    out_.results.push_back(std::move(result));
  }

  void set_aside(const CutLine& line, std::string why) {
    const std::string_view text = lines_.text(line);
    const std::size_t shown = out_.damaged.size() < kMostDamagedKept ? text.size() : 0;
    set_aside({source_, lines_.offset + line.begin, line.length, std::move(why),
               printable_beginning(text.substr(0, shown))});
  }

  void set_aside(DamagedLine damaged) {
    damaged.source = source_;
    ++out_.damaged_lines;
    counts_.count_damaged(damaged.reason);
    if (out_.damaged.size() < kMostDamagedKept) out_.damaged.push_back(std::move(damaged));
  }

  const LineBatch& lines_;
  std::uint32_t source_;
  ImportCounts& counts_;
  JudgedBatch out_;
};

/// The whole of the file is one JSON text that has nothing to do with measuring.
bool is_foreign(const LineBatch& batch, std::uint64_t sequence, const JudgeText& judge) {
  if (sequence != 0 || !batch.last || !batch.trouble.empty() || batch.lines.size() != 1) return false;
  const std::string_view text = batch.text(batch.lines.front());
  return !speaks_of_measuring(text) && (is_too_dense(text) || !judge(text));
}

}  // namespace

ImportPool::ImportPool(Archive& archive, ImportPlan plan, ImportMeter& meter, const std::atomic<bool>& stop)
    : plan_(std::move(plan)), meter_(meter), stop_(stop), archive_{archive, archive_mutex_} {}

ImportPool::~ImportPool() = default;

ImportCounts ImportPool::run(std::vector<std::filesystem::path> paths) {
  ImportCounts total;
  files_ = std::make_unique<SourceFiles>(std::move(paths), [&](const auto& path, const std::string& why) {
    ++total.files_unread;  // the walk is guarded by mutex_
    complain(path, "was left out: " + why);
  });
  std::vector<ImportCounts> counts(plan_.jobs);
  working_ = plan_.jobs;
  std::vector<std::thread> workers;
  for (ImportCounts& own : counts) workers.emplace_back([this, &own] { work(own); });
  watch();
  for (std::thread& worker : workers) worker.join();
  if (failure_) std::rethrow_exception(failure_);
  commit_all(total);
  for (const ImportCounts& own : counts) total.add(own);
  return total;
}

void ImportPool::watch() {
  std::unique_lock lock(mutex_);
  while (working_ != 0) {
    changed_.wait_for(lock, kTick);
    lock.unlock();
    if (plan_.tick) plan_.tick();
    lock.lock();
  }
}

void ImportPool::work(ImportCounts& counts) {
  try {
    work_on_all(counts);
  } catch (...) {
    fail(std::current_exception());
  }
  const std::lock_guard lock(mutex_);
  --working_;
  changed_.notify_all();
}

void ImportPool::work_on_all(ImportCounts& counts) {
  const JudgeText judge = plan_.make_judge();
  LineBatch batch;
  StreamPointer stream;
  while ((stream = choose(std::move(stream), counts))) {
    if (advance(*stream, batch, judge, counts)) close(stream, counts);
  }
}

void ImportPool::fail(std::exception_ptr failure) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::move(failure);
  failed_ = true;
  for (const StreamPointer& stream : open_) stream->delivery.abandon();
  changed_.notify_all();
}

// ---- Which source is next

/// Its own as long as there is something left, for its state is warm; then a new file; then a share in what
/// others have open.
ImportPool::StreamPointer ImportPool::choose(StreamPointer own, ImportCounts& counts) {
  if (stopping()) return nullptr;
  if (own && !own->ended) return own;
  std::unique_lock lock(mutex_);
  while (!stopping()) {
    if (files_left_) {
      if (StreamPointer opened = open_next(lock, counts)) return opened;
      continue;
    }
    for (std::size_t tried = 0; tried < open_.size(); ++tried) {
      const StreamPointer& one = open_[++turn_ % open_.size()];
      if (!one->ended) return one;
    }
    if (opening_ == 0) return nullptr;
    changed_.wait(lock);
  }
  return nullptr;
}

ImportPool::StreamPointer ImportPool::open_next(std::unique_lock<std::mutex>& lock, ImportCounts& counts) {
  const std::optional<SourceFile> file = files_->next();
  if (!file) {
    files_left_ = false;
    return nullptr;
  }
  ++opening_;
  lock.unlock();
  StreamPointer opened = open(*file, counts);
  lock.lock();
  --opening_;
  changed_.notify_all();
  return opened;
}

ImportPool::StreamPointer ImportPool::open(const SourceFile& file, ImportCounts& counts) {
  const Result<Look> look = look_into(file.path);
  if (look && (look->content == Content::lines || look->content == Content::document)) {
    return open_lines(file, *look, counts);
  }
  meter_.bytes += file.bytes;
  if (!look) {
    ++counts.files_unread;
    complain(file.path, "was left out: " + look.error().message);
  } else if (look->content == Content::empty) {
    ++counts.files_empty;
  } else if (look->content == Content::foreign) {
    set_aside(file, kNoMeasurements, counts);
  } else {
    const std::lock_guard lock(mutex_);
    databases_.push_back(file);
  }
  return nullptr;
}

/// What lies in a folder beside measurements is no mistake of the user's; what was named is.
void ImportPool::set_aside(const SourceFile& file, const std::string& why, ImportCounts& counts) {
  if (!file.named) {
    ++counts.files_foreign;
    return;
  }
  ++counts.files_unread;
  complain(file.path, "was left out: " + why);
}

void ImportPool::complain(const std::filesystem::path& path, const std::string& why) {
  const std::lock_guard lock(complaining_);
  if (plan_.complain) plan_.complain(path, why);
}

ImportPool::StreamPointer ImportPool::open_lines(const SourceFile& file, const Look& look,
                                                 ImportCounts& counts) {
  Result<InputFile> input = InputFile::open(file.path);
  Result<std::string> hash = input ? sha256_of(*input, stop_) : tl::make_unexpected(input.error());
  if (stopping()) return nullptr;
  if (!hash) {
    ++counts.files_unread;
    complain(file.path, "was left out: " + hash.error().message);
    return nullptr;
  }
  {
    const std::lock_guard lock(mutex_);
    if (!claimed_.insert(*hash).second) {  // the same bytes are being imported under another name
      ++counts.files_known;
      meter_.bytes += file.bytes;
      return nullptr;
    }
  }
  Source source;
  source.kind = look.content == Content::document ? SourceKind::ooni_document : SourceKind::ooni_lines;
  source.path = std::filesystem::absolute(file.path).lexically_normal().string();
  source.sha256 = std::move(*hash);
  source.bytes = input->bytes();
  return begin(file, std::move(*input), look, std::move(source), counts);
}

ImportPool::StreamPointer ImportPool::begin(const SourceFile& file, InputFile input, const Look& look,
                                            Source source, ImportCounts& counts) {
  {
    const std::lock_guard writing(archive_mutex_);
    source = archive_.archive.begin_source(source);
  }
  if (source.complete) {
    meter_.bytes += file.bytes;
    if (source.lines != 0) {
      ++counts.files_known;
    } else {
      set_aside(file, kNoMeasurements, counts);
    }
    const std::lock_guard lock(mutex_);
    claimed_.erase(source.sha256);
    return nullptr;
  }
  ++counts.files;
  const auto unit = look.content == Content::document ? LineCutter::Unit::document : LineCutter::Unit::line;
  auto stream = std::make_shared<ImportStream>(
      file, source, LineCutter(unpack(std::move(input), look.packing), unit, large_), archive_);
  const std::lock_guard lock(mutex_);
  open_.push_back(stream);
  return stream;
}

// ---- Working on one

/// One batch further. True when the source is through.
bool ImportPool::advance(ImportStream& stream, LineBatch& batch, const JudgeText& judge,
                         ImportCounts& counts) {
  std::uint64_t sequence = 0;
  {
    const std::lock_guard reading(stream.reading);
    if (stream.ended || (stream.batches == 0 && !skip_known(stream))) return false;
    stream.lines.next(batch);
    sequence = stream.batches++;
    meter_.bytes += stream.lines.taken() - stream.counted_bytes;
    stream.counted_bytes = stream.lines.taken();
    if (batch.last) stream.ended = true;
  }
  BatchJudging judging(batch, stream.source.id, counts);
  if (is_foreign(batch, sequence, judge)) {
    --counts.files;
    set_aside(stream.file, kNoMeasurements, counts);
  } else {
    judging.judge_all(judge);
  }
  JudgedBatch judged = judging.take();
  meter_.unpacked += batch.end - batch.offset;
  meter_.measurements += judged.results.size();
  batch.clear();
  return stream.delivery.deliver(sequence, std::move(judged));
}

/// Goes where the last import of the source stopped.
bool ImportPool::skip_known(ImportStream& stream) {
  while (!stopping()) {
    const Result<bool> there = stream.lines.skip_to(stream.source.done);
    if (there && *there) return true;
    // What was imported can no longer be unpacked: next() meets the same trouble and tells it.
    if (!there) return true;
  }
  return false;
}

void ImportPool::close(const StreamPointer& stream, ImportCounts& counts) {
  stream->delivery.commit();
  counts.fresh += stream->delivery.fresh();
  if (!stream->delivery.trouble().empty()) {
    ++counts.files_cut;
    complain(stream->file.path,
             "ends early: " + stream->delivery.trouble() + ". What came before is in the archive");
  }
  const std::lock_guard lock(mutex_);
  claimed_.erase(stream->source.sha256);
  std::erase(open_, stream);
  changed_.notify_all();
}

/// After a stop: what was judged is kept.
void ImportPool::commit_all(ImportCounts& counts) {
  for (const StreamPointer& stream : open_) {
    stream->delivery.commit();
    counts.fresh += stream->delivery.fresh();
  }
}

}  // namespace saksi
