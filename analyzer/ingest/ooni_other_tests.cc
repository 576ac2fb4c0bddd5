#include "analyzer/ingest/ooni_other_tests.h"

#include <algorithm>
#include <set>

#include "analyzer/ingest/ooni_header_echo.h"
#include "analyzer/ingest/ooni_score.h"
#include "analyzer/ingest/ooni_services.h"
#include "core/judge/judge.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

OtherJudgement word(VerdictWord word, Certainty certainty) {
  OtherJudgement judgement;
  judgement.outcome.word = word;
  judgement.outcome.certainty = certainty;
  return judgement;
}

OtherJudgement accessible() {
  OtherJudgement judgement = word(VerdictWord::accessible, Certainty::no_sign);
  judgement.reached = true;
  return judgement;
}

OtherJudgement inconclusive() {
  return word(VerdictWord::inconclusive, Certainty::not_concluded);
}

void set_layer(OtherJudgement& judgement, Layer layer, Method method) {
  judgement.layers[static_cast<std::size_t>(layer)] = {FindingState::interfered, method};
}

OtherJudgement blocked(const Trouble& trouble) {
  if (!trouble.method) return inconclusive();
  OtherJudgement judgement = word(VerdictWord::blocked, Certainty::possible);
  judgement.outcome.layer = trouble.layer;
  judgement.outcome.method = trouble.method;
  judgement.fingerprint = trouble.fingerprint;
  set_layer(judgement, trouble.layer, *trouble.method);
  return judgement;
}

OtherJudgement by_success(std::optional<bool> success) {
  return success == true ? accessible() : inconclusive();
}

/// A service is as good as its worst part: the first that was tried and not reached decides.
OtherJudgement by_parts(const std::vector<ServiceView>& parts) {
  bool any_tried = false, any_reached = false;
  const Trouble* unexplained = nullptr;
  for (const ServiceView& part : parts) {
    any_tried |= part.tried;
    any_reached |= part.reached;
  }
  for (const ServiceView& part : parts) {
    if (!part.trouble) continue;
    if (!part.trouble->method) {
      unexplained = &*part.trouble;
      continue;
    }
    OtherJudgement judgement = blocked(*part.trouble);
    judgement.reached = any_reached;
    return judgement;
  }
  return !any_tried || unexplained != nullptr ? inconclusive() : accessible();
}

bool failure_is_null(const OoniDocument& document) {
  const OoniScalar* const found = document.other.find("failure");
  return found == nullptr || found->kind == OoniScalar::Kind::null;
}

// ---- Messengers

bool is_port_of_telegram(const TcpObservation& tcp) {
  return tcp.endpoint.port == 80 || tcp.endpoint.port == 443;
}

/// The access points are literal addresses, each tried on two ports; a few may be out of order.
OtherJudgement judge_telegram(const OoniDocument& document, const Fingerprints& fingerprints) {
  const Measurement& m = document.measurement;
  const ServiceView web = view_host(m, "web.telegram.org", fingerprints);
  std::set<IpAddress> of_web;
  for (const DnsObservation& lookup : m.dns) {
    for (const DnsAnswer& answer : lookup.answers) of_web.insert(answer.address);
  }
  const ServiceView points = view_connections(m, [&](const TcpObservation& tcp) {
    return is_port_of_telegram(tcp) && !of_web.contains(tcp.endpoint.address);
  });
  return by_parts({points, web});
}

OtherJudgement judge_whatsapp(const OoniDocument& document, const Fingerprints& fingerprints) {
  const Measurement& m = document.measurement;
  std::set<IpAddress> endpoints;
  for (const DnsObservation& lookup : m.dns) {
    const std::string host = ascii_lower(lookup.hostname);
    const bool chat = host.starts_with("e") && host.ends_with(".whatsapp.net");
    for (const DnsAnswer& answer : lookup.answers) {
      if (chat && answer.type != AnswerType::CNAME && !is_bogon(answer.address))
        endpoints.insert(answer.address);
    }
  }
  const ServiceView chat = view_connections(
      m, [&](const TcpObservation& tcp) { return endpoints.contains(tcp.endpoint.address); });
  return by_parts(
      {view_host(m, "v.whatsapp.net", fingerprints), chat, view_host(m, "web.whatsapp.com", fingerprints)});
}

