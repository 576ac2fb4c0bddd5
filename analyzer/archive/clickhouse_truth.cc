#include <algorithm>

#include "analyzer/archive/clickhouse_questions.h"
#include "analyzer/archive/clickhouse_selection.h"

namespace saksi {
namespace {

NameAddress read_name_address(RowBinaryReader& row) {
  NameAddress answer;
  answer.host = row.string();
  answer.day = row.number<std::int32_t>();
  answer.address = IpAddress::from_bytes(row.string()).value_or(IpAddress{});
  answer.asn = Asn{row.number<std::uint32_t>()};
  answer.seen = row.number<std::uint32_t>();
  answer.networks = row.number<std::uint32_t>();
  answer.countries = row.number<std::uint32_t>();
  answer.of_control = row.number<std::uint32_t>();
  answer.proven = row.number<std::uint32_t>();
  return answer;
}

/// How each run went with each input.
std::string pairs_sql(const Filter& filter) {
  return "(SELECT input_key, run, toInt64(count()) AS measured, toInt64(countIf(reached = 0)) AS failed, "
         "toInt64(countIf(reached = 0) < count()) AS opened FROM " +
         selected(filter, "input_key, run, reached", 0) + " GROUP BY input_key, run)";
}

std::string run_tallies_sql(const Filter& filter) {
  const std::string inputs = "(SELECT input_key, toInt64(count()) AS runs, sum(opened) AS open_runs FROM " +
                             pairs_sql(filter) + " GROUP BY input_key)";
  return "SELECT run, toUInt32(sum(measured)), toUInt32(sum(failed)), toUInt32(sum(failed * alone)), "
         "toUInt32(sum(measured * alone)) FROM "
         "(SELECT run, measured, failed, (runs > 1) AND (10 * (open_runs - opened) >= 9 * (runs - 1)) AS "
         "alone FROM " +
         pairs_sql(filter) + " ANY LEFT JOIN " + inputs + " USING input_key) GROUP BY run ORDER BY run";
}

/// The lowest network of each run.
std::map<std::uint64_t, NetworkName> networks_of_runs(ClickhouseClient& client, const Filter& filter) {
  const std::map<NetworkKey, NetworkName> names = ask_network_names(client, filter, 0);
  std::map<std::uint64_t, NetworkName> networks;
  client.each_row("SELECT run, asn, country FROM " + selected(filter, "run, asn, country", 0) +
                      " GROUP BY run, asn, country",
                  [&](RowBinaryReader& row) {
                    const auto run = row.number<std::uint64_t>();
                    const Asn asn{row.number<std::uint32_t>()};
                    const auto country = CountryCode::parse(row.fixed(2)).value_or(CountryCode{});
                    const auto name = names.find({asn, country});
                    if (name == names.end()) return;
                    const auto [known, fresh] = networks.emplace(run, name->second);
                    if (!fresh) known->second = std::min(known->second, name->second);
                  });
  return networks;
}

}  // namespace

std::vector<NameAddress> ask_name_addresses(ClickhouseClient& client, const Filter& filter) {
  std::vector<NameAddress> answers;
  client.each_row(
      "SELECT host, day, address, max(address_asn), toUInt32(count()), "
      "toUInt32(uniqExactIf(asn, asn != 0)), toUInt32(uniqExactIf(country, country != 'ZZ')), "
      "toUInt32(sum(address_of_control)), toUInt32(sum(address_proven)) FROM " +
          selected(filter,
                   "host, day, address, address_asn, asn, country, address_of_control, "
                   "address_proven",
                   0) +
          " WHERE host != '' AND address != '' GROUP BY host, day, address",
      [&](RowBinaryReader& row) { answers.push_back(read_name_address(row)); });
  std::sort(answers.begin(), answers.end());
  return answers;
}

std::vector<RunTally> ask_run_tallies(ClickhouseClient& client, const Filter& filter) {
  const std::map<std::uint64_t, NetworkName> networks = networks_of_runs(client, filter);
  std::vector<RunTally> tallies;
  client.each_row(run_tallies_sql(filter), [&](RowBinaryReader& row) {
    RunTally tally;
    tally.run = row.number<std::uint64_t>();
    tally.measured = row.number<std::uint32_t>();
    tally.failed = row.number<std::uint32_t>();
    tally.failed_alone = row.number<std::uint32_t>();
    tally.judged_alone = row.number<std::uint32_t>();
    const auto network = networks.find(tally.run);
    if (network != networks.end()) tally.network = network->second;
    tallies.push_back(tally);
  });
  return tallies;
}

}  // namespace saksi
