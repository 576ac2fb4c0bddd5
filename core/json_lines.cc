#include "core/json_lines.h"

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace saksi {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json network_of(const Vantage& network) {
  return {{"asn", network.asn.to_string()},
          {"as_name", network.as_name},
          {"country", network.country.to_string()}};
}

}  // namespace

std::string stored_verdict_json(const StoredVerdict& stored) {
  Json json = {{"type", "measurement"},
               {"id", stored.id},
               {"run", stored.run_id},
               {"url", stored.url},
               {"category", stored.category},
               {"started", to_rfc3339(stored.started)},
               {"network", network_of(stored.vantage)},
               {"simulated", stored.simulated}};
  json.update(Json::parse(verdict_json(stored.verdict)));
  return line_of(json);
}

std::string counts_json(const std::string& type, const NamedCounts& counts) {
  Json json = {{"type", type}};
  for (const auto& [name, count] : counts) json[name] = count;
  return line_of(json);
}

std::string run_json(const std::string& type, const Run& run, const NamedCounts& counts) {
  Json json = {{"type", type},
               {"run", run.id},
               {"started", to_rfc3339(run.started)},
               {"state", to_string(run.state)},
               {"list", run.list_name},
               {"network", network_of(run.vantage)},
               {"line", to_string(run.line.state)},
               {"always_open_tested", run.line.always_open_tested},
               {"always_open_failed", run.line.always_open_failed},
               {"simulated", run.simulated}};
  for (const auto& [name, count] : counts) json[name] = count;
  return line_of(json);
}

}  // namespace saksi