/// Facebook's names may lead to its own addresses, or to caches in the provider's network, which are not
/// known: an address elsewhere is only a sign when it is a bogon or a known notice.
OtherJudgement judge_facebook(const OoniDocument& document, const Fingerprints& fingerprints) {
  const Measurement& m = document.measurement;
  std::set<std::string> hosts;
  bool only_own = true;
  for (const DnsObservation& lookup : m.dns) {
    hosts.insert(ascii_lower(lookup.hostname));
    for (const DnsAnswer& answer : lookup.answers) {
      if (answer.type != AnswerType::CNAME) only_own &= is_facebook(answer.address);
    }
  }
  std::vector<ServiceView> parts;
  bool all_resolved = !hosts.empty();
  for (const std::string& host : hosts) {
    parts.push_back(view_host(m, host, fingerprints));
    all_resolved &= !parts.back().trouble;
  }
  OtherJudgement judgement = by_parts(parts);
  // Every name led to Facebook itself, and no connection failed: nothing was in the way.
  if (judgement.outcome.word == VerdictWord::inconclusive && all_resolved && only_own) return accessible();
  return judgement;
}

/// Signal has authorities of its own; a probe that knows only older ones sees a foreign certificate
/// everywhere.
OtherJudgement judge_signal(const OoniDocument& document, const Fingerprints& fingerprints) {
  const Measurement& m = document.measurement;
  std::set<std::string> hosts;
  for (const HttpObservation& http : m.http) {
    if (const auto url = Url::parse(http.url)) hosts.insert(url->host());
  }
  std::vector<ServiceView> parts;
  for (const std::string& host : hosts) parts.push_back(view_host(m, host, fingerprints));
  const bool all_foreign = !m.tls.empty() && std::all_of(m.tls.begin(), m.tls.end(), [](const auto& tls) {
    return tls.result.failure == Failure::ssl_unknown_authority;
  });
  if (all_foreign) return inconclusive();
  const OtherJudgement judgement = by_parts(parts);
  const bool outdated = flags_of(score_other_test(document)).failure;
  return outdated && judgement.outcome.word == VerdictWord::blocked ? inconclusive() : judgement;
}

// ---- Circumvention

std::optional<Method> method_of_target(const TorTarget& target) {
  const auto failure = failure_from_string(target.failure);
  return failure ? method_of(Layer::tcp, {failure, {}}) : std::nullopt;
}

/// Bridges in the list of the probe die and are blocked one by one; the directory authorities are open
/// everywhere: more than half of them gone is no accident.
OtherJudgement judge_tor(const OoniDocument& document) {
  int reached = 0, failed = 0;
  std::array<int, 256> counts{};
  for (const TorTarget& target : document.other.targets) {
    if (target.protocol == "obfs4" || target.end == TorTarget::End::not_run) continue;
    (target.end == TorTarget::End::reached ? reached : failed) += 1;
    if (const auto method = method_of_target(target)) ++counts[static_cast<std::size_t>(*method)];
  }
  if (reached + failed == 0) return inconclusive();
  if (failed <= reached) return accessible();
  const auto most = std::max_element(counts.begin(), counts.end());
  if (*most == 0) return inconclusive();
  OtherJudgement judgement =
      blocked({Layer::tcp, static_cast<Method>(std::distance(counts.begin(), most)), {}});
  judgement.reached = reached > 0;
  return judgement;
}

// ---- Boxes on the path

/// The helper answered; what it was sent had been rewritten on the way.
OtherJudgement altered_on_the_path(bool altered, bool lost) {
  OtherJudgement judgement = accessible();
  if (altered) set_layer(judgement, Layer::http, lost ? Method::truncated : Method::different_page);
  return judgement;
}

