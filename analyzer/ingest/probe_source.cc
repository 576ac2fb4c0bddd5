#include "analyzer/ingest/probe_source.h"

#include <map>
#include <set>

#include "analyzer/ingest/archive_measurement.h"
#include "analyzer/ingest/input_file.h"
#include "core/judge/line.h"
#include "core/store.h"

namespace saksi {

namespace {

constexpr std::size_t kRowsAtOnce = 2000;

/// What only the whole of a run tells about each of its measurements.
struct Runs {
  std::set<std::string> broken;
  std::map<std::string, CountryCode> countries;
};

Runs runs_of(const Store& store) {
  Runs runs;
  for (const Run& run : store.runs()) {
    if (line_trouble(run.line)) runs.broken.insert(run.id);
    if (const auto country = CountryCode::parse(run.country)) runs.countries[run.id] = *country;
  }
  store.each([&](const Measurement& measurement, const StoredVerdict&) {
    if (line_trouble(measurement.line)) runs.broken.insert(measurement.run_id);
  });
  return runs;
}

Source begin(Archive& archive, const std::filesystem::path& database, const std::atomic<bool>& stop) {
  Result<InputFile> file = InputFile::open(database);
  if (!file) throw StoreError(database.string() + ": " + file.error().message);
  const Result<std::string> hash = sha256_of(*file, stop);
  if (!hash) throw StoreError(database.string() + ": " + hash.error().message);
  Source source;
  source.kind = SourceKind::probe_database;
  source.path = std::filesystem::absolute(database).lexically_normal().string();
  source.sha256 = *hash;
  source.bytes = file->bytes();
  Source begun = archive.begin_source(source);
  // The file may have more behind it than its hash tells (SQLite's -wal): always read from its beginning.
  begun.done = begun.lines = begun.damaged = 0;
  return begun;
}

class Adding {
 public:
  Adding(Archive& archive, Source progress) : archive_(archive), progress_(std::move(progress)) {}

  void add(ArchivedResult result) {
    result.source = progress_.id;
    rows_.push_back(std::move(result));
    ++progress_.lines;
    if (rows_.size() == kRowsAtOnce) write();
  }

  ProbeImport end(bool complete) {
    progress_.complete = complete;
    progress_.done = complete ? progress_.bytes : 0;
    write();
    return {progress_.lines, fresh_};
  }

 private:
  void write() {
    fresh_ += archive_.add(rows_, {}, progress_);
    rows_.clear();
  }

  Archive& archive_;
  Source progress_;
  std::vector<ArchivedResult> rows_;
  std::uint64_t fresh_ = 0;
};

}  // namespace

ProbeImport import_probe(Archive& archive, const std::filesystem::path& database,
                         const Fingerprints& fingerprints, const std::atomic<bool>& stop) {
  const Store store = Store::open(database, Store::Mode::read_only);
  const Runs runs = runs_of(store);
  Adding adding(archive, begin(archive, database, stop));
  store.each([&](const Measurement& measurement, const StoredVerdict&) {
    if (stop) return;
    ArchivedResult result = archived(measurement, fingerprints);
    if (runs.broken.contains(measurement.run_id)) result.line_broken = true;
    const auto country = runs.countries.find(measurement.run_id);
    if (!result.vantage.country.known() && country != runs.countries.end())
      result.vantage.country = country->second;
    adding.add(std::move(result));
  });
  return adding.end(!stop);
}

}  // namespace saksi
