// The nettest `web`: OONI's Web Connectivity (0.5, "LTE") in substance. For the URL and for every redirect
// hop: ask all resolvers, connect to all addresses, shake hands with them over TLS (also for http: a valid
// certificate tells a true address), fetch the page once, and compare with a control vantage point that tries
// the same endpoints. Sequences steps and records; judges nothing.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/measurement.h"
#include "probe/nettests/resolver_set.h"
#include "probe/nettests/timeouts.h"
#include "probe/steps/step_scope.h"

namespace saksi {

inline constexpr int kMaxRedirects = 10;  // as OONI
inline constexpr std::size_t kMaxAddresses =
    8;  // tried per hop; a site with more is sampled, resolvers in turn
inline constexpr std::size_t kPathsAtOnce = 4;  // connections to one site at the same time

struct WebPlan {
  ResolverSet& resolvers;
  std::vector<std::string> controls;  // base URLs, in order of preference; may be empty
  Timeouts timeouts;
};

/// `begun` carries everything that is known before the first packet: ids, URL, category, vantage, line. It
/// comes back completed. When the loop is interrupted the result is incomplete and must be thrown away.
[[nodiscard]] Task<Measurement> measure_web(Network& network, WebPlan plan, Measurement begun);

}  // namespace saksi
