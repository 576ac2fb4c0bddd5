// What OONI's analysis counts before it decides: lookups and endpoint operations set against the control and
// called expected (both failed), unexpected (only the probe failed) or unexplained (the control did not
// look).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/judge/control_view.h"
#include "core/judge/flow.h"
#include "core/measurement.h"

namespace saksi {

struct DnsTally {
  bool success = false;  // of lookups at depth 0
  bool valid = false;
  bool invalid = false;
  bool bogon = false;
  bool expected_failure = false;
  bool unexpected_failure = false;
  bool unexplained_failure = false;
};

/// The system resolver alone, address sets compared by address and AS (what Web Connectivity 0.4 saw).
[[nodiscard]] DnsTally tally_system_dns(const Measurement& measurement, const ControlView& control);
/// All resolvers; an answer is also good when a TLS handshake with an address that it told first succeeded.
[[nodiscard]] DnsTally tally_all_dns(const Measurement& measurement, const ControlView& control,
                                     const std::vector<Flow>& flows);

struct LayerTally {
  bool expected = false;
  bool unexpected = false;
  bool unexplained = false;
};

struct EndpointTally {
  LayerTally tcp, tls, http;
};

[[nodiscard]] EndpointTally tally_endpoints(const std::vector<Flow>& flows, const ControlView& control);

/// The system cannot route IPv6 at all: says nothing about the site.
[[nodiscard]] bool is_missing_ipv6(const TcpObservation& tcp);
/// The answer was probably meant for the whole name, not for this family: AAAA without an answer.
[[nodiscard]] bool is_missing_aaaa(const DnsObservation& lookup);
[[nodiscard]] AddressSet addresses_of(const std::vector<DnsAnswer>& answers);
/// The lookup was for the measured host, so that the control's answer can be set against it.
[[nodiscard]] bool is_for_measured_host(const DnsObservation& lookup, const Measurement& measurement);
/// OONI: the probe's failure is the site's own when the control has no address either.
[[nodiscard]] bool is_expected_failure(const DnsObservation& lookup, const ControlView& control);

}  // namespace saksi
