#include "analyzer/ingest/import_counts.h"

namespace saksi {

void ImportCounts::count(const ArchivedResult& result) {
  ++measurements;
  ++tests[static_cast<std::size_t>(result.test)];
}

void ImportCounts::count_damaged(const std::string& reason, std::uint64_t times) {
  damaged += times;
  const bool room = reasons.size() < kMostReasons || reasons.contains(reason);
  reasons[room ? reason : kOtherReasons] += times;
}

void ImportCounts::add(const ImportCounts& other) {
  files += other.files;
  files_known += other.files_known;
  files_foreign += other.files_foreign;
  files_empty += other.files_empty;
  files_cut += other.files_cut;
  files_unread += other.files_unread;
  measurements += other.measurements;
  fresh += other.fresh;
  for (const auto& [reason, times] : other.reasons) count_damaged(reason, times);
  for (std::size_t test = 0; test < tests.size(); ++test) tests[test] += other.tests[test];
}

}  // namespace saksi
