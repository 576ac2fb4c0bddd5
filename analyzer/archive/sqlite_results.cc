#include <algorithm>
#include <tuple>

#include "analyzer/archive/key_prefix.h"
#include "analyzer/archive/sqlite_questions.h"
#include "analyzer/archive/sqlite_rows.h"
#include "analyzer/archive/sqlite_scan.h"

namespace saksi {
namespace {

struct Candidate {
  std::int64_t started = 0;
  std::int64_t id = 0;
  ResultKey key{};
};

bool is_older(const Candidate& left, const Candidate& right) {
  return left.started < right.started;
}

/// The oldest `most` of what it is given, and those of the same second as the last of them.
class Oldest {
 public:
  explicit Oldest(std::size_t most) : most_(most) {}

  void offer(std::int64_t started, std::int64_t id) {
    if (started > newest_) return;
    candidates_.push_back({started, id, {}});
    if (candidates_.size() / 2 > most_ && candidates_.size() > tight_at_) tighten();
  }
  [[nodiscard]] const std::vector<Candidate>& candidates() const { return candidates_; }

 private:
  void tighten() {
    const auto last = candidates_.begin() + static_cast<std::ptrdiff_t>(most_);
    std::nth_element(candidates_.begin(), last, candidates_.end(), is_older);
    newest_ = last->started;
    std::erase_if(candidates_, [this](const Candidate& candidate) { return candidate.started > newest_; });
    tight_at_ = 2 * candidates_.size() + 4'096;
  }

  std::size_t most_;
  std::size_t tight_at_ = 4'096;
  std::int64_t newest_ = INT64_MAX;
  std::vector<Candidate> candidates_;
};

std::vector<Candidate> candidates_of(const SqliteScan& scan, const Selection& selection, std::size_t most) {
  std::vector<Oldest> oldest(scan.workers(), Oldest{most});
  scan.over_rows(selection, "", [&](std::size_t worker, const ScannedRow& row, const sqlite::Statement&) {
    oldest[worker].offer(row.started, row.id);
  });
  std::vector<Candidate> all;
  for (const Oldest& some : oldest) {
    all.insert(all.end(), some.candidates().begin(), some.candidates().end());
  }
  return all;
}

/// By the index on time: a few seconds of years are not worth a scan.
std::vector<Candidate> candidates_at(const sqlite::Connection& connection, const Selection& selection) {
  std::vector<std::int64_t> ids;
  sqlite::Statement at{connection, "SELECT result FROM result_key WHERE started = ?"};
  for (const std::int64_t moment : selection.moments) {
    at.bind(1, moment);
    while (at.step()) ids.push_back(at.integer(0));
    at.run();
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<Candidate> candidates;
  sqlite::Statement rows{connection, SqliteScan::rows_sql("")};
  auto correction = selection.corrections.begin();
  for (const std::int64_t id : ids) {
    rows.bind_all(id, id);
    if (rows.step()) {
      ScannedRow row = SqliteScan::read(rows);
      if (selection.takes(row, correction)) candidates.push_back({row.started, row.id, {}});
    }
    rows.run();
  }
  return candidates;
}

/// Leaves those that can be among the oldest `most`: ties are told apart by key, which costs a look-up each.
void keep_oldest(std::vector<Candidate>& all, std::size_t most) {
  if (all.size() <= most) return;
  const auto last = all.begin() + static_cast<std::ptrdiff_t>(most);
  std::nth_element(all.begin(), last, all.end(), is_older);
  const std::int64_t newest = last->started;
  std::erase_if(all, [newest](const Candidate& candidate) { return candidate.started > newest; });
}

void read_keys(const sqlite::Connection& connection, std::vector<Candidate>& candidates) {
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.id < b.id; });
  sqlite::Statement row{connection, "SELECT key FROM detail WHERE id = ?"};
  for (Candidate& candidate : candidates) {
    row.bind(1, candidate.id);
    if (row.step()) candidate.key = key_from_bytes(row.bytes(0));
    row.run();
  }
}

std::vector<ArchivedResult> read_all(const sqlite::Connection& connection, std::vector<Candidate>& candidates,
                                     std::size_t most) {
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.started, a.key) < std::tie(b.started, b.key);
  });
  if (candidates.size() > most) candidates.resize(most);
  SqliteRows rows{connection};
  std::vector<ArchivedResult> results;
  results.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    auto result = rows.read(candidate.id);
    if (result) results.push_back(std::move(*result));
  }
  return results;
}

std::string_view bytes_of(const ResultKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

std::vector<ArchivedResult> read_results(const sqlite::Connection& connection,
                                         const std::filesystem::path& file, const Filter& filter,
                                         std::size_t most) {
  if (most == 0) return {};
  const Selection selection = selection_of(connection, filter, Corrections::applied);
  std::vector<Candidate> candidates = selection.moments.empty()
                                          ? candidates_of(SqliteScan{connection, file}, selection, most)
                                          : candidates_at(connection, selection);
  keep_oldest(candidates, most);
  read_keys(connection, candidates);
  return read_all(connection, candidates, most);
}

std::vector<ArchivedResult> find_results(const sqlite::Connection& connection,
                                         const std::string& hex_prefix) {
  const auto keys = keys_of_prefix(hex_prefix);
  if (!keys) return {};
  sqlite::Statement rows{connection, "SELECT started, result, key FROM result_key WHERE key BETWEEN ? AND ?"};
  rows.bind_bytes(1, bytes_of(keys->first));
  rows.bind_bytes(2, bytes_of(keys->second));
  std::vector<Candidate> candidates;
  while (rows.step()) candidates.push_back({rows.integer(0), rows.integer(1), key_from_bytes(rows.bytes(2))});
  return read_all(connection, candidates, candidates.size());
}

std::vector<Correction> read_corrections(const sqlite::Connection& connection) {
  std::vector<Correction> corrections;
  sqlite::Statement rows{connection,
                         "SELECT c.key, o.code, c.rule, c.set_aside FROM correction AS c "
                         "JOIN outcome AS o ON o.id = c.outcome ORDER BY c.key"};
  while (rows.step()) {
    const auto code = static_cast<std::uint64_t>(rows.integer(1));
    corrections.push_back({key_from_bytes(rows.bytes(0)), Outcome::from_code(code).value_or(Outcome{}),
                           rows.text(2), rows.integer(3) != 0});
  }
  return corrections;
}

}  // namespace saksi
