// What ClickhouseArchive answers, where the answer takes more than one query. `corrections` as in selected().
// Private to it. Throws StoreError.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/archive/clickhouse_client.h"

namespace saksi {

using NetworkKey = std::pair<Asn, CountryCode>;
/// The name that each network had last, among the results that count.
[[nodiscard]] std::map<NetworkKey, NetworkName> ask_network_names(ClickhouseClient& client,
                                                                  const Filter& filter,
                                                                  std::uint64_t corrections);
[[nodiscard]] Tallies ask_tallies(ClickhouseClient& client, const Filter& filter, std::uint64_t corrections);
[[nodiscard]] std::vector<ArchivedResult> ask_results(ClickhouseClient& client, const Filter& filter,
                                                      std::uint64_t corrections, std::size_t most);
[[nodiscard]] std::vector<ArchivedResult> ask_by_prefix(ClickhouseClient& client,
                                                        const std::string& hex_prefix);
[[nodiscard]] std::vector<NameAddress> ask_name_addresses(ClickhouseClient& client, const Filter& filter);
[[nodiscard]] std::vector<RunTally> ask_run_tallies(ClickhouseClient& client, const Filter& filter);
[[nodiscard]] std::vector<SharedValue> ask_shared_values(ClickhouseClient& client, std::uint32_t least_hosts,
                                                         std::uint64_t corrections);

}  // namespace saksi
