// What one sample measurement observed, by kind: complete enough that the rules of core/judge say the
// expected verdict of it.
#pragma once

#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

enum class SampleKind : std::uint8_t {
  open,         // o
  notice,       // n: DNS leads to a notice
  nxdomain,     // x
  reset,        // r: TLS reset, no experiment
  tcp_timeout,  // t
  down,         // d: for the control too
  refused,      // g: the server's own 403 by country
  proxied,      // p: open, DNS answered by another resolver
  no_control,   // i: failed, and so did the control
  product,      // w: a filtering product's page
  institution,  // l: the page of an institution's filter
  legal,        // 4: HTTP 451 that names an authority
  broken_line,  // b: nothing works, nor do the sites that are always open
  pursued,      // s: a reset seen three times, its cause singled out and located by experiments
};

[[nodiscard]] SampleKind sample_kind(char letter);

/// Fills the observations and the control of a measurement that has its URL.
void add_evidence(Measurement& measurement, SampleKind kind);
[[nodiscard]] Verdict expected_verdict(SampleKind kind);

}  // namespace saksi
