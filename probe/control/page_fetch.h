// The control's GET of a page: redirects are followed hop by hop, and every hop is resolved, judged by the
// target policy and pinned to a judged address, so that neither a redirect nor a DNS answer that changes
// between check and use leads to a private address. No cookies are kept between hops.
#pragma once

#include <chrono>
#include <vector>

#include "core/control_exchange.h"
#include "core/url.h"
#include "probe/control/targets.h"
#include "probe/engine/deadline.h"
#include "probe/steps/step_scope.h"

namespace saksi {

inline constexpr int kMaxControlRedirects = 10;
inline constexpr std::chrono::milliseconds kControlPageTimeout{15000};

struct PageRequest {
  Url url;
  std::vector<IpAddress> addresses;  // of the URL's host, in order of preference, not judged yet
  Ended resolved;                    // why `addresses` is empty, if DNS was the reason
  std::vector<Header> headers;
  std::size_t max_body_bytes;
};

/// Of `asked`, the three headers that OONI's helper honours (Accept, Accept-Language, User-Agent; the first
/// of each), and a browser's for those not given. Values with control characters are left out.
[[nodiscard]] std::vector<Header> honoured_headers(const std::vector<Header>& asked);

/// The last page of the chain, or the legacy failure of the hop that broke it (status_code and body_length
/// are -1 then). More than kMaxControlRedirects, a Location that is no web address and a target that may not
/// be touched are unknown_error, as whatever else oohelperd has no word for.
[[nodiscard]] Task<ControlHttp> fetch_page(StepScope& scope, TargetPolicy policy, PageRequest request);

struct ResolvedHost {
  std::vector<IpAddress> addresses;
  Ended result;
};

/// A literal address is its own answer, without a lookup.
[[nodiscard]] Task<ResolvedHost> resolve_host(StepScope& scope, Url url);

}  // namespace saksi
