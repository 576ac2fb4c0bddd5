#include "analyzer/reading.h"

#include <algorithm>
#include <map>

#include "analyzer/joined_archive.h"
#include "analyzer/judged.h"
#include "analyzer/own_result.h"
#include "core/hex.h"
#include "core/judge/judge.h"

namespace saksi {

namespace {

constexpr std::size_t kBatch = 10'000;

bool is_server(const std::string& where) {
  return where.find("://") != std::string::npos;
}

CountryCode country_of(const Run& run) {
  return CountryCode::parse(run.country).value_or(CountryCode());
}

struct Judging {
  std::vector<ArchivedResult> rows;
  std::map<std::string, CountryCode> countries;  // by run
  std::set<std::uint64_t> broken;                // runs, as rows name them
};

void judge_all(Judging& judging, const Store& store, const Fingerprints& fingerprints) {
  std::set<std::string> broken;
  for (const Run& run : store.runs()) {
    judging.countries[run.id] = country_of(run);
    if (is_broken(run.line)) broken.insert(run.id);
  }
  store.each([&](const Measurement& measurement, const StoredVerdict&) {
    const Verdict verdict = judge(measurement, fingerprints);
    judging.rows.push_back(own_result(measurement, verdict, judging.countries[measurement.run_id]));
    if (is_broken(measurement.line) || broken.contains(measurement.run_id))
      judging.broken.insert(judging.rows.back().run);
  });
}

/// Names and categories come from the table, not from the evidence, so that nothing is parsed for them.
void look_at_runs(Reading& reading) {
  reading.runs = reading.store->runs();
  if (reading.runs.empty()) return;
  for (const StoredVerdict& row : reading.store->verdicts()) {
    if (!row.vantage.country.known()) reading.unlocated.insert(row.vantage.asn);
    if (!row.category.empty()) reading.listed[row.url].category = row.category;
  }
}

bool is_of_today(const Archive& archive, const Fingerprints& fingerprints) {
  return archive.property("rules_version") == kRulesVersion &&
         archive.property("fingerprints_version") == fingerprints.version();
}

void doubt_the_others(Reading& reading, const Fingerprints& fingerprints) {
  const Archive& archive = *reading.archive;
  if (archive.sources().empty() || is_of_today(archive, fingerprints)) return;
  const std::string rules = archive.property("rules_version");
  const std::string prints = archive.property("fingerprints_version");
  if (rules.empty() && prints.empty()) return;
  reading.doubts.push_back("Measurements of other probes were judged by rules " + rules +
                           " and fingerprints " + prints + "; today's are " + std::string(kRulesVersion) +
                           " and " + fingerprints.version() +
                           ". `saksi-analyzer rejudge` judges them anew from their files.");
}

bool holds_ours(const Archive& archive) {
  Filter filter;
  filter.ours = true;
  filter.set_aside = true;
  return archive.count(filter) > 0;
}

}  // namespace

bool is_broken(const LineCheck& line) {
  if (line.always_open_tested <= 0) return false;
  return line.always_open_failed > kBrokenLineShare * line.always_open_tested;
}

std::unique_ptr<Archive> judge_ours(const Store& store, const Fingerprints& fingerprints) {
  Judging judging;
  judge_all(judging, store, fingerprints);
  // The whole run goes: when its line failed in the middle, nobody knows since when.
  for (ArchivedResult& row : judging.rows) row.line_broken = judging.broken.contains(row.run);
  std::unique_ptr<Archive> archive = open_archive(":memory:", true);
  Source source;
  source.kind = SourceKind::probe_database;
  source.sha256 = std::string(64, '0');
  source = archive->begin_source(source);
  for (ArchivedResult& row : judging.rows) row.source = source.id;
  const std::span<const ArchivedResult> all = judging.rows;
  for (std::size_t at = 0; at < all.size(); at += kBatch)
    archive->add(all.subspan(at, std::min(kBatch, all.size() - at)), {}, source);
  return archive;
}

Cite citing(const Reading& reading, const Fingerprints& fingerprints) {
  const std::vector<Source> sources = reading.archive->sources();
  return [&reading, &fingerprints, sources](const ArchivedResult& row) {
    if (row.ours && reading.store) {
      const Result<Measurement> evidence = reading.store->evidence(to_hex(row.key));
      if (evidence) return judge_anew(*evidence, fingerprints).citation;
    }
    return cite_foreign(row, sources);
  };
}

ListedSites with_own_categories(ListedSites lists, const ListedSites& ours) {
  for (const auto& [url, listed] : ours) lists[url].category = listed.category;
  return lists;
}

Reading open_reading(const std::string& where, const Fingerprints& fingerprints) {
  Reading reading;
  reading.archive = open_archive(where, false);
  if (!is_server(where)) {
    reading.store = Store::open(where, Store::Mode::read_only);
    look_at_runs(reading);
  }
  doubt_the_others(reading, fingerprints);
  if (reading.runs.empty()) return reading;
  if (is_of_today(*reading.archive, fingerprints) && holds_ours(*reading.archive)) return reading;
  reading.archive =
      std::make_unique<JoinedArchive>(std::move(reading.archive), judge_ours(*reading.store, fingerprints));
  reading.judged_anew = true;
  return reading;
}

}  // namespace saksi
