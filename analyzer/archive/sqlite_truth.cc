#include <algorithm>
#include <tuple>

#include "analyzer/archive/row_codes.h"
#include "analyzer/archive/run_rows.h"
#include "analyzer/archive/sqlite_names.h"
#include "analyzer/archive/sqlite_questions.h"
#include "analyzer/archive/sqlite_scan.h"
#include "analyzer/archive/threads.h"

namespace saksi {
namespace {

/// One result's first address.
struct AddressRow {
  std::uint32_t host = 0;  // ranks
  std::uint32_t network = 0;
  std::int32_t day = 0;
  IpAddress address;
  std::uint32_t asn = 0;
  bool of_control = false;
  bool proven = false;
};

auto place_of(const AddressRow& row) {
  return std::tie(row.host, row.day, row.address);
}

using Rows = std::vector<AddressRow>::const_iterator;

/// How many different values `of` gives among the rows, but `unknown`.
template <class Of, class Value>
std::uint32_t distinct(Rows first, Rows last, const Of& of, const Value& unknown) {
  std::vector<Value> values;
  for (Rows row = first; row != last; ++row) {
    if (of(*row) != unknown) values.push_back(of(*row));
  }
  std::sort(values.begin(), values.end());
  return static_cast<std::uint32_t>(std::unique(values.begin(), values.end()) - values.begin());
}

NameAddress counted(Rows first, Rows last, const std::vector<std::string>& hosts,
                    const std::vector<NetworkName>& networks) {
  NameAddress answer;
  answer.host = hosts[first->host];
  answer.day = first->day;
  answer.address = first->address;
  for (Rows row = first; row != last; ++row) {
    ++answer.seen;
    answer.asn.number = std::max(answer.asn.number, row->asn);
    answer.of_control += row->of_control ? 1 : 0;
    answer.proven += row->proven ? 1 : 0;
  }
  answer.networks = distinct(
      first, last, [&](const AddressRow& row) { return networks[row.network].asn; }, Asn{});
  answer.countries = distinct(
      first, last, [&](const AddressRow& row) { return networks[row.network].country; }, CountryCode{});
  return answer;
}

void count_addresses(std::vector<AddressRow>& rows, const std::vector<std::string>& hosts,
                     const std::vector<NetworkName>& networks, std::vector<NameAddress>& answers) {
  std::sort(rows.begin(), rows.end(),
            [](const AddressRow& a, const AddressRow& b) { return place_of(a) < place_of(b); });
  for (Rows first = rows.begin(); first != rows.end();) {
    const Rows last = std::find_if(first, Rows{rows.end()}, [first](const AddressRow& row) {
      return place_of(row) != place_of(*first);
    });
    answers.push_back(counted(first, last, hosts, networks));
    first = last;
  }
}

std::optional<AddressRow> address_row(const ScannedRow& row, const sqlite::Statement& more) {
  const auto address = IpAddress::from_bytes(more.bytes(SqliteScan::kFirstMore));
  if (!address) return std::nullopt;
  Observed flags;
  read_observed_code(more.integer(SqliteScan::kFirstMore + 2), flags);
  AddressRow seen;
  seen.day = day_of(row.started);
  seen.address = *address;
  seen.asn = static_cast<std::uint32_t>(more.integer(SqliteScan::kFirstMore + 1));
  seen.of_control = flags.address_of_control;
  seen.proven = flags.address_proven;
  return seen;
}

RunRow run_row(const ScannedRow& row, const Ranked<InputName>& inputs, const Ranked<NetworkName>& networks) {
  return {row.run, inputs.rank[row.input], networks.rank[row.network], (row.flags & kReachedFlag) != 0};
}

}  // namespace

std::vector<NameAddress> addresses_of_names(const sqlite::Connection& connection,
                                            const std::filesystem::path& file, const Filter& filter) {
  const SqliteScan scan{connection, file};
  const Selection selection = selection_of(connection, filter, Corrections::ignored);
  const Ranked<std::string> hosts = ranked_hosts(connection, selection);
  const Ranked<NetworkName> networks = ranked_networks(connection);
  SpreadRows<AddressRow> rows{scan.workers(), hosts.values.size()};
  scan.over_rows(selection, "d.address, d.address_asn, d.observed",
                 [&](std::size_t worker, const ScannedRow& row, const sqlite::Statement& more) {
                   auto seen = address_row(row, more);
                   if (!seen || hosts.values[hosts.rank[row.input]].empty()) return;
                   seen->host = hosts.rank[row.input];
                   seen->network = networks.rank[row.network];
                   rows.put(worker, seen->host, *seen);
                 });
  return rows.count<NameAddress>([&](std::vector<AddressRow>& part, std::vector<NameAddress>& answers) {
    count_addresses(part, hosts.values, networks.values, answers);
  });
}

std::vector<RunTally> tally_runs(const sqlite::Connection& connection, const std::filesystem::path& file,
                                 const Filter& filter) {
  const SqliteScan scan{connection, file};
  const Selection selection = selection_of(connection, filter, Corrections::ignored);
  const Ranked<InputName> inputs = ranked_inputs(connection, selection);
  Ranked<NetworkName> networks = ranked_networks(connection);
  SpreadRows<RunRow> rows{scan.workers(), inputs.values.size()};
  NewestNames names{scan.workers()};
  scan.over_rows(selection, "", [&](std::size_t worker, const ScannedRow& row, const sqlite::Statement&) {
    const RunRow seen = run_row(row, inputs, networks);
    rows.put(worker, seen.input, seen);
    names.saw(worker, row.network, row.started);
  });
  names.put_into(networks, connection);
  return tallies_of_runs(rows.count<RunShare>(append_run_shares), networks.values);
}

}  // namespace saksi
