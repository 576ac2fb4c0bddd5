#include "analyzer/import_words.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <vector>

#include "analyzer/ingest/import_progress.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

constexpr std::size_t kReasonsShown = 8;

std::string many(std::uint64_t count, std::string_view one, std::string_view several) {
  return grouped(count) + " " + std::string(count == 1 ? one : several);
}

void say_files(const ImportCounts& counts, std::ostream& out) {
  std::vector<std::string> parts;
  if (counts.files != 0) parts.push_back(many(counts.files, "file read", "files read"));
  if (counts.files_known != 0) parts.push_back(grouped(counts.files_known) + " imported before");
  if (counts.files_foreign != 0)
    parts.push_back(grouped(counts.files_foreign) + (counts.files_foreign == 1 ? " holds" : " hold") +
                    " no measurements");
  if (counts.files_empty != 0) parts.push_back(grouped(counts.files_empty) + " empty");
  if (counts.files_cut != 0) parts.push_back(many(counts.files_cut, "ends early", "end early"));
  if (counts.files_unread != 0) parts.push_back(grouped(counts.files_unread) + " left out");
  if (!parts.empty()) out << "Files: " << list_of(parts) << ".\n";
}

void say_tests(const ImportCounts& counts, std::ostream& out) {
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t test = 0; test < counts.tests.size(); ++test) {
    if (counts.tests[test] != 0) order.emplace_back(counts.tests[test], test);
  }
  if (order.size() < 2) return;
  std::sort(order.rbegin(), order.rend());
  std::vector<std::string> parts;
  for (const auto& [count, test] : order)
    parts.push_back(grouped(count) + " " + std::string(to_string(static_cast<TestName>(test))));
  out << "Tests: " << list_of(parts) << ".\n";
}

void say_reasons(const ImportCounts& counts, const std::string& store, std::ostream& out) {
  if (counts.damaged == 0) return;
  std::vector<std::pair<std::uint64_t, std::string>> order;
  for (const auto& [reason, count] : counts.reasons) order.emplace_back(count, reason);
  std::sort(order.rbegin(), order.rend());
  out << many(counts.damaged, "line is no measurement and was set aside",
              "lines are no measurements and were set aside")
      << ":\n";
  for (std::size_t at = 0; at < std::min(order.size(), kReasonsShown); ++at)
    out << "  " << grouped(order[at].first) << "  " << order[at].second << "\n";
  out << "To see them: saksi-analyzer import --damaged --store " << store << "\n";
}

}  // namespace

void say_import_end(const ImportEnd& end, const std::string& store, std::ostream& out) {
  const ImportCounts& counts = end.counts;
  say_files(counts, out);
  say_tests(counts, out);
  say_reasons(counts, store, out);
  out << many(counts.fresh, "new measurement", "new measurements");
  if (counts.measurements > counts.fresh)
    out << " (" << grouped(counts.measurements - counts.fresh) << " already there)";
  out << " in " << store;
  const double seconds = end.elapsed.count();
  if (counts.measurements != 0 && seconds > 0.5) {
    out << ", in " << duration_words(end.elapsed) << ": "
        << grouped(static_cast<std::uint64_t>(static_cast<double>(counts.measurements) / seconds)) << "/s, "
        << grouped(static_cast<std::uint64_t>(static_cast<double>(end.unpacked) / 1e6 / seconds)) << " MB/s";
  }
  out << "\n";
  if (end.stopped)
    out << "Stopped before the end. What was read is kept; the same command goes on from there.\n";
}

void say_damaged(const Archive& archive, std::size_t most, std::ostream& out) {
  std::map<std::uint32_t, Source> sources;
  for (Source& source : archive.sources()) sources.emplace(source.id, std::move(source));
  std::uint64_t all = 0;
  for (const auto& [id, source] : sources) all += source.damaged;
  const std::vector<DamagedLine> lines = archive.damaged(most);
  out << many(all, "line was set aside", "lines were set aside");
  if (lines.size() < all) out << "; the first " << grouped(lines.size()) << " that were kept";
  out << "\n";
  for (const DamagedLine& line : lines) {
    const auto source = sources.find(line.source);
    out << (source == sources.end() ? "?" : source->second.path) << ": byte " << line.offset << ", "
        << many(line.length, "byte", "bytes") << ": " << line.reason << "\n    " << line.beginning << "\n";
  }
}

}  // namespace saksi
