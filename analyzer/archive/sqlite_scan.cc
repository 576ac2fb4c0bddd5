#include "analyzer/archive/sqlite_scan.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>
#include <unordered_set>

#include "analyzer/archive/row_codes.h"
#include "analyzer/archive/threads.h"
#include "core/store_file.h"

namespace saksi {
namespace {

constexpr std::int64_t kRange = 131'072;     // ids at a time: small enough that the threads end together
constexpr std::int64_t kMostRanges = 4'096;  // a file from a stranger may hold two ids and 2^60 between them
constexpr std::int64_t kMostIds = std::int64_t{1} << 60;
constexpr std::size_t kMostWorkers = 8;

template <class Value>
bool wanted(const std::unordered_set<Value>& set, const Value& value) {
  return set.empty() || set.contains(value);
}

std::int64_t floor_seconds(SystemTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::int64_t ceil_seconds(SystemTime time) {
  const std::int64_t floor = floor_seconds(time);
  return SystemTime{std::chrono::seconds{floor}} == time ? floor : floor + 1;
}

void set_at(std::vector<char>& flags, std::int64_t number, bool truth) {
  if (number < 0 || number > kMostNames) return;
  const auto at = static_cast<std::size_t>(number);
  if (at >= flags.size()) flags.resize(at + at / 2 + 16);
  flags[at] = truth ? 1 : 0;
}

std::vector<char> wanted_inputs(const sqlite::Connection& connection, const Filter& filter) {
  const std::unordered_set<std::string> inputs(filter.inputs.begin(), filter.inputs.end());
  const std::unordered_set<std::string> hosts(filter.hosts.begin(), filter.hosts.end());
  std::vector<char> flags;
  sqlite::Statement rows{connection, "SELECT id, input, host, test FROM input"};
  while (rows.step()) {
    const bool test = !filter.test || static_cast<std::int64_t>(*filter.test) == rows.integer(3);
    set_at(flags, rows.integer(0), test && wanted(inputs, rows.text(1)) && wanted(hosts, rows.text(2)));
  }
  return flags;
}

std::vector<char> wanted_networks(const sqlite::Connection& connection, const Filter& filter) {
  std::unordered_set<std::int64_t> asns;
  for (const Asn& asn : filter.networks) asns.insert(asn.number);
  std::vector<char> flags;
  sqlite::Statement rows{connection, "SELECT id, asn, country FROM network"};
  while (rows.step()) {
    const bool country = !filter.country.known() || rows.text(2) == filter.country.to_string();
    set_at(flags, rows.integer(0), country && wanted(asns, rows.integer(1)));
  }
  return flags;
}

std::vector<char> wanted_outcomes(const sqlite::Connection& connection, const Filter& filter) {
  std::vector<char> flags;
  sqlite::Statement rows{connection, "SELECT id, verdict = 'local_network' FROM outcome"};
  while (rows.step()) set_at(flags, rows.integer(0), filter.set_aside || rows.integer(1) == 0);
  return flags;
}

std::vector<CorrectedRow> corrections_by_id(const sqlite::Connection& connection) {
  std::vector<CorrectedRow> corrected;
  sqlite::Statement rows{
      connection,
      "SELECT result, outcome, set_aside FROM correction WHERE result IS NOT NULL ORDER BY result"};
  while (rows.step()) {
    corrected.push_back({rows.integer(0), static_cast<std::uint32_t>(rows.integer(1)), rows.integer(2) != 0});
  }
  return corrected;
}

bool flag_at(const std::vector<char>& flags, std::uint32_t number) {
  return number < flags.size() && flags[number] != 0;
}

}  // namespace

// ---- What counts

std::int64_t first_second(const std::optional<SystemTime>& since) {
  return since ? ceil_seconds(*since) : std::numeric_limits<std::int64_t>::min();
}

std::int64_t end_second(const std::optional<SystemTime>& until) {
  return until ? ceil_seconds(*until) : std::numeric_limits<std::int64_t>::max();
}

Selection selection_of(const sqlite::Connection& connection, const Filter& filter, Corrections corrections) {
  Selection selection;
  selection.inputs = wanted_inputs(connection, filter);
  selection.networks = wanted_networks(connection, filter);
  selection.outcomes = wanted_outcomes(connection, filter);
  selection.since = first_second(filter.since);
  selection.until = end_second(filter.until);
  selection.set_aside = filter.set_aside;
  selection.moments = filter.moments;
  std::sort(selection.moments.begin(), selection.moments.end());
  if (!filter.set_aside) selection.flags_mask = kLineBrokenFlag;
  if (filter.simulated) {
    selection.flags_mask |= kSimulatedFlag;
    selection.flags |= *filter.simulated ? kSimulatedFlag : 0;
  }
  if (filter.ours) {
    selection.flags_mask |= kOursFlag;
    selection.flags |= *filter.ours ? kOursFlag : 0;
  }
  if (corrections == Corrections::applied) selection.corrections = corrections_by_id(connection);
  return selection;
}

bool Selection::takes(ScannedRow& row, std::vector<CorrectedRow>::const_iterator& correction) const {
  bool left_out = false;
  while (correction != corrections.end() && correction->id < row.id) ++correction;
  if (correction != corrections.end() && correction->id == row.id) {
    row.outcome = correction->outcome;
    left_out = correction->set_aside;
  }
  if (!moments.empty() && !std::binary_search(moments.begin(), moments.end(), row.started)) return false;
  return row.started >= since && row.started < until && (row.flags & flags_mask) == flags &&
         flag_at(inputs, row.input) && flag_at(networks, row.network) && flag_at(outcomes, row.outcome) &&
         (set_aside || !left_out);
}

// ---- The scan

std::string SqliteScan::rows_sql(const std::string& more) {
  std::string sql =
      "SELECT r.id, r.started, r.input, r.network, r.outcome, r.flags, r.attempts, r.agreed, r.isolated_by, "
      "r.run";
  sql +=
      more.empty() ? " FROM result AS r" : ", " + more + " FROM result AS r JOIN detail AS d ON d.id = r.id";
  return sql + " WHERE r.id BETWEEN ? AND ?";
}

SqliteScan::SqliteScan(const sqlite::Connection& own, std::filesystem::path file)
    : own_(own),
      file_(std::move(file)),
      last_id_(std::min(own.integer("SELECT max(id) FROM result"), kMostIds)),
      range_(std::max(kRange, last_id_ / kMostRanges)) {
  const auto cores = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostWorkers);
  const auto ranges = static_cast<std::size_t>(last_id_ / range_) + 1;
  workers_ = file_.empty() ? 1 : std::min(cores, ranges);
}

ScannedRow SqliteScan::read(const sqlite::Statement& row) {
  ScannedRow scanned;
  scanned.id = row.integer(0);
  scanned.started = row.integer(1);
  scanned.input = static_cast<std::uint32_t>(row.integer(2));
  scanned.network = static_cast<std::uint32_t>(row.integer(3));
  scanned.outcome = static_cast<std::uint32_t>(row.integer(4));
  scanned.flags = row.integer(5);
  scanned.attempts = row.integer(6);
  scanned.agreed = row.integer(7);
  scanned.isolated_by = static_cast<std::uint16_t>(row.integer(8));
  scanned.run = static_cast<std::uint64_t>(row.integer(9));
  return scanned;
}

std::vector<CorrectedRow>::const_iterator SqliteScan::first_correction(const Selection& selection,
                                                                       std::int64_t id) {
  return std::lower_bound(selection.corrections.begin(), selection.corrections.end(), id,
                          [](const CorrectedRow& row, std::int64_t wanted_id) { return row.id < wanted_id; });
}

void SqliteScan::over_ranges(const Work& work) const {
  std::atomic<std::int64_t> next{1};
  const auto take_ranges = [&](const sqlite::Connection& connection, std::size_t worker) {
    for (std::int64_t first = next.fetch_add(range_); first <= last_id_; first = next.fetch_add(range_)) {
      work(connection, worker, first, std::min(first + range_ - 1, last_id_));
    }
  };
  on_threads(workers_, [&](std::size_t worker) {
    try {
      if (worker == 0) return take_ranges(own_, worker);
      take_ranges(sqlite::Connection{read_only_uri(file_), SQLITE_OPEN_READONLY}, worker);
    } catch (...) {
      next = last_id_ + 1;  // the others need not go on
      throw;
    }
  });
}

}  // namespace saksi
