#include "core/judge/evidence.h"

#include <algorithm>
#include <tuple>

#include "core/judge/ooni_headline.h"

namespace saksi {
namespace {

/// Wider than OONI's "final": some sites turn visitors away with statuses of their own (999).
bool ends_chain(const HttpObservation& exchange) {
  return exchange.ok() && exchange.response && exchange.response->code >= 200 &&
         !location_of(*exchange.response);
}

const Flow* find_last_page(const std::vector<Flow>& flows) {
  const Flow* last = nullptr;
  const auto key = [](const Flow& flow) {
    return std::make_tuple(flow.depth, went_over_tls(flow), -flow.id);
  };
  for (const Flow& flow : flows) {
    if (flow.http == nullptr || !ends_chain(*flow.http)) continue;
    if (last == nullptr || key(flow) > key(*last)) last = &flow;
  }
  return last;
}

}  // namespace

Layout::Layout(const Measurement& judged)
    : measurement(judged),
      control(judged),
      hops(hop_urls(judged)),
      flows(join_flows(judged, hops)),
      last_page(find_last_page(flows)) {
  if (last_page == nullptr) return;
  const HttpResponse& response = *last_page->http->response;
  title = page_title(response.body);
  if (control.answered()) comparison = compare_pages(response, title, control.answer()->http_request);
}

Evidence::Evidence(const Measurement& judged, const Fingerprints& asked)
    : Layout(judged), fingerprints(asked), exchanged(exchanged_chains(judged)) {
  search_responses();
}

void Evidence::search_responses() {
  const auto is_alike_last = [&](const Flow& flow) {
    return &flow == last_page && comparison.status_code_match == true &&
           comparison.body_length_match == true && comparison.title_match == true;
  };
  for (const Flow& flow : flows) {
    prints_.push_back(nullptr);
    if (flow.http == nullptr || !flow.http->response) continue;
    const HttpResponse& response = *flow.http->response;
    const bool alike =
        is_alike_last(flow) || (control.got_page() && is_alike(response, control.answer()->http_request));
    if (!alike) prints_.back() = fingerprints.match_response(response);
  }
}

bool Evidence::came_sealed(const Flow& flow) const {
  if (!went_over_tls(flow)) return false;
  if (exchanged.empty()) return true;
  const auto url = Url::parse(flow.http->url);
  const std::string name = flow.tls != nullptr ? flow.tls->server_name : url ? url->host() : "";
  return std::none_of(exchanged.begin(), exchanged.end(),
                      [&](const OtherChain& chain) { return chain.server_name == name; });
}

int Evidence::deepest() const {
  int deepest = -1;
  for (const auto& lookup : measurement.dns) deepest = std::max(deepest, lookup.depth);
  for (const auto& flow : flows) deepest = std::max(deepest, flow.depth);
  return deepest;
}

std::string Evidence::site_at(int depth) const {
  const auto hop = hops.find(depth);
  const std::string host = hop == hops.end() ? "an unknown host" : hop->second.host();
  return depth == 0 ? host : "the redirect's target " + host;
}

}  // namespace saksi
