#include "analyzer/reading.h"

#include <atomic>

#include "analyzer/ingest/probe_source.h"
#include "analyzer/joined_archive.h"
#include "analyzer/judged.h"
#include "core/hex.h"
#include "core/judge/judge.h"

namespace saksi {

namespace {

bool is_server(const std::string& where) {
  return where.find("://") != std::string::npos;
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
                           ". `saksi-analyzer rejudge` judges them anew from the files that they came from.");
}

bool holds_ours(const Archive& archive) {
  Filter filter;
  filter.ours = true;
  filter.set_aside = true;
  return archive.count(filter) > 0;
}

}  // namespace

std::unique_ptr<Archive> judge_ours(const std::filesystem::path& database, const Fingerprints& fingerprints) {
  std::unique_ptr<Archive> archive = open_archive(":memory:", true);
  const std::atomic<bool> never{false};
  (void)import_probe(*archive, database, fingerprints, never);
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
      std::make_unique<JoinedArchive>(std::move(reading.archive), judge_ours(where, fingerprints));
  reading.judged_anew = true;
  return reading;
}

}  // namespace saksi
