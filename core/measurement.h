// A measurement: everything that was observed about one URL, at one time, from one network. The raw evidence
// from which core/judge makes the verdict; nothing in it is a judgement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/control_exchange.h"
#include "core/follow_up.h"
#include "core/observation.h"
#include "core/url.h"

namespace saksi {

/// The network that a measurement was made from: as coarse as it can be and still mean something. No address.
struct Vantage {
  Asn asn;
  std::string as_name;
  CountryCode country;
};

/// What the run found about the line itself before (and while) it measured.
enum class LineState : std::uint8_t { unknown, online, captive_portal, offline };
[[nodiscard]] std::string_view to_string(LineState state);
[[nodiscard]] std::optional<LineState> line_state_from_string(std::string_view text);

struct LineCheck {
  LineState state = LineState::unknown;
  int always_open_tested = 0;  // control sites that should open everywhere
  int always_open_failed = 0;
  bool has_ipv6 = false;  // a place that is always open was reached over IPv6
};

/// One look at a URL: all that was observed from its first packet to its last, redirects included. The times
/// of the operations count from `begun`.
struct Attempt {
  Offset begun{0};  // since the start of the measurement: 0 for the first attempt
  Offset runtime{0};
  LineCheck line;
  /// Another name had failed at one of these addresses shortly before, so that a censor that keeps a pair of
  /// addresses dead after a trigger (residual blocking) may have hit this one by mistake.
  bool disturbed = false;
  std::vector<DnsObservation> dns;
  std::vector<TcpObservation> tcp;
  std::vector<TlsObservation> tls;
  std::vector<HttpObservation> http;
  std::optional<ControlExchange> control;  // about the URL itself; nothing when no control was asked at all
  std::vector<ControlExchange>
      hop_controls;  // about the redirects' targets: ControlExchange::depth is 1, 2...
};

/// The first attempt, and what followed it when that one was doubtful.
struct Measurement : Attempt {
  std::string id;      // 32 hex digits, random
  std::string run_id;  // likewise
  Url url;
  std::string category;  // Citizen Lab code, empty for a URL given by hand
  SystemTime started{};
  std::string software_version;
  bool simulated = false;  // made inside the lab
  Vantage vantage;
  Vantage resolver;              // the network of the system resolver, where it is known
  std::vector<Attempt> retests;  // later in the same run, with the list going on in between
  std::vector<FollowUp> follow_ups;
};

/// 32 hex digits from the system's random source.
[[nodiscard]] std::string random_id();

}  // namespace saksi
