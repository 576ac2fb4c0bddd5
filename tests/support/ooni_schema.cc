#include "tests/support/ooni_schema.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "core/failure.h"
#include "core/json_support.h"
#include "tests/support/ooni_rules.h"

namespace saksi {
namespace {

using namespace ooni_rules;
using Json = nlohmann::ordered_json;
using Problems = std::vector<std::string>;

unsigned type_of(const Json& value) {
  if (value.is_null()) return kNull;
  if (value.is_string()) return kString;
  if (value.is_boolean()) return kBool;
  if (value.is_number_integer()) return kInteger | kNumber;
  if (value.is_number()) return kNumber;
  return value.is_array() ? kList : kObject;
}

const RE2& compiled(const char* pattern) {
  static std::map<const char*, RE2> kept;
  return kept.try_emplace(pattern, pattern).first->second;
}

class Checker {
 public:
  void apply(const std::vector<Rule>& rules, const Json& root, const std::string& at) {
    for (const Rule& rule : rules) follow(rule, rule.path, root, at);
  }
  void complain(const std::string& at, const std::string& what) { problems_.push_back(at + " " + what); }
  [[nodiscard]] Problems take() { return std::move(problems_); }

 private:
  /// Walks one step of the path; a null on the way ends it, because then there is nothing below.
  void follow(const Rule& rule, std::string_view path, const Json& here, const std::string& at) {
    if (path.empty()) return judge(rule, here, at);
    if (path.starts_with("[]") || path.starts_with("{}")) return follow_each(rule, path, here, at);
    if (path.front() == '.') path.remove_prefix(1);
    if (!here.is_object()) return;  // judged by the rule of the parent
    const std::size_t end = std::min(path.find_first_of(".[{"), path.size());
    const std::string key{path.substr(0, end)};
    const std::string there = at + "." + key;
    const auto found = here.find(key);
    if (found != here.end()) return follow(rule, path.substr(end), *found, there);
    if (end == path.size() && (rule.types & kOptional) == 0) complain(there, "is missing");
  }

  void follow_each(const Rule& rule, std::string_view path, const Json& here, const std::string& at) {
    const bool list = path.starts_with("[]");
    if (list ? !here.is_array() : !here.is_object()) return;
    std::size_t i = 0;
    for (const auto& [key, value] : here.items()) {
      follow(rule, path.substr(2), value, at + "[" + (list ? std::to_string(i++) : key) + "]");
    }
  }

  void judge(const Rule& rule, const Json& value, const std::string& at) {
    if ((type_of(value) & rule.types) == 0)
      return complain(at, "has the wrong type: " + value.dump().substr(0, 60));
    if (rule.pattern == nullptr || !value.is_string()) return;
    const auto& text = value.get_ref<const std::string&>();
    if (!RE2::FullMatch(text, compiled(rule.pattern)))
      complain(at, "has the value '" + text.substr(0, 60) + "'");
  }

