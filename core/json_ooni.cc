// One measurement as an OONI document: data format 0.2.0, Web Connectivity 0.5 test keys in their order. What
// Saksi does not measure is null, never guessed; what OONI has no key for stands under test_keys.x_saksi.
#include "core/json.h"
#include "core/json_control.h"
#include "core/json_ooni_archive.h"
#include "core/json_verdict.h"

namespace saksi {

using namespace json_support;

namespace {

// OONI's own values for a client and a resolver whose addresses are not told.
constexpr const char* kHiddenProbe = "127.0.0.1";
constexpr const char* kHiddenResolver = "127.0.0.2";
constexpr const char* kTestVersion = "0.5.28";

Ordered bool_or_null(const std::optional<bool>& value) {
  return value ? Ordered(*value) : Ordered(nullptr);
}

Ordered blocking_value(OoniBlocking blocking) {
  if (blocking == OoniBlocking::null) return nullptr;
  if (blocking == OoniBlocking::not_blocked) return false;
  return to_string(blocking);
}

Ordered consistency_value(const std::optional<bool>& consistent) {
  if (!consistent) return nullptr;
  return *consistent ? "consistent" : "inconsistent";
}

Ordered annotations_value(const Measurement& m) {
  Ordered annotations{
      {"engine_name", "saksi"}, {"engine_version", plain(m.software_version)}, {"platform", "linux"}};
  if (m.simulated) annotations["simulated"] = "true";
  return annotations;
}

Ordered test_helpers_value(const Measurement& m) {
  if (!m.control || m.control->address.empty()) return Ordered::object();
  return {{"backend", {{"address", plain(m.control->address)}, {"type", "https"}}}};
}

Ordered saksi_value(const Measurement& m, const Verdict& verdict) {
  Ordered value = verdict_value(verdict);
  value["measurement_id"] = plain(m.id);
  value["run_id"] = plain(m.run_id);
  value["category"] = plain_or_null(m.category);
  value["line"] = to_string(m.line.state);
  return value;
}

void put_observations(Ordered& keys, const Measurement& m) {
  const OoniArchive archive{m};
  keys["agent"] = "redirect";
  keys["client_resolver"] = kHiddenResolver;
  keys["retries"] = nullptr;
  keys["socksproxy"] = nullptr;
  keys["network_events"] = archive.network_events();
  keys["x_dns_whoami"] = nullptr;
  keys["x_doh"] = nullptr;
  keys["x_do53"] = nullptr;
  keys["x_dns_duplicate_responses"] = archive.duplicate_responses();
  keys["queries"] = archive.queries();
  keys["requests"] = archive.requests();
  keys["tcp_connect"] = archive.tcp_connect();
  keys["tls_handshakes"] = archive.tls_handshakes();
}

void put_control(Ordered& keys, const Measurement& m) {
  keys["x_control_request"] = m.control ? control_request_value(m.control->request) : Ordered(nullptr);
  const bool answered = m.control && m.control->answer;
  keys["control"] = answered ? control_answer_value(*m.control->answer) : Ordered(nullptr);
  keys["x_conn_priority_log"] = nullptr;
}

void put_verdict(Ordered& keys, const OoniKeys& ooni) {
  keys["control_failure"] = plain_or_null(ooni.control_failure);
  keys["x_dns_flags"] = ooni.dns_flags;
  keys["dns_experiment_failure"] = plain_or_null(ooni.dns_experiment_failure);
  keys["dns_consistency"] = consistency_value(ooni.dns_consistent);
  keys["http_experiment_failure"] = plain_or_null(ooni.http_experiment_failure);
  keys["x_blocking_flags"] = ooni.blocking_flags;
  keys["x_null_null_flags"] = ooni.null_null_flags;
  keys["body_proportion"] = ooni.body_proportion;
  keys["body_length_match"] = bool_or_null(ooni.body_length_match);
  keys["headers_match"] = bool_or_null(ooni.headers_match);
  keys["status_code_match"] = bool_or_null(ooni.status_code_match);
  keys["title_match"] = bool_or_null(ooni.title_match);
  keys["blocking"] = blocking_value(ooni.blocking);
  keys["accessible"] = bool_or_null(ooni.accessible);
}

}  // namespace

std::string ooni_json(const Measurement& m, const OoniKeys& ooni, const Verdict& verdict) {
  Ordered keys = Ordered::object();
  put_observations(keys, m);
  put_control(keys, m);
  put_verdict(keys, ooni);
  keys["x_saksi"] = saksi_value(m, verdict);

  const std::string start = to_text(m.started);
  return dump(
      {{"annotations", annotations_value(m)},
       {"data_format_version", "0.2.0"},
       {"extensions",
        {{"dnst", 0}, {"httpt", 0}, {"netevents", 0}, {"tcpconnect", 0}, {"tlshandshake", 0}, {"tunnel", 0}}},
       {"input", plain(m.url.original())},
       {"measurement_start_time", start},
       {"probe_asn", m.vantage.asn.to_string()},
       {"probe_cc", m.vantage.country.to_string()},
       {"probe_ip", kHiddenProbe},
       {"probe_network_name", plain(m.vantage.as_name)},
       {"report_id", ""},
       {"resolver_asn", m.resolver.asn.to_string()},
       {"resolver_ip", kHiddenResolver},
       {"resolver_network_name", plain(m.resolver.as_name)},
       {"software_name", "saksi-probe"},
       {"software_version", plain(m.software_version)},
       {"test_helpers", test_helpers_value(m)},
       {"test_keys", std::move(keys)},
       {"test_name", "web_connectivity"},
       {"test_runtime", seconds(m.runtime)},
       {"test_start_time", start},
       {"test_version", kTestVersion}});
}

}  // namespace saksi
