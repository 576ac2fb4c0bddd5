#include <algorithm>
#include <array>
#include <cstring>
#include <thread>
#include <tuple>
#include <unordered_map>

#include "analyzer/archive/clickhouse_questions.h"
#include "analyzer/archive/clickhouse_rows.h"
#include "analyzer/archive/clickhouse_selection.h"
#include "analyzer/archive/tally_rows.h"
#include "analyzer/archive/threads.h"

namespace saksi {
namespace {

using InputKey = std::array<char, 16>;  // the server's SipHash of an input

struct HashOfKey {
  std::size_t operator()(const InputKey& key) const {
    std::size_t hash = 0;
    std::memcpy(&hash, key.data(), sizeof hash);
    return hash;
  }
};

InputKey read_input_key(RowBinaryReader& row) {
  InputKey key{};
  const std::string_view bytes = row.fixed(key.size());
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

NetworkKey read_network(RowBinaryReader& row) {
  const Asn asn{row.number<std::uint32_t>()};
  return {asn, CountryCode::parse(row.fixed(2)).value_or(CountryCode{})};
}

/// Inputs in their order, and where each key of the server stands in it.
struct Inputs {
  std::vector<InputName> names;
  std::unordered_map<InputKey, std::uint32_t, HashOfKey> rank;
};

Inputs ask_inputs(ClickhouseClient& client, const Filter& filter) {
  std::vector<std::pair<InputName, InputKey>> found;
  client.each_row("SELECT any(input_key), input, host, test FROM result WHERE " + condition_of(filter) +
                      " GROUP BY input, host, test",
                  [&](RowBinaryReader& row) {
                    const InputKey key = read_input_key(row);
                    InputName name;
                    name.input = row.string();
                    name.host = row.string();
                    name.test = static_cast<TestName>(row.number<std::int8_t>());
                    found.emplace_back(std::move(name), key);
                  });
  std::sort(found.begin(), found.end());
  Inputs inputs;
  for (auto& [name, key] : found) {
    inputs.rank[key] = static_cast<std::uint32_t>(inputs.names.size());
    inputs.names.push_back(std::move(name));
  }
  return inputs;
}

/// Networks likewise.
struct Networks {
  std::vector<NetworkName> names;
  std::map<NetworkKey, std::uint32_t> rank;
};

Networks sorted_networks(std::map<NetworkKey, NetworkName> names) {
  Networks networks;
  for (auto& [key, name] : names) {
    networks.rank[key] = static_cast<std::uint32_t>(networks.names.size());
    networks.names.push_back(std::move(name));
  }
  return networks;
}

constexpr const char* kColumns =
    "input_key, asn, country, day, started, run, reached, attempts, agreed, isolated_by";

/// One part of `slices` of the groups, by input, so that the server's memory for them is bounded.
std::string tally_sql(const Filter& filter, std::uint64_t corrections, std::size_t slices,
                      std::size_t slice) {
  std::string sql =
      "SELECT input_key, asn, country, day, e_verdict, e_certainty, e_scope, e_layer, e_method, "
      "toUInt32(count()), toUInt32(uniqExact(run)), min(started), max(started), toUInt32(sum(reached)), "
      "toUInt32(sum(attempts)), toUInt32(sum(agreed)), groupBitOr(isolated_by) FROM ";
  sql += selected(filter, kColumns, corrections);
  if (slices > 1) {
    sql += " WHERE sipHash64(input_key) % " + std::to_string(slices) + " = " + std::to_string(slice);
  }
  return sql + " GROUP BY input_key, asn, country, day, e_verdict, e_certainty, e_scope, e_layer, e_method";
}

Tally read_tally(RowBinaryReader& row, const Inputs& inputs, const Networks& networks) {
  Tally tally;
  const InputKey input = read_input_key(row);
  const NetworkKey network = read_network(row);
  tally.day = row.number<std::int32_t>();
  tally.outcome = read_outcome(row);
  tally.count = row.number<std::uint32_t>();
  tally.runs = row.number<std::uint32_t>();
  tally.first = row.number<std::int64_t>();
  tally.last = row.number<std::int64_t>();
  tally.reached = row.number<std::uint32_t>();
  tally.attempts = row.number<std::uint32_t>();
  tally.agreed = row.number<std::uint32_t>();
  tally.isolated_by = row.number<std::uint16_t>();
  // A result that came after the names were asked for has none; it is left to the next question.
  const auto input_rank = inputs.rank.find(input);
  const auto network_rank = networks.rank.find(network);
  if (input_rank == inputs.rank.end() || network_rank == networks.rank.end()) return Tally{};
  tally.input = input_rank->second;
  tally.network = network_rank->second;
  return tally;
}

void sort_tallies(std::vector<Tally>& tallies) {
  std::sort(tallies.begin(), tallies.end(), [](const Tally& a, const Tally& b) {
    return std::tie(a.input, a.network, a.day, a.first, a.outcome) <
           std::tie(b.input, b.network, b.day, b.first, b.outcome);
  });
}

std::vector<Tally> ask_counted(ClickhouseClient& client, const Filter& filter, std::uint64_t corrections,
                               std::size_t slices, const Inputs& inputs, const Networks& networks) {
  const std::size_t workers = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  SpreadRows<Tally> spread{workers, inputs.names.size()};
  std::size_t worker = 0;
  for (std::size_t slice = 0; slice < slices; ++slice) {
    client.each_row(tally_sql(filter, corrections, slices, slice), [&](RowBinaryReader& row) {
      const Tally tally = read_tally(row, inputs, networks);
      if (tally.count > 0) spread.put(worker++ % workers, tally.input, tally);
    });
  }
  return spread.count<Tally>([](std::vector<Tally>& part, std::vector<Tally>& answers) {
    sort_tallies(part);
    answers = std::move(part);
  });
}

}  // namespace

std::map<NetworkKey, NetworkName> ask_network_names(ClickhouseClient& client, const Filter& filter,
                                                    std::uint64_t corrections) {
  std::map<NetworkKey, NetworkName> names;
  std::map<NetworkKey, std::pair<std::int64_t, std::string>> newest;
  client.each_row("SELECT asn, country, as_name, max(started) FROM " +
                      selected(filter, "asn, country, as_name, started", corrections) +
                      " GROUP BY asn, country, as_name",
                  [&](RowBinaryReader& row) {
                    const NetworkKey network = read_network(row);
                    std::string name{row.string()};
                    const auto last = row.number<std::int64_t>();
                    names.try_emplace(network, NetworkName{network.first, network.second, {}});
                    if (name.empty()) return;
                    std::pair candidate{last, std::move(name)};
                    const auto [known, fresh] = newest.emplace(network, candidate);
                    if (!fresh && known->second < candidate) known->second = std::move(candidate);
                  });
  for (auto& [network, name] : newest) names[network].as_name = std::move(name.second);
  return names;
}

Tallies ask_tallies(ClickhouseClient& client, const Filter& filter, std::uint64_t corrections) {
  Inputs inputs = ask_inputs(client, filter);
  Networks networks = sorted_networks(ask_network_names(client, filter, corrections));
  Tallies tallies;
  for (std::size_t slices = 1;; slices *= 8) {
    try {
      tallies.tallies = ask_counted(client, filter, corrections, slices, inputs, networks);
      break;
    } catch (const ClickhouseRefusal& refusal) {
      if (refusal.code() != kMemoryLimitExceeded || slices > 500) throw;
    }
  }
  tallies.inputs = std::move(inputs.names);
  tallies.networks = std::move(networks.names);
  drop_unused_names(tallies);
  return tallies;
}

}  // namespace saksi
