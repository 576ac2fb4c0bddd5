#include "analyzer/statistics/cell_words.h"

#include <cmath>

namespace saksi {

namespace {

/// Lower end of a 95 % interval that leaves out as much at either side.
constexpr double kTail = 0.025;
/// A cell of which more than this share of runs is blocked is never called accessible, whatever explains it.
constexpr double kMostOfAccessible = 0.25;

bool above_floor(const CellEstimate& cell) {
  return cell.runs >= kLeastRuns && cell.days >= kLeastDays && cell.effective_runs >= kLeastEffectiveRuns;
}

CellState state_without_looks(const CellCounts& counts) {
  if (counts.measurements < kLeastRuns) return CellState::insufficient;
  const bool down = counts.site_down > counts.inconclusive + counts.doubtful + counts.local_network;
  return down ? CellState::site_down : CellState::inconclusive;
}

CellState state_when_open(const CellCounts& counts) {
  const std::uint32_t reached = counts.accessible + counts.refused_by_server;
  if (counts.site_down > reached) return CellState::site_down;
  return counts.accessible >= counts.refused_by_server ? CellState::accessible : CellState::refused_by_server;
}

CellState state_of(const CellEstimate& cell, const Posterior& posterior, const BlockedEvidence& evidence) {
  if (cell.counts.measurements == 0) return CellState::not_tested;
  if (cell.runs == 0) return state_without_looks(cell.counts);
  if (!above_floor(cell)) return CellState::insufficient;
  const bool noticed = evidence.confirmed_runs >= 2 && evidence.confirmed_days >= kLeastDays;
  const bool only_here = cell.baseline.share < kMostElsewhere;
  const bool beyond_noise = noticed || (only_here && posterior.noise <= kMostNoise);
  if (beyond_noise && posterior.low_share <= kTail) return CellState::blocked;
  if (noticed || !only_here || posterior.noise <= 0.5 || posterior.share > kMostOfAccessible)
    return CellState::inconclusive;
  return state_when_open(cell.counts);
}

Certainty certainty_of_blocked(const CellEstimate& cell, const BlockedEvidence& evidence) {
  if (evidence.confirmed_runs > 0) return Certainty::confirmed;
  const bool steady = cell.interval.low > 0.5 || evidence.one_stretch;
  if (!steady) return Certainty::possible;
  const bool by_days = evidence.same_kind_days >= kDaysForStrongWord;
  return evidence.strong_runs > 0 || by_days ? Certainty::strong : Certainty::possible;
}

}  // namespace

Word word_of(const CellEstimate& cell, const Posterior& posterior, const BlockedEvidence& evidence) {
  const CellState state = state_of(cell, posterior, evidence);
  switch (state) {
    case CellState::blocked:
      return {state, certainty_of_blocked(cell, evidence)};
    case CellState::accessible:
      return {state, Certainty::no_sign};
    case CellState::not_tested:
      return {state, Certainty::not_tested};
    case CellState::site_down:
    case CellState::refused_by_server:
    case CellState::inconclusive:
    case CellState::insufficient:
      break;
  }
  return {state, Certainty::not_concluded};
}

bool is_weaker(const Word& now, const Word& before) {
  if (before.state != CellState::blocked) return false;
  return now.state != CellState::blocked || now.certainty > before.certainty;
}

namespace {

std::string number(std::uint32_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string percent(double share) {
  const double value = share * 100;
  const bool fine = value > 0 && (value < 1 || value > 99);
  const auto tenths = std::llround(value * 10);
  std::string text = std::to_string(fine ? tenths / 10 : std::llround(value));
  if (fine && tenths % 10 != 0) text += "." + std::to_string(tenths % 10);
  return text + " %";
}

std::string looks(const CellEstimate& cell) {
  const auto tenths = std::llround(cell.effective_runs * 10);
  return std::to_string(cell.blocked_runs) + " of " + number(cell.runs, "run", "runs") + " on " +
         number(cell.days, "day", "days") + " met blocking; they count as " + std::to_string(tenths / 10) +
         "." + std::to_string(tenths % 10) + " independent ones.";
}

std::string share_text(const CellEstimate& cell) {
  return "Blocked in " + percent(cell.share) + " of runs (" + percent(cell.interval.low) + " to " +
         percent(cell.interval.high) + ").";
}

void explain_insufficient(CellEstimate& cell) {
  cell.reasons.push_back("Too little to say: " + std::to_string(kLeastRuns) + " runs on " +
                         std::to_string(kLeastDays) + " days are the least.");
  if (cell.runs > 0) cell.reasons.push_back(looks(cell));
}

void explain_certainty(CellEstimate& cell, const BlockedEvidence& evidence) {
  if (cell.certainty == Certainty::confirmed) {
    cell.reasons.push_back("A known notice was met in " + number(evidence.confirmed_runs, "run", "runs") +
                           " on " + number(evidence.confirmed_days, "day", "days") + ".");
  }
  if (cell.certainty == Certainty::strong && evidence.same_kind_days >= kDaysForStrongWord) {
    cell.reasons.push_back("The same failure at the same step on " +
                           number(evidence.same_kind_days, "day", "days") + ".");
  }
  if (cell.interval.low <= 0.5 && !evidence.one_stretch) {
    cell.reasons.push_back(
        "Not all runs, and not one lasting change: on and off, or in parts of the network.");
  }
}

void explain_blocked(CellEstimate& cell, const BlockedEvidence& evidence) {
  cell.reasons.push_back(share_text(cell));
  explain_certainty(cell, evidence);
  cell.reasons.push_back(looks(cell));
  if (cell.hangs_on_one_run) {
    cell.reasons.push_back("Hangs on one run: without it this would be less certain.");
  }
}

void explain_elsewhere(CellEstimate& cell) {
  if (cell.baseline.countries == 0) return;
  cell.reasons.push_back("Elsewhere it fails in " + percent(cell.baseline.share) + " of runs (" +
                         number(cell.baseline.networks, "network", "networks") + " in " +
                         number(cell.baseline.countries, "other country", "other countries") + ").");
}

void explain_inconclusive(CellEstimate& cell) {
  if (cell.runs == 0) {
    cell.reasons.push_back("No run says whether the way to the site is open.");
    return;
  }
  cell.reasons.push_back(share_text(cell));
  cell.reasons.push_back(looks(cell));
  if (cell.noise > kMostNoise) {
    cell.reasons.push_back("Noise alone would explain it with a probability of " + percent(cell.noise) + ".");
  }
}

}  // namespace

void give_reasons(CellEstimate& cell, const BlockedEvidence& evidence) {
  switch (cell.state) {
    case CellState::insufficient:
      explain_insufficient(cell);
      break;
    case CellState::blocked:
      explain_blocked(cell, evidence);
      break;
    case CellState::inconclusive:
      explain_inconclusive(cell);
      break;
    case CellState::site_down:
      cell.reasons.push_back("It fails for the control too in " +
                             number(cell.counts.site_down, "measurement", "measurements") + ".");
      break;
    case CellState::refused_by_server:
    case CellState::accessible:
      if (cell.blocked_runs > 0) cell.reasons.push_back(looks(cell));
      break;
    case CellState::not_tested:
      return;
  }
  if (cell.state == CellState::blocked || cell.state == CellState::inconclusive) explain_elsewhere(cell);
}

}  // namespace saksi
