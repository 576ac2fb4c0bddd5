// What one measurement shows of one service: was it reached, and if not, at which layer did it end and how.
// For tests that look at several hosts of one messenger, without a control.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/judge/fingerprint.h"
#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

/// Where and how something ended. Without a method: a failure that is no sign of interference (this machine's
/// own, an unknown one).
struct Trouble {
  Layer layer = Layer::dns;
  std::optional<Method> method;
  std::string fingerprint;
};

struct ServiceView {
  bool tried = false;
  bool reached = false;
  std::optional<Trouble> trouble;  // when tried and not reached
};

/// How a failure of this layer is called; nothing when it is no sign of interference.
[[nodiscard]] std::optional<Method> method_of(Layer layer, const Ended& ended);

/// All that was tried with one host: its lookups, the connections to the addresses that they gave, handshakes
/// by its name, requests to it. Reached when an exchange, or else a handshake, or else a connection
/// succeeded: the furthest that the test went.
[[nodiscard]] ServiceView view_host(const Measurement& measurement, std::string_view host,
                                    const Fingerprints& fingerprints);

/// Connections to these addresses. Reached when one was made.
[[nodiscard]] ServiceView view_connections(const Measurement& measurement,
                                           const std::function<bool(const TcpObservation&)>& counts);

/// Addresses that Facebook announces itself (AS32934): what its names may lead to.
[[nodiscard]] bool is_facebook(const IpAddress& address);

}  // namespace saksi
