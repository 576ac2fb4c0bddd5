// What a control offers to experiments, and what its echo says. Both come over a network where a censor may
// stand: bounded, and only public addresses are believed.
#include <algorithm>
#include <string>

#include "core/digest.h"
#include "core/json.h"
#include "core/json_support.h"

namespace saksi {

using namespace json_support;

namespace {

constexpr std::size_t kMaxOffered = 64;

void refuse_too_many(const Fields& fields, const char* key, std::size_t count) {
  if (count > kMaxOffered) throw JsonProblem{fields.path(key) + " has more than 64 entries"};
}

/// Absent, null and empty are the same: nothing is offered.
template <class Place>
std::vector<Place> read_places(const Fields& fields, const char* key) {
  if (!fields.has(key)) return {};
  auto places = fields.list(key, [](const Parsed& value, const std::string& where) {
    const auto place = Place::parse(read_text(value, where));
    if (!place) throw JsonProblem{where + " is not what an address looks like"};
    return *place;
  });
  refuse_too_many(fields, key, places.size());
  return places;
}

bool is_public(const IpAddress& address) {
  return !is_bogon(address);
}

bool is_public(const Endpoint& endpoint) {
  return endpoint.port != 0 && is_public(endpoint.address);
}

/// A control on the path of a censor could otherwise send the probe into the volunteer's own network.
template <class Place>
std::vector<Place> believed(std::vector<Place> places) {
  std::erase_if(places, [](const Place& place) { return !is_public(place); });
  if (places.size() > kMaxExperimentPlaces) places.resize(kMaxExperimentPlaces);
  return places;
}

ControlExperiments read_experiments(const Fields& fields) {
  ControlExperiments experiments;
  experiments.no_dns = believed(read_places<IpAddress>(fields, "no_dns"));
  experiments.echo = believed(read_places<Endpoint>(fields, "echo"));
  experiments.tls = believed(read_places<Endpoint>(fields, "tls"));
  experiments.tls_certificate_sha256 = fields.text_or_empty("tls_certificate_sha256");
  if (!experiments.tls.empty() && !is_sha256_hex(experiments.tls_certificate_sha256))
    throw JsonProblem{fields.path("tls_certificate_sha256") + " is no SHA-256 in lower-case hex"};
  return experiments;
}

EchoAnswer read_echo(const Fields& fields) {
  if (fields.integer("saksi_echo", 1, 1) != 1) throw JsonProblem{"is not the echo's"};
  EchoAnswer answer;
  answer.method = fields.text("method");
  answer.host = fields.text("host");
  answer.request_id = fields.text("request_id");
  answer.server_name = fields.text("server_name");
  answer.head_bytes = static_cast<std::size_t>(fields.integer("head_bytes", 0, 1 << 20));
  return answer;
}

}  // namespace

std::string control_experiments_json(const ControlExperiments& experiments) {
  const auto as_text = [](const auto& place) { return place.to_string(); };
  return dump({{"no_dns", array_of(experiments.no_dns, as_text)},
               {"echo", array_of(experiments.echo, as_text)},
               {"tls", array_of(experiments.tls, as_text)},
               {"tls_certificate_sha256", null_if_empty(experiments.tls_certificate_sha256)}});
}

Result<ControlExperiments> parse_control_experiments(std::string_view json) {
  return read_json(json, "experiments of a control", read_experiments);
}

std::string echo_answer_json(const EchoAnswer& answer) {
  return dump({{"saksi_echo", 1},
               {"method", plain(answer.method)},
               {"host", plain(answer.host)},
               {"request_id", plain(answer.request_id)},
               {"server_name", plain(answer.server_name)},
               {"head_bytes", answer.head_bytes}});
}

Result<EchoAnswer> parse_echo_answer(std::string_view json) {
  return read_json(json, "answer of the echo", read_echo);
}

}  // namespace saksi