  Problems problems_;
};

void check_order(Checker& checker, const Json& keys) {
  std::vector<std::string> wanted, found;
  for (const Rule& rule : test_key_rules()) {
    if (keys.contains(rule.path)) wanted.emplace_back(rule.path);
  }
  for (const auto& [key, value] : keys.items()) {
    if (std::find(wanted.begin(), wanted.end(), key) != wanted.end()) found.push_back(key);
  }
  if (found != wanted) checker.complain("test_keys", "are not in OONI's order");
}

void check_failure(Checker& checker, const Json& failure, const std::string& at) {
  if (failure.is_string() && !failure_from_string(failure.get<std::string>())) {
    checker.complain(at, "is not an OONI failure string: " + failure.dump().substr(0, 60));
  }
}

void check_control_failure(Checker& checker, const Json& failure, const std::string& at) {
  static const std::array kLegacy{"dns_name_error", "dns_server_failure",       "unknown_error",
                                  "connect_error",  "connection_refused_error", "dns_lookup_error"};
  const bool legacy = failure.is_string() &&
                      std::find(kLegacy.begin(), kLegacy.end(), failure.get<std::string>()) != kLegacy.end();
  if (!legacy) check_failure(checker, failure, at);
}

void check_base64(Checker& checker, const Json& value, const std::string& at) {
  if (value.is_string() && !json_support::from_base64(value.get<std::string>()))
    checker.complain(at, "is not base64");
}

/// An object in place of a text is {"data": base64, "format": "base64"}.
void check_binary(Checker& checker, const Json& value, const std::string& at) {
  if (!value.is_object()) return;
  if (value.value("format", "") != "base64" || !value.contains("data"))
    return checker.complain(at, "is no binary value");
  check_base64(checker, value["data"], at);
}

/// Rules that join two keys of one operation.
void check_operation(Checker& checker, const Json& operation, const std::string& at) {
  checker.apply(operation_rules(), operation, at);
  if (operation.contains("failure")) check_failure(checker, operation["failure"], at + ".failure");
  if (operation.value("t0", 0.0) > operation.value("t", 0.0)) checker.complain(at, "ends before it begins");
  if (operation.value("transaction_id", std::int64_t{0}) <= 0) checker.complain(at, "has no transaction_id");
}

void each(const Json& keys, const char* list,
          const std::function<void(const Json&, const std::string&)>& check) {
  if (!keys.contains(list) || !keys[list].is_array()) return;
  std::size_t i = 0;
  for (const Json& item : keys[list]) check(item, std::string{list} + "[" + std::to_string(i++) + "]");
}

void check_queries(Checker& checker, const Json& keys, const char* list) {
  each(keys, list, [&](const Json& query, const std::string& at) {
    checker.apply(query_rules(), query, at);
    check_operation(checker, query, at);
    if (query.contains("raw_response")) check_base64(checker, query["raw_response"], at + ".raw_response");
    if (!query.value("answers", Json::array()).is_array()) return;
    for (const Json& answer : query.value("answers", Json::array())) {
      const std::string type = answer.value("answer_type", "");
      const char* holds = type == "A" ? "ipv4" : type == "AAAA" ? "ipv6" : "hostname";
      if (!answer.contains(holds))
        checker.complain(at, "has an answer of type " + type + " without " + holds);
    }
  });
}

void check_requests(Checker& checker, const Json& keys) {
  int depth = 1000;
  each(keys, "requests", [&](const Json& request, const std::string& at) {
    checker.apply(request_rules(), request, at);
    check_operation(checker, request, at);
    const Json response = request.value("response", Json::object());
    check_binary(checker, response.value("body", Json{}), at + ".response.body");
    for (const Json& header : response.value("headers_list", Json::array())) {
      if (header.size() != 2) checker.complain(at, "has a header that is no pair");
    }
    for (const Json& tag : request.value("tags", Json::array())) {
      const std::string text = tag.get<std::string>();
      if (!text.starts_with("depth=")) continue;
      const int here = std::stoi(text.substr(6));
      if (here > depth) checker.complain(at, "is newer than the one before it");
      depth = here;
    }
  });
}

void check_endpoints(Checker& checker, const Json& keys) {
  each(keys, "tcp_connect", [&](const Json& tcp, const std::string& at) {
    checker.apply(tcp_rules(), tcp, at);
    check_operation(checker, tcp, at);
    const Json status = tcp.value("status", Json::object());
    check_failure(checker, status.value("failure", Json{}), at + ".status.failure");
    if (status.value("success", false) != status.value("failure", Json{}).is_null()) {
      checker.complain(at, "says success and failure at once");
    }
  });
  each(keys, "tls_handshakes", [&](const Json& tls, const std::string& at) {
    checker.apply(tls_rules(), tls, at);
    check_operation(checker, tls, at);
    if (!tls.value("peer_certificates", Json{}).is_array()) return;
    for (const Json& certificate : tls["peer_certificates"])
      check_binary(checker, certificate, at + ".peer_certificates");
  });
  each(keys, "network_events", [&](const Json& event, const std::string& at) {
    checker.apply(event_rules(), event, at);
    check_operation(checker, event, at);
  });
}

void check_control(Checker& checker, const Json& keys) {
  checker.apply(control_rules(), keys, "test_keys");
  const Json control = keys.value("control", Json{});
  if (!control.is_object()) return;
  check_control_failure(checker, control.value("dns", Json::object()).value("failure", Json{}),
                        "control.dns.failure");
  check_control_failure(checker, control.value("http_request", Json::object()).value("failure", Json{}),
                        "control.http_request.failure");
  for (const char* map : {"tcp_connect", "tls_handshake"}) {
    const Json entries = control.value(map, Json::object());
    for (const auto& [endpoint, it] : entries.items()) {
      check_control_failure(checker, it.value("failure", Json{}),
                            "control." + std::string{map} + "[" + endpoint + "]");
    }
  }
}

/// What the verdict keys may say together.
void check_verdict(Checker& checker, const Json& keys) {
  for (const char* key : {"control_failure", "dns_experiment_failure", "http_experiment_failure"}) {
    check_failure(checker, keys.value(key, Json{}), key);
  }
  const Json blocking = keys.value("blocking", Json{}), accessible = keys.value("accessible", Json{});
  if (blocking.is_string() && accessible != Json(false))
    checker.complain("accessible", "is not false though blocked");
  if (blocking.is_null() != accessible.is_null())
    checker.complain("blocking", "and accessible are not both null");
  if (blocking == Json(true)) checker.complain("blocking", "is true, which says nothing");
  if (keys.value("x_dns_flags", 0) > 7 || keys.value("x_blocking_flags", 0) > 63 ||
      keys.value("x_null_null_flags", 0) > 31) {
    checker.complain("test_keys", "has a flag that does not exist");
  }
}

}  // namespace

Problems check_ooni_document(const Json& document) {
  Checker checker;
  checker.apply(document_rules(), document, "$");
  const Json keys = document.value("test_keys", Json::object());
  checker.apply(test_key_rules(), keys, "test_keys");
  check_order(checker, keys);
  check_queries(checker, keys, "queries");
  check_queries(checker, keys, "x_dns_duplicate_responses");
  check_requests(checker, keys);
  check_endpoints(checker, keys);
  check_control(checker, keys);
  check_verdict(checker, keys);
  return checker.take();
}

Problems check_ooni_line(const std::string& line) {
  const Json document = Json::parse(line, nullptr, false);
  if (!document.is_object()) return {"the line is not a JSON object"};
  return check_ooni_document(document);
}

}  // namespace saksi
