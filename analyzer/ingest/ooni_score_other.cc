// OONI's scores of every test but Web Connectivity, one function a test.
#include <algorithm>
#include <array>

#include "analyzer/ingest/ooni_header_echo.h"
#include "analyzer/ingest/ooni_score.h"

namespace saksi {
namespace {

ScoreSum failed() {
  ScoreSum sum;
  sum.accuracy = 0;
  return sum;
}

ScoreSum scored(double blocking) {
  ScoreSum sum;
  sum.blocking = blocking;
  return sum;
}

double share(std::size_t part, std::size_t rest, double if_none) {
  return part + rest == 0 ? if_none : static_cast<double>(part) / static_cast<double>(part + rest);
}

/// The probe's summary key says so.
bool is(const OoniDocument& document, std::string_view key, std::string_view word) {
  return document.other.text(key) == word;
}

bool is_null_or_missing(const OoniDocument& document, std::string_view key) {
  const OoniScalar* const found = document.other.find(key);
  return found == nullptr || found->kind == OoniScalar::Kind::null;
}

/// "YYYY-MM-DD" compares like the day that it names.
bool since(const OoniDocument& document, std::string_view day) {
  return to_text(document.measurement.started).substr(0, 10) >= day;
}

// ---- Messengers

bool is_telegram_web(const HttpObservation& http) {
  return http.url == "https://web.telegram.org/" || http.url == "http://web.telegram.org/";
}

/// The share of access points that fail over TCP, and over HTTP, and one for the web version.
ScoreSum score_telegram(const OoniDocument& document) {
  if (document.other.request_without_url) return failed();
  std::size_t tcp_failed = 0, http_failed = 0, http_worked = 0;
  bool web_failed = is(document, "telegram_web_status", "blocked");
  for (const TcpObservation& tcp : document.measurement.tcp) tcp_failed += tcp.ok() ? 0 : 1;
  for (const HttpObservation& http : document.measurement.http) {
    if (is_telegram_web(http)) {
      web_failed |= !http.ok();
    } else {
      (http.ok() ? http_worked : http_failed) += 1;
    }
  }
  const std::size_t tcp_worked = document.measurement.tcp.size() - tcp_failed;
  return scored(share(tcp_failed, tcp_worked, 0.5) + share(http_failed, http_worked, 0.5) +
                (web_failed ? 1 : 0));
}

constexpr std::array<std::string_view, 7> kFacebookServices{"b_api",        "b_graph", "edge", "external_cdn",
                                                            "scontent_cdn", "star",    "stun"};

/// One half for each thing that is not as it should be. Where none of these keys is false, the two
/// summaries say nothing (a bug of some probes).
ScoreSum score_facebook(const OoniDocument& document) {
  double sum = 0;
  std::size_t good = 0;
  for (const std::string_view service : kFacebookServices) {
    for (const std::string_view suffix : {"_dns_consistent", "_reachable"}) {
      const auto truth = document.other.truth("facebook_" + std::string{service} + std::string{suffix});
      if (truth == false) sum += 0.5;
      if (truth == true) ++good;
    }
  }
  if (sum == 0 && good > 0) return scored(0);
  for (const std::string_view key : {"facebook_tcp_blocking", "facebook_dns_blocking"}) {
    if (document.other.truth(key) == true) sum += 0.5;
  }
  return scored(sum);
}

ScoreSum score_whatsapp(const OoniDocument& document) {
  const bool blocked = is(document, "registration_server_status", "blocked") ||
                       is(document, "whatsapp_web_status", "blocked") ||
                       is(document, "whatsapp_endpoints_status", "blocked");
  const bool silent = is_null_or_missing(document, "registration_server_status") &&
                      is_null_or_missing(document, "whatsapp_web_status") &&
                      is_null_or_missing(document, "whatsapp_endpoints_status");
  return silent ? failed() : scored(blocked ? 1 : 0);
}

/// Versions that called Signal blocked when it had changed its certificate authority or its hosts.
bool is_broken_signal_probe(const OoniDocument& document) {
  const auto version = version_parts(document.test_version);
  const auto engine = version_parts(document.engine_version);
  const bool has_engine = !document.engine_version.empty();
  return version == std::array{0, 2, 4} ||
         (version <= std::array{0, 2, 3} && since(document, "2023-11-07")) ||
         (version < std::array{0, 2, 2} && since(document, "2022-10-19")) ||
         (has_engine && engine < std::array{3, 17, 2} && since(document, "2023-05-02"));
}

ScoreSum score_signal(const OoniDocument& document) {
  if (is_broken_signal_probe(document)) return failed();
  if (is(document, "signal_backend_status", "ok")) return scored(0);
  return is(document, "signal_backend_status", "blocked") ? scored(1) : failed();
}

// ---- Circumvention

ScoreSum score_tor(const OoniDocument& document) {
  std::size_t unreached = 0, reached = 0;
  for (const TorTarget& target : document.other.targets) {
    if (!target.complete) return failed();
    unreached += target.end == TorTarget::End::failed ? 1 : 0;
    reached += target.end == TorTarget::End::reached ? 1 : 0;
  }
  if (document.other.targets.empty()) return failed();
  return scored(share(unreached, reached, 0));
}

ScoreSum score_psiphon(const OoniDocument& document) {
  const bool started = document.other.number("bootstrap_time").value_or(0) > 0;
  if (is_null_or_missing(document, "failure")) return started ? scored(0) : failed();
  return scored(started ? 0.5 : 1);
}

/// A probe that could not start the program of Tor says so by saying nothing.
bool never_ran(const OoniDocument& document) {
  return document.other.number("tor_progress").value_or(0) == 0 &&
         document.other.text("tor_progress_tag").empty() && is(document, "error", "unknown-error");
}

ScoreSum score_vanilla_tor(const OoniDocument& document) {
  if (document.other.truth("success") == true) return scored(0);
  if (document.other.find("success") == nullptr || never_ran(document)) return failed();
  return scored(1 - document.other.number("tor_progress").value_or(0) * 0.004);
}

/// Before 0.5.0 the rendezvous was one that had stopped working for everybody.
ScoreSum score_torsf(const OoniDocument& document) {
  if (is_null_or_missing(document, "failure"))
    return document.other.truth("success") == false ? scored(1) : scored(0);
  const bool outdated =
      version_parts(document.test_version) < std::array{0, 5, 0} && since(document, "2023-06-01");
  return outdated || never_ran(document) ? failed() : scored(1);
}

ScoreSum score_openvpn(const OoniDocument& document) {
  return scored(document.other.truth("success") == false ? 1 : 0);
}

/// Not counted by OONI: always a failure of the measurement.
ScoreSum score_riseupvpn(const OoniDocument& document) {
  const bool blocked = is(document, "api_status", "blocked") ||
                       document.other.truth("ca_cert_status") == false ||
                       is(document, "transport_status.obfs4", "blocked") ||
                       is(document, "transport_status.openvpn", "blocked");
  ScoreSum sum = failed();
  sum.blocking = blocked ? 1 : 0;
  return sum;
}

// ---- Boxes on the path

ScoreSum score_header_manipulation(const OoniDocument& document) {
  const auto& requests = document.measurement.http;
  if (requests.empty() || !requests.front().ok()) return failed();
  switch (header_echo(document)) {
    case HeaderEcho::same:
      return scored(document.other.truth("tampering.total") == true ? 1 : 0);
    case HeaderEcho::altered:
      return scored(1.1);
    case HeaderEcho::none:
      return scored(1);
  }
  return failed();
}

ScoreSum score_request_line(const OoniDocument& document) {
  const auto& other = document.other;
  const bool altered = !other.received.empty() && other.sent != other.received;
  if (other.find("tampering") == nullptr && other.received.empty()) return failed();
  return scored(other.truth("tampering") == true || altered ? 1 : 0);
}

// ---- Retired and other tests

/// Bodies and headers compared by the probe itself; where it could not, there is nothing to score.
ScoreSum score_http_requests(const OoniDocument& document) {
  const auto body = document.other.truth("body_length_match");
  const auto headers = document.other.truth("headers_match");
  if (!body || !headers) return failed();
  return scored(!*body && !*headers ? 1 : 0);
}

ScoreSum score_tcp_connect(const OoniDocument& document) {
  const std::string_view end = document.other.text("connection");
  if (end.empty() || end == "success") return scored(0);
  const bool named = end == "generic_timeout_error" || end == "connection_refused_error" ||
                     end == "connect_error" || end == "tcp_timed_out_error";
  return scored(named ? 0.8 : 1);
}

ScoreSum score_by_failure(const OoniDocument& document) {
  return scored(is_null_or_missing(document, "failure") ? 0 : 1);
}

ScoreSum score_browser_web(const OoniDocument& document) {
  const std::string_view result = document.other.text("result");
  if (result.empty()) return failed();
  return scored(result == "ok" ? 0 : 1);
}

ScoreSum score_dash(const OoniDocument& document) {
  if (is_null_or_missing(document, "failure")) return scored(0);
  ScoreSum sum = failed();
  sum.blocking = 0.1;
  return sum;
}

}  // namespace

ScoreSum score_other_test(const OoniDocument& document) {
  if (document.test == TestName::ndt) return scored(0);
  if (!document.has_test_keys) return failed();
  switch (document.test) {
    case TestName::telegram:
      return score_telegram(document);
    case TestName::whatsapp:
      return score_whatsapp(document);
    case TestName::facebook_messenger:
      return score_facebook(document);
    case TestName::signal:
      return score_signal(document);
    case TestName::tor:
      return score_tor(document);
    case TestName::vanilla_tor:
      return score_vanilla_tor(document);
    case TestName::torsf:
      return score_torsf(document);
    case TestName::psiphon:
      return score_psiphon(document);
    case TestName::riseupvpn:
      return score_riseupvpn(document);
    case TestName::openvpn:
      return score_openvpn(document);
    case TestName::http_header_field_manipulation:
      return score_header_manipulation(document);
    case TestName::http_invalid_request_line:
      return score_request_line(document);
    case TestName::http_requests:
      return score_http_requests(document);
    case TestName::dnscheck:
      return failed();
    case TestName::tcp_connect:
      return score_tcp_connect(document);
    case TestName::stunreachability:
    case TestName::urlgetter:
      return score_by_failure(document);
    case TestName::browser_web:
      return score_browser_web(document);
    case TestName::dash:
      return score_dash(document);
    case TestName::web_connectivity:
    case TestName::dns_consistency:
    case TestName::ndt:
    case TestName::other:
      return scored(0);
  }
  return scored(0);
}

}  // namespace saksi
