// A measurement: everything that was observed about one URL, at one time, from one network. The raw evidence
// from which core/judge makes the verdict; nothing in it is a judgement.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/control_exchange.h"
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
};

struct Measurement {
  std::string id;      // 32 hex digits, random
  std::string run_id;  // likewise
  Url url;
  std::string category;  // Citizen Lab code, empty for a URL given by hand
  SystemTime started{};
  Offset runtime{0};
  std::string software_version;
  bool simulated = false;  // made inside the lab
  Vantage vantage;
  Vantage resolver;  // the network of the system resolver, where it is known
  LineCheck line;
  std::vector<DnsObservation> dns;
  std::vector<TcpObservation> tcp;
  std::vector<TlsObservation> tls;
  std::vector<HttpObservation> http;
  std::optional<ControlExchange> control;  // nothing when no control was asked at all
};

/// 32 hex digits from the system's random source.
[[nodiscard]] std::string random_id();

}  // namespace saksi
