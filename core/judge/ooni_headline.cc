#include "core/judge/ooni_headline.h"

#include <algorithm>
#include <tuple>

#include "core/judge/ooni_tally.h"
#include "core/judge/page.h"

namespace saksi {
namespace {

/// One line of OONI's list: a flow, told by the newest operation in it, or a lookup.
struct Entry {
  enum Kind { dns, tcp, tls, http };
  int depth = 0;
  Kind kind = dns;
  std::string failure;
  std::int64_t id = 0;
  const Flow* flow = nullptr;
  const DnsObservation* lookup = nullptr;

  /// Newest hop first; in a hop the newest operation first; success before failure.
  bool operator<(const Entry& other) const {
    return std::make_tuple(-depth, -kind, std::cref(failure), id) <
           std::make_tuple(-other.depth, -other.kind, std::cref(other.failure), other.id);
  }
};

/// OONI's headline: the first entry of the list that tells something decides.
class Headline {
 public:
  Headline(const Measurement& measurement, const ControlView& control, OoniKeys& keys)
      : measurement_(measurement), control_(control), keys_(keys) {}

  bool decide(const Entry& entry) {
    if (entry.kind == Entry::http && is_final(*entry.flow->http)) return final_page(*entry.flow);
    if (!entry.failure.empty()) keys_.http_experiment_failure = entry.failure;
    switch (entry.kind) {
      case Entry::http:
        return !entry.failure.empty() && http_failed();
      case Entry::tls:
        return !entry.failure.empty() && tls_failed(*entry.flow);
      case Entry::tcp:
        return !entry.failure.empty() && tcp_failed(*entry.flow);
      case Entry::dns:
        return entry.failure.empty() ? only_loopback(*entry.lookup) : dns_failed(*entry.lookup);
    }
    return false;
  }

 private:
  bool final_page(const Flow& flow) {
    if (went_over_tls(flow)) return open();
    if (!control_.answered()) return unknown();
    return compare_pages(*flow.http->response, control_.answer()->http_request).differs()
               ? blocked(OoniBlocking::http_diff)
               : open();
  }

  bool http_failed() {
    if (!control_.answered()) return unknown();
    return control_http_failed() ? down() : blocked(OoniBlocking::http_failure);
  }

  bool tls_failed(const Flow& flow) {
    const auto control = control_.shook_hands(flow.endpoint, flow.tls->server_name);
    if (!control) return without_endpoint_control();
    return *control ? blocked(OoniBlocking::http_failure) : down();
  }

  bool tcp_failed(const Flow& flow) {
    const auto control = control_.connected(flow.endpoint);
    if (!control) return without_endpoint_control();
    return *control ? blocked(OoniBlocking::tcp_ip) : down();
  }

  bool without_endpoint_control() {
    return control_.answered() ? blocked(OoniBlocking::http_failure) : unknown();
  }

  bool dns_failed(const DnsObservation& lookup) {
    if (!control_.answered()) return open();  // sic: OONI calls this accessible
    const bool comparable = is_for_measured_host(lookup, measurement_);
    if (comparable && is_expected_failure(lookup, control_)) return down();
    return blocked(OoniBlocking::dns);
  }

  /// A name that leads nowhere but to this very machine: for everyone, or only here?
  bool only_loopback(const DnsObservation& lookup) {
    const auto addresses = addresses_of(lookup.answers);
    const auto is_loopback = [](const IpAddress& address) { return address.is_loopback(); };
    if (addresses.empty() || !std::all_of(addresses.begin(), addresses.end(), is_loopback)) return false;
    const auto& control = control_.addresses();
    if (control.empty() || !is_for_measured_host(lookup, measurement_)) return false;
    return std::all_of(control.begin(), control.end(), is_loopback) ? down() : blocked(OoniBlocking::dns);
  }

  [[nodiscard]] bool control_http_failed() const { return !control_.answer()->http_request.failure.empty(); }
  [[nodiscard]] bool dns_is_inconsistent() const { return keys_.dns_consistent == false; }

  bool open() { return set(OoniBlocking::not_blocked, true); }
  bool blocked(OoniBlocking how) { return set(dns_is_inconsistent() ? OoniBlocking::dns : how, false); }
  bool down() { return set(dns_is_inconsistent() ? OoniBlocking::dns : OoniBlocking::not_blocked, false); }
  bool unknown() {
    if (dns_is_inconsistent()) return set(OoniBlocking::dns, false);
    return set(OoniBlocking::null, std::nullopt);
  }
  bool set(OoniBlocking blocking, std::optional<bool> accessible) {
    keys_.blocking = blocking;
    keys_.accessible = accessible;
    return true;
  }

  const Measurement& measurement_;
  const ControlView& control_;
  OoniKeys& keys_;
};

Entry entry_of(const Flow& flow) {
  Entry entry;
  entry.depth = flow.depth;
  entry.id = flow.id;
  entry.flow = &flow;
  const Operation* newest = flow.tcp;
  entry.kind = Entry::tcp;
  if (flow.tls != nullptr) std::tie(newest, entry.kind) = std::make_pair(flow.tls, Entry::tls);
  if (flow.http != nullptr) std::tie(newest, entry.kind) = std::make_pair(flow.http, Entry::http);
  entry.failure = failure_string(newest->result);
  return entry;
}

Entry entry_of(const DnsObservation& lookup) {
  Entry entry;
  entry.depth = lookup.depth;
  entry.id = lookup.transaction_id;
  entry.failure = failure_string(lookup.result);
  entry.lookup = &lookup;
  return entry;
}

std::vector<Entry> list_entries(const Measurement& measurement, const FlowList& flows) {
  std::vector<Entry> entries;
  for (const Flow* flow : flows) {
    if (flow->tcp != nullptr && is_missing_ipv6(*flow->tcp)) continue;
    entries.push_back(entry_of(*flow));
  }
  for (const auto& lookup : measurement.dns) {
    if (lookup.engine == DnsEngine::system && !is_missing_aaaa(lookup)) entries.push_back(entry_of(lookup));
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

}  // namespace

void set_headline(const Measurement& measurement, const ControlView& control, const FlowList& classic_flows,
                  OoniKeys& keys) {
  Headline headline{measurement, control, keys};
  for (const Entry& entry : list_entries(measurement, classic_flows)) {
    if (headline.decide(entry)) return;
  }
}

bool went_over_tls(const Flow& flow_with_http) {
  if (flow_with_http.tls != nullptr) return flow_with_http.tls->ok();
  return flow_with_http.http->url.starts_with("https:");
}

}  // namespace saksi
