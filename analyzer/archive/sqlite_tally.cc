#include "analyzer/archive/row_codes.h"
#include "analyzer/archive/sqlite_names.h"
#include "analyzer/archive/sqlite_questions.h"
#include "analyzer/archive/sqlite_scan.h"
#include "analyzer/archive/tally_rows.h"
#include "analyzer/archive/threads.h"

namespace saksi {
namespace {

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

}  // namespace

Tallies tally_rows(const sqlite::Connection& connection, const std::filesystem::path& file,
                   const Filter& filter) {
  const SqliteScan scan{connection, file};
  const Selection selection = selection_of(connection, filter, Corrections::applied);
  Ranks ranks{ranked_inputs(connection, selection), ranked_networks(connection), ranked_outcomes(connection)};
  SpreadRows<TallyRow> rows{scan.workers(), ranks.inputs.values.size()};
  NewestNames names{scan.workers()};
  scan.over_rows(selection, "", [&](std::size_t worker, const ScannedRow& row, const sqlite::Statement&) {
    const TallyRow tally = tally_row(row, ranks);
    rows.put(worker, tally.input, tally);
    names.saw(worker, row.network, row.started);
  });
  names.put_into(ranks.networks, connection);
  Tallies tallies;
  tallies.tallies = rows.count<Tally>([&](std::vector<TallyRow>& part, std::vector<Tally>& answers) {
    append_tallies(part, ranks.outcomes.values, answers);
  });
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
  scan.over_rows(selection, "",
                 [&](std::size_t worker, const ScannedRow&, const sqlite::Statement&) { ++counts[worker]; });
  std::size_t total = 0;
  for (const std::size_t count : counts) total += count;
  return total;
}

}  // namespace saksi
