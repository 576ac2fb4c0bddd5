// The HTTP layer: was the page that came the site's own? docs/verdicts.md, "HTTP".
#pragma once

#include "core/judge/dns_finding.h"
#include "core/judge/evidence.h"

namespace saksi {

enum class PageKind : std::uint8_t {
  none,       // no page came
  same,       // as the control's
  reached,    // the true server's (over TLS), though it is not, or cannot be, compared
  refused,    // the true server turned this visitor away
  notice,     // a known notice, or HTTP 451 in the clear
  different,  // in the clear, and unlike the control's in every respect
  uncertain,  // in the clear, and not to be told from an altered page
};

struct HttpFinding : HopFindings {
  PageKind page = PageKind::none;
  bool authority_named = false;          // by an HTTP 451 in the clear
  const HttpResponse* notice = nullptr;  // the page of the notice, or the redirect that led to it
};

[[nodiscard]] HttpFinding judge_http(const Evidence& evidence, const DnsFinding& dns);

/// Every hop up to and with this one went over TLS, so that nobody on the path wrote any of it.
[[nodiscard]] bool is_sealed(const Evidence& evidence, const Flow& flow);

}  // namespace saksi
