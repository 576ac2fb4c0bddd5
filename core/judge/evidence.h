// One measurement laid out for judging, and the form in which each layer says what it found. Pure values;
// points into the measurement and the fingerprints, which must outlive it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/judge/certificate_finding.h"
#include "core/judge/control_view.h"
#include "core/judge/fingerprint.h"
#include "core/judge/flow.h"
#include "core/judge/page.h"
#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

/// What OONI's rules and ours both start from. `title` and `comparison` are of the last page.
struct Layout {
  explicit Layout(const Measurement& judged);
  Layout(const Layout&) = delete;  // last_page points into flows
  Layout& operator=(const Layout&) = delete;

  const Measurement& measurement;
  ControlView control;
  std::map<int, Url> hops;
  std::vector<Flow> flows;
  /// The flow that ended the chain with a page: the deepest; over TLS rather than in the clear. Null: none
  /// did.
  const Flow* last_page = nullptr;
  std::string title;
  PageComparison comparison;  // with the control's page; empty without one of them
};

struct Evidence : Layout {
  Evidence(const Measurement& judged, const Fingerprints& asked);

  const Fingerprints& fingerprints;
  std::vector<OtherChain> exchanged;  // names whose certificate was exchanged for another trusted one

  /// What the response of this flow, one of `flows`, matches. Null also for a page that is like the
  /// control's, which is not searched: whatever it holds, the control's holds as well.
  [[nodiscard]] const Fingerprint* print_of(const Flow& flow) const {
    return prints_[static_cast<std::size_t>(&flow - flows.data())];
  }

  /// Over TLS with the server that the name belongs to, so that nobody on the path wrote what came.
  [[nodiscard]] bool came_sealed(const Flow& flow_with_http) const;

  /// The newest hop at which anything was tried; -1 when nothing was.
  [[nodiscard]] int deepest() const;
  /// "www.example.com", or "the redirect's target b.example" for a later hop.
  [[nodiscard]] std::string site_at(int depth) const;

 private:
  void search_responses();

  std::vector<const Fingerprint*> prints_;  // beside flows
};

/// What one layer found, with the sentences that explain it, the most telling first.
struct LayerFinding {
  FindingState state = FindingState::unknown;
  std::optional<Method> method;  // exactly when interfered
  std::vector<std::string> reasons;
  int depth = 0;                       // the hop that decided
  const Fingerprint* print = nullptr;  // what matched, if anything did
};

/// The same for every hop at which the layer was needed to fetch the page, beside the whole layer's finding.
struct HopFindings {
  LayerFinding overall;
  std::map<int, LayerFinding> at;
};

}  // namespace saksi