OtherJudgement judge_header_manipulation(const OoniDocument& document) {
  const auto& requests = document.measurement.http;
  if (requests.empty() || !requests.front().ok()) return inconclusive();
  const HeaderEcho echo = header_echo(document);
  return altered_on_the_path(echo != HeaderEcho::same, echo == HeaderEcho::none);
}

OtherJudgement judge_request_line(const OoniDocument& document) {
  const auto& [sent, received] = std::pair{document.other.sent, document.other.received};
  if (received.empty()) return inconclusive();
  bool altered = sent.size() != received.size(), lost = false;
  for (std::size_t i = 0; i < std::min(sent.size(), received.size()); ++i) {
    altered |= sent[i] != received[i];
    lost |= received[i].empty() && !sent[i].empty();
  }
  return altered_on_the_path(altered, lost);
}

// ---- Retired tests of the web

OtherJudgement judge_http_requests(const OoniDocument& document, const Fingerprints& fingerprints) {
  const Verdict verdict = judge(document.measurement, fingerprints);
  OtherJudgement judgement;
  judgement.outcome = Outcome::of(verdict);
  judgement.fingerprint = verdict.fingerprint;
  for (const Finding& finding : verdict.findings)
    judgement.layers[static_cast<std::size_t>(finding.layer)] = {finding.state, finding.method};
  for (const HttpObservation& http : document.measurement.http)
    judgement.reached |= http.response.has_value();
  const bool same =
      document.other.truth("body_length_match") == true && document.other.truth("headers_match") == true;
  return same && verdict.word == VerdictWord::inconclusive ? accessible() : judgement;
}

/// Several resolvers were asked; the one that the probe trusts is among them.
OtherJudgement judge_dns_consistency(const OoniDocument& document, const Fingerprints& fingerprints) {
  const Measurement& m = document.measurement;
  const std::string host = ascii_lower(document.input);
  bool resolved = false;
  for (const DnsObservation& lookup : m.dns) resolved |= lookup.ok() && !lookup.answers.empty();
  const ServiceView view = view_host(m, host, fingerprints);
  const bool told_a_lie = view.trouble && (view.trouble->method == Method::notice_address ||
                                           view.trouble->method == Method::bogon_address);
  if (told_a_lie) return blocked(*view.trouble);
  return resolved && document.other.inconsistent == 0 ? accessible() : inconclusive();
}

}  // namespace

OtherJudgement judge_other_test(const OoniDocument& document, const Fingerprints& fingerprints) {
  if (!document.has_test_keys) return inconclusive();
  switch (document.test) {
    case TestName::telegram:
      return judge_telegram(document, fingerprints);
    case TestName::whatsapp:
      return judge_whatsapp(document, fingerprints);
    case TestName::facebook_messenger:
      return judge_facebook(document, fingerprints);
    case TestName::signal:
      return judge_signal(document, fingerprints);
    case TestName::tor:
      return judge_tor(document);
    case TestName::http_header_field_manipulation:
      return judge_header_manipulation(document);
    case TestName::http_invalid_request_line:
      return judge_request_line(document);
    case TestName::http_requests:
      return judge_http_requests(document, fingerprints);
    case TestName::dns_consistency:
      return judge_dns_consistency(document, fingerprints);
    case TestName::vanilla_tor:
    case TestName::openvpn:
      return by_success(document.other.truth("success"));
    case TestName::torsf:
    case TestName::psiphon:
      return by_success(document.other.number("bootstrap_time").value_or(0) > 0 && failure_is_null(document));
    case TestName::riseupvpn:
      return by_success(document.other.text("api_status") == "ok");
    case TestName::dnscheck:
      return by_success(document.other.lookups_worked > 0);
    case TestName::tcp_connect:
      return by_success(document.other.text("connection") == "success");
    case TestName::browser_web:
      return by_success(document.other.text("result") == "ok");
    case TestName::stunreachability:
    case TestName::urlgetter:
    case TestName::ndt:
    case TestName::dash:
      return by_success(failure_is_null(document));
    case TestName::web_connectivity:
    case TestName::other:
      return inconclusive();
  }
  return inconclusive();
}

}  // namespace saksi
