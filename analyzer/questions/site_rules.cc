#include "analyzer/questions/site_rules.h"

#include <algorithm>
#include <set>

#include "analyzer/report/words.h"
#include "analyzer/statistics/cell_estimate.h"

namespace saksi {

namespace {

bool opened(const Cell& cell) {
  return cell.verdict == VerdictWord::accessible || cell.verdict == VerdictWord::refused_by_server ||
         cell.open > 0;
}

bool always_failed(const Cell& cell) {
  return cell.verdict != VerdictWord::blocked && cell.blocked == 0 && cell.failed == cell.measurements;
}

void call_it_down(Site& site) {
  std::size_t tested = 0;
  for (const Cell& cell : site.cells) {
    if (!cell.tested()) continue;
    if (!always_failed(cell)) return;
    ++tested;
  }
  if (tested < 2) return;
  for (Cell& cell : site.cells) {
    if (!cell.tested() || cell.verdict == VerdictWord::site_down) continue;
    cell.verdict = VerdictWord::site_down;
    cell.reasons.push_back("No page came on any of the " + std::to_string(tested) + " networks.");
  }
}

/// The scopes for which blocking is counted; the others are filters of a house and say nothing about the
/// next.
bool counts(const Cell& cell) {
  return cell.verdict == VerdictWord::blocked && is_blocking(mark_of(cell)) && cell.layer && cell.method;
}

void doubt_what_fails_abroad(Site& site) {
  const bool opened_here = std::any_of(site.cells.begin(), site.cells.end(),
                                       [](const Cell& cell) { return cell.tested() && opened(cell); });
  if (opened_here || site.open_elsewhere > 0 || site.failing_elsewhere == 0) return;
  for (Cell& cell : site.cells) {
    // What days alone raised is doubted too: a site that turns away home lines does so every day.
    const bool by_experiment = cell.best <= Certainty::strong;
    if (!counts(cell) || by_experiment) continue;
    cell.verdict = VerdictWord::inconclusive;
    cell.certainty = Certainty::not_concluded;
    cell.reasons.push_back("The site opened on no network at all, and failed on " +
                           count_of(site.failing_elsewhere, "network", "networks") +
                           " of other countries too: it may turn away home lines.");
  }
}

bool has_method(const Cell& cell, Layer layer, Method method) {
  return std::any_of(cell.methods.begin(), cell.methods.end(), [layer, method](const MethodCount& count) {
    return count.layer == layer && count.method == method;
  });
}

void raise_by_networks(Site& site, const std::vector<Network>& networks) {
  std::vector<Cell*> raised;
  for (Cell& cell : site.cells) {
    if (!counts(cell) || cell.certainty != Certainty::possible) continue;
    std::set<Asn> sharing;
    for (const Cell& other : site.cells) {
      const Asn asn = networks.at(other.network).asn;
      if (asn.known() && counts(other) && has_method(other, *cell.layer, *cell.method)) sharing.insert(asn);
    }
    if (sharing.size() < kNetworksForStrongWord) continue;
    cell.reasons.push_back("Raised from possible to strong: the same failure at the same step (" +
                           code_of(*cell.layer, *cell.method) + ") on " +
                           count_of(sharing.size(), "network", "networks") + ".");
    raised.push_back(&cell);
  }
  for (Cell* cell : raised) cell->certainty = Certainty::strong;
}

}  // namespace

void compare_networks(Site& site, const std::vector<Network>& networks) {
  call_it_down(site);
  doubt_what_fails_abroad(site);
  raise_by_networks(site, networks);
}

}  // namespace saksi
