#include "analyzer/ingest/ooni_header_echo.h"

#include <algorithm>
#include <map>

#include "analyzer/ingest/ooni_json.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

using Headers = std::map<std::string, std::string>;

/// {"headers_dict": {"name": ["value"]}}; nothing when it is not that.
std::optional<Headers> headers_told(const std::string& body) {
  try {
    const simdjson::padded_string padded{body};
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document json;
    simdjson::ondemand::value dictionary;
    if (parser.iterate(padded).get(json)) return std::nullopt;
    if (json.find_field_unordered("headers_dict").get(dictionary)) return std::nullopt;
    TextRoom room;
    room.clear(body.size());
    Headers headers;
    each_field(dictionary, [&](std::string_view name, JsonValue& values) {
      each_item(values, [&](JsonValue& value) { headers.emplace(name, json_text(value, room)); });
    });
    return headers;
  } catch (const BrokenJson&) {
    return std::nullopt;
  }
}

void drop_connection(Headers& headers) {
  std::erase_if(headers, [](const auto& header) { return ascii_lower(header.first) == "connection"; });
}

}  // namespace

HeaderEcho header_echo(const OoniDocument& document) {
  const auto& requests = document.measurement.http;
  if (requests.empty() || !requests.front().response) return HeaderEcho::none;
  auto told = headers_told(requests.front().response->body);
  if (!told) return HeaderEcho::none;
  Headers sent{document.other.sent_headers.begin(), document.other.sent_headers.end()};
  drop_connection(sent);
  drop_connection(*told);
  return sent == *told ? HeaderEcho::same : HeaderEcho::altered;
}

}  // namespace saksi
