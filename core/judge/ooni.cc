#include "core/judge/ooni.h"

#include <algorithm>

#include "core/judge/ooni_headline.h"
#include "core/judge/ooni_tally.h"
#include "core/judge/page.h"

namespace saksi {
namespace {

enum DnsFlag : unsigned { bogon_seen = 1, unexpected_failure = 2, unexpected_addresses = 4 };
enum BlockingFlag : unsigned {
  dns_blocking = 1,
  tcp_ip_blocking = 2,
  tls_blocking = 4,
  http_blocking = 8,
  http_different = 16,
  success = 32
};
enum NullNullFlag : unsigned {
  expected_dns_failure = 1,
  expected_tcp_failure = 2,
  expected_tls_failure = 4,
  https_without_control = 8,
  resolved_what_control_could_not = 16
};

/// The flow that ended the chain of redirects with a page, if any did.
const Flow* final_flow(const FlowList& flows) {
  const Flow* found = nullptr;
  for (const Flow* flow : flows) {
    const bool ends = flow->http != nullptr && is_final(*flow->http);
    if (ends && (found == nullptr || flow->depth > found->depth)) found = flow;
  }
  return found;
}

FlowList all_of(const std::vector<Flow>& flows) {
  FlowList list;
  for (const Flow& flow : flows) list.push_back(&flow);
  return list;
}

/// What Web Connectivity 0.4 would have seen: addresses of the system resolver, and of those only the flows
/// that may fetch the page. A literal address was never resolved, so that nothing of it is left. Of a
/// redirect's target, documents before 0.5 do not tell the address (0.0.0.0): their probes knew no other
/// resolver.
FlowList classic_flows(const Measurement& measurement, const std::vector<Flow>& flows) {
  AddressSet resolved;
  for (const auto& lookup : measurement.dns) {
    if (lookup.engine != DnsEngine::system || !lookup.ok()) continue;
    resolved.insert_all(addresses_of(lookup.answers));
  }
  FlowList classic;
  for (const Flow& flow : flows) {
    const bool untold = flow.depth > 0 && flow.endpoint.address.is_unspecified();
    if (flow.may_fetch && (untold || resolved.contains(flow.endpoint.address))) classic.push_back(&flow);
  }
  return classic;
}

std::optional<bool> dns_consistency(const DnsTally& dns, const ControlView& control) {
  const bool unexpected = dns.unexpected_failure || dns.invalid;
  if (!unexpected && (dns.valid || dns.expected_failure)) return true;
  if (unexpected || (dns.success && control.resolves_nothing())) return false;
  return std::nullopt;
}

/// Of the first system lookup of the URL itself.
std::string dns_experiment_failure(const Measurement& measurement) {
  for (const auto& lookup : measurement.dns) {
    if (lookup.engine == DnsEngine::system && lookup.depth == 0 && !lookup.ok()) {
      return failure_string(lookup.result);
    }
  }
  return {};
}

/// Of a flow with a final page; needs a control's answer.
PageComparison compare(const Flow& final, const Layout& layout) {
  if (&final == layout.last_page) return layout.comparison;
  return compare_pages(*final.http->response, layout.control.answer()->http_request);
}

void set_comparison(const Flow* final, const Layout& layout, OoniKeys& keys) {
  if (final == nullptr || !layout.control.answered()) return;
  const PageComparison comparison = compare(*final, layout);
  keys.body_proportion = comparison.body_proportion;
  keys.body_length_match = comparison.body_length_match;
  keys.headers_match = comparison.headers_match;
  keys.status_code_match = comparison.status_code_match;
  keys.title_match = comparison.title_match;
}

void flag_dns(const DnsTally& dns, const ControlView& control, OoniKeys& keys) {
  if (dns.bogon) keys.dns_flags |= bogon_seen;
  if (dns.unexpected_failure) keys.dns_flags |= unexpected_failure;
  if (dns.invalid) keys.dns_flags |= unexpected_addresses;
  if (dns.unexpected_failure || dns.invalid) keys.blocking_flags |= dns_blocking;
  if (dns.expected_failure) keys.null_null_flags |= expected_dns_failure;
  if (dns.success && control.resolves_nothing()) keys.null_null_flags |= resolved_what_control_could_not;
}

void flag_endpoints(const EndpointTally& endpoints, OoniKeys& keys) {
  if (endpoints.tcp.unexpected) keys.blocking_flags |= tcp_ip_blocking;
  if (endpoints.tls.unexpected) keys.blocking_flags |= tls_blocking;
  if (endpoints.http.unexpected) keys.blocking_flags |= http_blocking;
  if (endpoints.tcp.expected) keys.null_null_flags |= expected_tcp_failure;
  if (endpoints.tls.expected) keys.null_null_flags |= expected_tls_failure;
}

/// Failures that the control knows nothing of (on the way through redirects) count when the control reached a
/// page and the probe reached none.
void flag_unexplained(const DnsTally& dns, const EndpointTally& endpoints, OoniKeys& keys) {
  if (dns.unexplained_failure) keys.blocking_flags |= dns_blocking;
  if (endpoints.tcp.unexplained) keys.blocking_flags |= tcp_ip_blocking;
  if (endpoints.tls.unexplained) keys.blocking_flags |= tls_blocking;
  if (endpoints.http.unexplained) keys.blocking_flags |= http_blocking;
}

void flag_final_page(const Flow& final, const Layout& layout, OoniKeys& keys) {
  const bool answered = layout.control.answered();
  if (went_over_tls(final)) {
    keys.blocking_flags |= success;
    if (!answered) keys.null_null_flags |= https_without_control;
  } else if (answered) {
    keys.blocking_flags |= compare(final, layout).differs() ? http_different : success;
  }
}

void flag_everything(const Layout& layout, const ControlView& control, OoniKeys& keys) {
  const DnsTally dns = tally_all_dns(layout.measurement, control, layout.flows);
  const EndpointTally endpoints = tally_endpoints(layout.flows, control);
  flag_dns(dns, control, keys);
  flag_endpoints(endpoints, keys);
  const Flow* final = final_flow(all_of(layout.flows));
  if (final != nullptr) {
    flag_final_page(*final, layout, keys);
  } else if (control.answered() && control.answer()->http_request.failure.empty()) {
    flag_unexplained(dns, endpoints, keys);
  }
}

OoniKeys keys_of(const Layout& layout, const ControlView& control) {
  const Measurement& measurement = layout.measurement;
  OoniKeys keys;
  const FlowList classic = classic_flows(measurement, layout.flows);
  if (measurement.control) keys.control_failure = failure_string(measurement.control->result);
  keys.dns_consistent = dns_consistency(tally_system_dns(measurement, control), control);
  keys.dns_experiment_failure = dns_experiment_failure(measurement);
  set_comparison(final_flow(classic), layout, keys);
  set_headline(measurement, control, classic, keys);
  flag_everything(layout, control, keys);
  return keys;
}

}  // namespace

OoniKeys ooni_keys(const Measurement& measurement) {
  return ooni_keys(Layout{measurement});
}

OoniKeys ooni_keys(const Layout& layout) {
  const Measurement& measurement = layout.measurement;
  if (measurement.hop_controls.empty()) return keys_of(layout, layout.control);
  return keys_of(layout, ControlView{measurement, ControlView::Hops::first_only});
}

}  // namespace saksi
