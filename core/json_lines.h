// One-line JSON documents for machines that watch a run or read a list of results: `--json`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/store.h"

namespace saksi {

/// {"type":"measurement","id":..,"url":..,"started":..,"verdict":..,...}
[[nodiscard]] std::string stored_verdict_json(const StoredVerdict& stored);

using NamedCounts = std::vector<std::pair<std::string, std::size_t>>;
/// {"type":TYPE,<counts>}
[[nodiscard]] std::string counts_json(const std::string& type, const NamedCounts& counts);
/// {"type":TYPE,"run":..,"state":..,"network":{..},"line":{..},<counts>}
[[nodiscard]] std::string run_json(const std::string& type, const Run& run, const NamedCounts& counts);

}  // namespace saksi
