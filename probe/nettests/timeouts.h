// How long to wait for what. A silence is called one only after several chances: a lost SYN is sent again
// after 1, 3 and 7 seconds (RFC 6298), a lost ClientHello sooner. So the bounds below leave room for two
// losses in a row on any line, and more on a slow one.
#pragma once

#include <chrono>

namespace saksi {

struct Timeouts {
  std::chrono::milliseconds tcp{10000};
  std::chrono::milliseconds tls{10000};
  std::chrono::milliseconds http{10000};
};

/// For a line whose round trip takes `rtt` to places that are near: 4 to 10 s to connect, 6 to 10 s to shake
/// hands, 10 to 15 s for the page; the longest when the round trip is not known (zero).
[[nodiscard]] Timeouts timeouts_for(std::chrono::milliseconds rtt);

}  // namespace saksi
