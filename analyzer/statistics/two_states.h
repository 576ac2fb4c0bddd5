// A series of days as a hidden chain of two states, open and blocked: forward and backward over all of a
// small grid of error rates, so that how noisy a series is need not be known beforehand (Rabiner, 1989; the
// grid is integrated out, as in exact Bayesian change-point analysis: Fearnhead, 2006). Pure.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "analyzer/statistics/series.h"

namespace saksi {

/// Per day: how often a block is put up where there is none, and taken down where there is one.
inline constexpr double kOnsetsPerDay = 1.0 / 1000;
inline constexpr double kEndsPerDay = 1.0 / 350;
/// A day of whatever outcome, once in fifty: a broken probe, a line that fails, a guest behind a filter. It
/// bounds what one day can prove, however many runs it has.
inline constexpr double kOddDays = 0.02;

/// How often a run says blocked: where nothing blocks, and where something does.
inline constexpr std::array kOpenRates{0.003, 0.02, 0.06, 0.12, 0.2};
inline constexpr std::array kBlockedRates{0.5, 0.75, 0.9, 0.98};
/// Nearer than this, the two states cannot be told from each other.
inline constexpr double kLeastContrast = 0.35;
struct StateProbabilities {
  std::vector<double> blocked;  // per day
  std::vector<double> onset;    // open on the day before (in the series), blocked on this; 0 for the first
  std::vector<double> end;      // the other way round
};

/// `days` by day. Empty for an empty series.
[[nodiscard]] StateProbabilities state_probabilities(std::span<const DayCount> days);

}  // namespace saksi
