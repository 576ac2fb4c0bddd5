#include "core/judge/http_finding.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/judge/http_page.h"
#include "core/judge/ooni_headline.h"
#include "core/judge/page_marks.h"
#include "core/judge/say.h"

namespace saksi {
namespace {

std::optional<Method> http_method(const HttpObservation& exchange) {
  if (exchange.ok()) return std::nullopt;
  const bool began = exchange.response && exchange.response->code > 0;
  switch (*exchange.result.failure) {
    case Failure::connection_reset:
    case Failure::connection_aborted:
      return Method::reset;
    case Failure::generic_timeout_error:
    case Failure::timed_out:
      return Method::timed_out;
    case Failure::eof_error:
      return began ? Method::truncated : Method::closed;
    case Failure::connection_already_closed:
    case Failure::http_request_failed:
      return Method::closed;
    default:
      return std::nullopt;
  }
}

/// A notice, how it came, and where.
struct NoticeSeen {
  const Fingerprint* print = nullptr;  // none for HTTP 451
  Method method = Method::notice_page;
  int depth = 0;
  std::string reason;
  bool authority_named = false;
  const HttpResponse* response = nullptr;
};

/// A fingerprint in a Location header, or a notice at another site to which a redirect in the clear led. A
/// redirect over TLS was the site's own, so that the notice behind it came in place of its target.
Method notice_method(const Evidence& evidence, const Fingerprint& print, const Flow& flow) {
  if (print.location == "header.location") return Method::redirect_to_notice;
  const auto hop = evidence.hops.find(flow.depth);
  const auto before = evidence.hops.find(flow.depth - 1);
  if (hop == evidence.hops.end() || before == evidence.hops.end()) return Method::notice_page;
  const bool led = !before->second.is_https() && !same_site(before->second.host(), hop->second.host());
  return led ? Method::redirect_to_notice : Method::notice_page;
}

std::optional<NoticeSeen> known_notice(const Evidence& evidence, const Flow& flow) {
  const HttpResponse& response = *flow.http->response;
  const Fingerprint* print = evidence.print_of(flow);
  if (print == nullptr || print->scope == Scope::fp) return std::nullopt;
  NoticeSeen notice;
  notice.print = print;
  notice.method = notice_method(evidence, *print, flow);
  notice.depth = flow.depth;
  notice.response = &response;
  notice.reason = std::string{notice.method == Method::notice_page
                                  ? "A known notice page came in place of "
                                  : "The visitor was led to a known notice in place of "} +
                  evidence.site_at(0) + " (fingerprint " + print->name + ", scope " +
                  std::string{to_string(print->scope)} + ").";
  return notice;
}

/// Only where somebody on the path can have written it: else it is the site's own server that refuses.
std::optional<NoticeSeen> status_451(const Evidence& evidence, const Flow& flow) {
  const HttpResponse& response = *flow.http->response;
  const bool control_alike =
      evidence.control.got_page() && evidence.control.answer()->http_request.status_code == 451;
  if (response.code != 451 || evidence.came_sealed(flow) || control_alike) return std::nullopt;
  NoticeSeen notice;
  notice.method = Method::status_451;
  notice.depth = flow.depth;
  notice.response = &response;
  notice.authority_named = names_authority(response);
  notice.reason =
      std::string{went_over_tls(flow) ? "The answer over the opened connection" : "The answer in the clear"} +
      " was HTTP 451 (unavailable for legal reasons), " +
      (notice.authority_named ? "and names who ordered it." : "without naming who ordered it.");
  return notice;
}

/// Of several the one of the widest authority, then the first met.
std::optional<NoticeSeen> find_notice(const Evidence& evidence) {
  std::optional<NoticeSeen> best;
  const auto key = [](const NoticeSeen& notice) {
    const Scope scope = notice.print != nullptr ? notice.print->scope : Scope::unknown;
    return std::make_tuple(scope, notice.depth, notice.reason);
  };
  for (const Flow& flow : evidence.flows) {
    if (flow.http == nullptr || !flow.http->response) continue;
    for (const auto& notice : {known_notice(evidence, flow), status_451(evidence, flow)}) {
      if (notice && (!best || key(*notice) < key(*best))) best = notice;
    }
  }
  return best;
}

/// Behind a redirect the words are on the page that it led to, if that came.
const HttpResponse* notice_page(const Evidence& evidence, const NoticeSeen& notice) {
  const Flow* const last = evidence.last_page;
  return last != nullptr && last->depth > notice.depth ? &*last->http->response : notice.response;
}

LayerFinding from_notice(const NoticeSeen& notice) {
  LayerFinding finding;
  finding.state = FindingState::interfered;
  finding.method = notice.method;
  finding.depth = notice.depth;
  finding.print = notice.print;
  finding.reasons.push_back(notice.reason);
  return finding;
}

LayerFinding from_failure(const Evidence& evidence, const Flow& flow) {
  LayerFinding finding;
  finding.depth = flow.depth;
  const std::string what = "The HTTP exchange with " + flow.endpoint.to_string() + " (" +
                           evidence.site_at(flow.depth) + ") " + failure_in_words(flow.http->result);
  const auto method = http_method(*flow.http);
  if (flow.http->result.failure == Failure::http_invalid_redirect_location_host) {
    finding.reasons.push_back("The site's own redirect names no host to go to: a fault of the site.");
  } else if (!evidence.control.answered()) {
    finding.reasons.push_back(what + "; no control answered to compare.");
  } else if (!evidence.control.got_page()) {
    finding.state = FindingState::fails_for_all;
    finding.reasons.push_back(what + "; the control did not get the page either.");
  } else if (method) {
    finding.state = FindingState::interfered;
    finding.method = method;
    finding.reasons.push_back(what + "; the control got the page.");
  } else {
    finding.reasons.push_back(what + "; the control got the page.");
  }
  return finding;
}

LayerFinding from_page(const Evidence& evidence, const PageJudgement& page) {
  LayerFinding finding;
  finding.depth = evidence.last_page->depth;
  finding.reasons.push_back(page.reason);
  if (page.kind == PageKind::different) {
    finding.state = FindingState::interfered;
    finding.method = Method::different_page;
  } else if (page.kind != PageKind::uncertain) {
    finding.state = FindingState::ok;
  }
  return finding;
}

/// The newest exchange that broke off, unless a page came after all.
const Flow* last_failure(const Evidence& evidence, const DnsFinding& dns) {
  const Flow* last = nullptr;
  for (const Flow& flow : evidence.flows) {
    if (flow.http == nullptr || flow.http->ok() || dns.misleads_to(flow.endpoint.address)) continue;
    if (last == nullptr || flow.depth > last->depth) last = &flow;
  }
  return last;
}

/// The newest exchange is a redirect that nobody followed: too many of them, or a run that was cut short.
LayerFinding from_unfollowed_redirect(const Evidence& evidence) {
  LayerFinding finding;
  finding.depth = evidence.deepest();
  const bool redirected = std::any_of(evidence.flows.begin(), evidence.flows.end(), [&](const Flow& flow) {
    return flow.depth == finding.depth && flow.http != nullptr && flow.http->ok() && flow.http->response &&
           location_of(*flow.http->response);
  });
  if (!redirected) return finding;
  const bool for_all = evidence.control.answered() && !evidence.control.got_page();
  if (for_all) finding.state = FindingState::fails_for_all;
  finding.reasons.push_back("The site answered with one redirect after the other and no page" +
                            std::string{for_all ? "; the control did not get the page either." : "."});
  return finding;
}

}  // namespace

HttpFinding judge_http(const Evidence& evidence, const DnsFinding& dns) {
  HttpFinding finding;
  const auto notice = find_notice(evidence);
  if (notice) {
    finding.page = PageKind::notice;
    finding.overall = from_notice(*notice);
    finding.authority_named = notice->authority_named;
    finding.notice = notice_page(evidence, *notice);
  } else if (evidence.last_page != nullptr) {
    const PageJudgement page = judge_page(evidence);
    finding.page = page.kind;
    finding.overall = from_page(evidence, page);
  } else if (const Flow* failure = last_failure(evidence, dns)) {
    finding.overall = from_failure(evidence, *failure);
  } else {
    finding.overall = from_unfollowed_redirect(evidence);
    if (finding.overall.reasons.empty()) return finding;
  }
  finding.at[finding.overall.depth] = finding.overall;
  return finding;
}

bool is_sealed(const Evidence& evidence, const Flow& flow) {
  return std::all_of(evidence.flows.begin(), evidence.flows.end(), [&](const Flow& other) {
    return other.http == nullptr || other.depth > flow.depth || evidence.came_sealed(other);
  });
}

}  // namespace saksi
