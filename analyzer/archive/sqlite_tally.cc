#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include "analyzer/archive/row_codes.h"
#include "analyzer/archive/sqlite_names.h"
#include "analyzer/archive/sqlite_questions.h"
#include "analyzer/archive/sqlite_scan.h"
#include "analyzer/archive/tally_rows.h"

namespace saksi {
namespace {

/// Rows are spread over this many parts by input, so that a part is sorted within the processor's cache, the
/// parts are sorted on all cores, and the sorted parts one after another are sorted as a whole.
constexpr std::size_t kParts = 256;

using Parts = std::array<std::vector<TallyRow>, kParts>;

struct Gathered {
  Parts parts;
  NewestNames names;
};

struct Ranks {
  Ranked<InputName> inputs;
  Ranked<NetworkName> networks;
  Ranked<Outcome> outcomes;
};

TallyRow tally_row(const ScannedRow& row, const Ranks& ranks) {
  TallyRow tally;
  tally.input = ranks.inputs.rank[row.input];
  tally.network = ranks.networks.rank[row.network];
  tally.day = day_of(row.started);
  tally.second = static_cast<std::uint32_t>(row.started - std::int64_t{tally.day} * 86'400);
  tally.outcome = static_cast<std::uint16_t>(ranks.outcomes.rank[row.outcome]);
  tally.isolated_by = row.isolated_by;
  tally.attempts = static_cast<std::uint32_t>(row.attempts);
  tally.agreed = static_cast<std::uint32_t>(row.agreed);
  tally.reached = (row.flags & kReachedFlag) != 0;
  tally.run = row.run;
  return tally;
}

/// Which inputs go together: by how many results each has would be better still, but nobody knows yet.
std::size_t part_of(std::uint32_t input, std::size_t inputs) {
  return static_cast<std::size_t>(std::uint64_t{input} * kParts / std::max<std::size_t>(inputs, 1));
}

std::vector<Gathered> gather(const SqliteScan& scan, const Selection& selection, const Ranks& ranks) {
  std::vector<Gathered> gathered(scan.workers());
  const std::size_t inputs = ranks.inputs.values.size();
  scan.over_rows(selection, [&](std::size_t worker, const ScannedRow& row) {
    const TallyRow tally = tally_row(row, ranks);
    gathered[worker].parts[part_of(tally.input, inputs)].push_back(tally);
    gathered[worker].names.saw(row.network, row.started);
  });
  return gathered;
}

/// All that the workers have of one part, which they then have no more.
std::vector<TallyRow> take_part(std::vector<Gathered>& gathered, std::size_t part) {
  std::vector<TallyRow> rows = std::move(gathered[0].parts[part]);
  for (std::size_t worker = 1; worker < gathered.size(); ++worker) {
    std::vector<TallyRow> more = std::move(gathered[worker].parts[part]);
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

std::vector<Tally> sorted_tallies(std::vector<Gathered>& gathered, const std::vector<Outcome>& outcomes) {
  std::array<std::vector<Tally>, kParts> sorted;
  std::atomic<std::size_t> next{0};
  const auto sort_parts = [&] {
    for (std::size_t part = next++; part < kParts; part = next++) {
      std::vector<TallyRow> rows = take_part(gathered, part);
      append_tallies(rows, outcomes, sorted[part]);
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t worker = 1; worker < gathered.size(); ++worker) threads.emplace_back(sort_parts);
    sort_parts();
  }
  std::size_t total = 0;
  for (const auto& part : sorted) total += part.size();
  std::vector<Tally> tallies;
  tallies.reserve(total);
  for (auto& part : sorted) {
    tallies.insert(tallies.end(), part.begin(), part.end());
    std::vector<Tally>{}.swap(part);
  }
  return tallies;
}

}  // namespace

Tallies tally_rows(const sqlite::Connection& connection, const std::filesystem::path& file,
                   const Filter& filter) {
  const SqliteScan scan{connection, file};
  const Selection selection = selection_of(connection, filter, Corrections::applied);
  Ranks ranks{ranked_inputs(connection, selection), ranked_networks(connection), ranked_outcomes(connection)};
  std::vector<Gathered> gathered = gather(scan, selection, ranks);
  for (std::size_t worker = 1; worker < gathered.size(); ++worker)
    gathered[0].names.merge(gathered[worker].names);
  gathered[0].names.put_into(ranks.networks, connection);
  Tallies tallies;
  tallies.tallies = sorted_tallies(gathered, ranks.outcomes.values);
  tallies.inputs = std::move(ranks.inputs.values);
  tallies.networks = std::move(ranks.networks.values);
  drop_unused_names(tallies);
  return tallies;
}

std::size_t count_rows(const sqlite::Connection& connection, const std::filesystem::path& file,
                       const Filter& filter) {
  const SqliteScan scan{connection, file};
  const Selection selection = selection_of(connection, filter, Corrections::applied);
  std::vector<std::size_t> counts(scan.workers());
  scan.over_rows(selection, [&](std::size_t worker, const ScannedRow&) { ++counts[worker]; });
  std::size_t total = 0;
  for (const std::size_t count : counts) total += count;
  return total;
}

}  // namespace saksi
