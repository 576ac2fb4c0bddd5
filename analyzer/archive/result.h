// What the archive keeps of one measurement, whoever made it (saksi-probe or any OONI probe): what was found,
// and the observed values that the analysis asks for. The raw evidence stays where it is; `source`, `offset`
// and `length` lead back to it, so that every claim can be traced, and judged anew when rules or fingerprints
// change.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/endpoint.h"
#include "core/failure.h"
#include "core/measurement.h"
#include "core/ooni_keys.h"
#include "core/verdict.h"

namespace saksi {

/// OONI's names of nettests. `other`: one that we do not know; counted, never judged.
enum class TestName : std::uint8_t {
  web_connectivity,
  telegram,
  whatsapp,
  facebook_messenger,
  signal,
  tor,
  vanilla_tor,
  torsf,
  psiphon,
  riseupvpn,
  openvpn,
  http_header_field_manipulation,
  http_invalid_request_line,
  http_requests,
  dns_consistency,
  dnscheck,
  tcp_connect,
  stunreachability,
  urlgetter,
  browser_web,
  ndt,
  dash,
  other,
};
[[nodiscard]] std::string_view to_string(TestName test);
[[nodiscard]] TestName test_name_from_string(std::string_view text);  // `other` for what is not in the list

/// The verdict without its prose: what measurements are counted by.
struct Outcome {
  VerdictWord word = VerdictWord::inconclusive;
  Certainty certainty = Certainty::not_concluded;
  Scope scope = Scope::unknown;
  /// Of a `blocked`: how. Of an `accessible`: the first layer that was interfered with although the page
  /// came.
  std::optional<Layer> layer;
  std::optional<Method> method;

  [[nodiscard]] static Outcome of(const Verdict& verdict);
  /// One integer for each outcome, the same in every store: 5 bytes, word in the lowest; 255: none.
  [[nodiscard]] std::uint64_t code() const;
  [[nodiscard]] static std::optional<Outcome> from_code(std::uint64_t code);
  auto operator<=>(const Outcome&) const = default;
};

struct LayerResult {
  FindingState state = FindingState::unknown;
  std::optional<Method> method;  // exactly when interfered
  auto operator<=>(const LayerResult&) const = default;
};

/// What OONI's own pipeline says of the measurement (fastpath's rules): for the comparison, never for our
/// verdict.
struct OoniScore {
  OoniBlocking blocking = OoniBlocking::null;  // `blocking` as the probe stored it; null for other tests
  bool anomaly = false;
  bool confirmed = false;
  bool failure = false;
  auto operator<=>(const OoniScore&) const = default;
};

/// Why our verdict and OONI's flags differ. Ordered by how much they explain.
enum class Difference : std::uint8_t {
  none,               // they agree
  probe_rules_older,  // the probe's own `blocking` is not what OONI's present rules make of the observations
  control_missing,    // OONI trusts the probe although no control answered
  site_down,          // it fails for the control too
  refused_by_server,  // the server itself refused this visitor
  dns_only_inconsistent,     // other addresses than the control's, that serve the site all the same
  local_network,             // a portal, a filter of the house, or no line
  print_out_of_place,        // a fingerprint of another country, or of a product
  print_known_false,         // a fingerprint of scope fp
  no_notice,                 // interference without a notice: OONI calls it anomaly, we say how sure
  interfered_but_reachable,  // the page came although the network interfered
  http_compared_more,        // pages that OONI calls different and we the same, or the other way round
  corrected,                 // other measurements correct this one (ground truth)
  not_judged                 // a test, or a document, that only one of us judges
};
[[nodiscard]] std::string_view to_string(Difference difference);
[[nodiscard]] std::optional<Difference> difference_from_string(std::string_view text);

/// The observed values that the analysis needs in columns. Web measurements only; defaults where nothing was
/// seen. Of the first hop, unless said otherwise.
struct Observed {
  std::optional<IpAddress> address;  // the first that the system resolver gave
  Asn address_asn;
  bool address_of_control = false;  // the control's resolver gave it too
  bool address_proven =
      false;  // TLS with a certificate valid for the name was completed there, by probe or control
  std::optional<Failure> dns_failure, tcp_failure, tls_failure, http_failure;  // the first of each layer
  bool ipv6_failed = false;  // every IPv6 connection failed while an IPv4 one was made
  bool control_answered = false;
  bool control_reached = false;  // the control got a page
  int status = 0;                // of the last page
  std::int64_t body_length = -1;
  std::uint64_t body_hash = 0;         // XXH3-64 of the last page's body; 0: none
  std::uint64_t title_hash = 0;        // XXH3-64 of its title, white space folded; 0: none
  std::uint64_t certificate_hash = 0;  // first 8 bytes of the SHA-256 of the leaf (DER); 0: none
  auto operator<=>(const Observed&) const = default;
};

/// 16 bytes that tell a measurement from every other: XXH3-128 of its line without the line end, or the id of
/// one of ours. As text: to_hex() of core/hex.h.
using ResultKey = std::array<std::uint8_t, 16>;
[[nodiscard]] std::optional<ResultKey> result_key_from_hex(std::string_view text);

/// One measurement in the archive.
struct ArchivedResult {
  ResultKey key{};
  std::uint32_t source = 0;  // Archive::begin_source
  std::uint64_t offset = 0;  // of the line in the (unpacked) source; 0 in a probe's database
  std::uint32_t length = 0;  // bytes of the line, without its end
  SystemTime started{};      // whole seconds count
  TestName test = TestName::web_connectivity;
  std::string input;  // Url::text() for web tests, as it stands for others; may be empty
  std::string host;   // of the input; empty where there is none
  Vantage vantage;
  Asn resolver_asn;
  std::uint64_t run = 0;  // XXH3-64 of the report id or of our run's id: measurements of one probe's sitting
  std::string software;   // "ooniprobe-android 3.8.5"
  bool ours = false;      // made by saksi-probe: the archive's file holds its evidence whole
  bool simulated = false;
  bool line_broken = false;  // portal, offline, or more than 30 % of the always-open sites failed
  Outcome outcome;
  std::array<LayerResult, 5> layers{};  // in the order of kLayers
  int attempts = 1;
  int agreed = 1;
  std::uint16_t isolated_by = 0;  // bit 1 << Experiment
  Place place = Place::unknown;
  bool reached = false;     // some page came back, from whomever
  std::string fingerprint;  // name, if one matched
  OoniBlocking ooni_blocking =
      OoniBlocking::null;  // by OONI's present rules, recomputed from the observations
  OoniScore ooni;
  Difference difference = Difference::none;
  Observed observed;
};

}  // namespace saksi
