#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <thread>

#include "analyzer/commands.h"
#include "analyzer/correct_command.h"
#include "analyzer/data_files.h"
#include "analyzer/errors.h"
#include "analyzer/import_words.h"
#include "analyzer/ingest/import_pool.h"
#include "analyzer/ingest/import_progress.h"
#include "analyzer/ingest/judge_line.h"
#include "analyzer/ingest/probe_source.h"
#include "analyzer/report/words.h"
#include "core/judge/judge.h"
#include "core/store.h"

namespace saksi {

namespace {

constexpr std::size_t kDamagedShown = 1000;
constexpr std::size_t kNarrowTerminal = 80;

std::atomic<bool> stop_asked{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

/// Ctrl-C ends the import behind what was begun; the second one ends the program at once.
class StopOnSignal {
 public:
  StopOnSignal() {
    stop_asked = false;
    struct sigaction ask {};
    ask.sa_handler = [](int) { stop_asked = true; };
    ask.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGINT, &ask, &before_interrupt_);
    ::sigaction(SIGTERM, &ask, &before_terminate_);
  }
  ~StopOnSignal() {
    ::sigaction(SIGINT, &before_interrupt_, nullptr);
    ::sigaction(SIGTERM, &before_terminate_, nullptr);
  }
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

 private:
  struct sigaction before_interrupt_ {};
  struct sigaction before_terminate_ {};
};

std::size_t terminal_columns() {
  struct winsize size {};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : kNarrowTerminal;
}

/// The bar on a terminal, and complaints that do not run into it. In a log there are only complaints.
class Watching {
 public:
  Watching(const ImportOptions& options, const ImportMeter& meter, std::ostream& problems)
      : meter_(meter),
        problems_(problems),
        begun_(std::chrono::steady_clock::now()),
        bar_(&problems == &std::cerr && ::isatty(STDERR_FILENO) == 1) {
    if (bar_) all_ = extent_of(options.paths);
  }

  void tick() {
    if (!bar_) return;
    const std::lock_guard lock(mutex_);
    const ImportMoment now{meter_.bytes, meter_.unpacked, meter_.measurements, elapsed()};
    problems_ << "\r\x1b[K" << progress_line(all_, now, terminal_columns() - 1) << std::flush;
  }

  void complain(const std::filesystem::path& path, const std::string& why) {
    const std::lock_guard lock(mutex_);
    problems_ << (bar_ ? "\r\x1b[K" : "") << "saksi-analyzer: import: " << path.string() << " " << why
              << "\n";
  }

  void end() {
    if (bar_) problems_ << "\r\x1b[K" << std::flush;
  }

  [[nodiscard]] std::chrono::duration<double> elapsed() const {
    return std::chrono::steady_clock::now() - begun_;
  }

 private:
  const ImportMeter& meter_;
  std::ostream& problems_;
  std::chrono::steady_clock::time_point begun_;
  bool bar_;
  Extent all_;
  std::mutex mutex_;
};

/// What an archive was judged by. One that was filled by several versions names them all.
void note_version(Archive& archive, const std::string& name, const std::string& version) {
  const std::string before = archive.property(name);
  if (before.empty()) archive.set_property(name, version);
  if (before.empty() || (", " + before + ",").find(", " + version + ",") != std::string::npos) return;
  archive.set_property(name, before + ", " + version);
}

/// Reads every record: an index that opens can still stand over damaged pages.
bool can_be_read(const std::filesystem::path& file) {
  try {
    Store::open(file, Store::Mode::read_only).each([](const Measurement&, const StoredVerdict&) {});
    return true;
  } catch (const StoreError&) {
    return false;
  }
}

/// Copies the evidence where the archive is a file of ours, then adds the rows.
ProbeImport import_database(Archive& archive, const ImportOptions& options,
                            const std::filesystem::path& database, const Fingerprints& fingerprints) {
  try {
    const bool in_a_file = options.store.find("://") == std::string::npos;
    if (in_a_file) Store::open(options.store, Store::Mode::create).import_from(database);
    return import_probe(archive, database, fingerprints, stop_asked);
  } catch (const StoreError& error) {
    // Whose fault it is decides whether the next file may still be tried.
    if (can_be_read(database)) throw;
    throw BadInput(error.what());
  }
}

void import_databases(Archive& archive, const ImportOptions& options,
                      const std::vector<SourceFile>& databases, const Fingerprints& fingerprints,
                      Watching& watching, ImportCounts& counts, std::ostream& out) {
  for (const SourceFile& database : databases) {
    if (stop_asked) return;
    try {
      const ProbeImport came = import_database(archive, options, database.path, fingerprints);
      ++counts.files;
      counts.measurements += came.measurements;
      counts.tests[static_cast<std::size_t>(TestName::web_connectivity)] += came.measurements;
      counts.fresh += came.fresh;
      out << database.path.string() << ": " << count_of(came.fresh, "new measurement", "new measurements")
          << "\n";
    } catch (const BadInput& error) {
      ++counts.files_unread;
      watching.complain(database.path, std::string("was left out: ") + error.what());
    }
  }
}

ImportPlan plan_of(const ImportOptions& options, const Fingerprints& fingerprints, Watching& watching) {
  ImportPlan plan;
  plan.jobs = options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  plan.make_judge = [&fingerprints] {
    auto judge = std::make_shared<LineJudge>(fingerprints);
    return JudgeText([judge](std::string_view line) { return judge->judge(line); });
  };
  plan.complain = [&watching](const auto& path, const std::string& why) { watching.complain(path, why); };
  plan.tick = [&watching] { watching.tick(); };
  return plan;
}

int show_damaged(const ImportOptions& options, std::ostream& out) {
  say_damaged(*open_archive(options.store, false), kDamagedShown, out);
  return exit_ok;
}

}  // namespace

int run_import(const ImportOptions& options, std::ostream& out, std::ostream& problems) {
  if (options.damaged) return show_damaged(options, out);
  const Fingerprints fingerprints = load_fingerprints(options.fingerprints);
  const std::unique_ptr<Archive> archive = open_archive(options.store, true);
  archive->set_property(kCorrectedProperty, kCorrectionsStale);
  note_version(*archive, "rules_version", std::string(kRulesVersion));
  note_version(*archive, "fingerprints_version", fingerprints.version());
  const StopOnSignal stopping;
  ImportMeter meter;
  Watching watching(options, meter, problems);
  ImportPool pool(*archive, plan_of(options, fingerprints, watching), meter, stop_asked);
  ImportEnd end;
  try {
    end.counts = pool.run(options.paths);
  } catch (...) {
    watching.end();
    throw;
  }
  watching.end();
  import_databases(*archive, options, pool.databases(), fingerprints, watching, end.counts, out);
  end.unpacked = meter.unpacked;
  end.elapsed = watching.elapsed();
  end.stopped = stop_asked && (!pool.finished() || !pool.databases().empty());
  say_import_end(end, options.store, out);
  if (end.stopped) return exit_stopped;
  if (options.correct) say_corrections(correct(*archive), out);
  return end.counts.files_unread + end.counts.files_cut == 0 ? exit_ok : exit_bad_input;
}

}  // namespace saksi
