#include "probe/estimate.h"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>

#include "core/json_lines.h"
#include "probe/budget.h"

namespace saksi {
namespace {

using std::chrono::seconds;

// Before the first URL: whereabouts, portal checks, always-open sites, what the control offers.
constexpr double kStartBytes = 150e3;
constexpr double kStartSeconds = 3;
// A URL without its page: questions to three resolvers, handshakes with two addresses, the control's view.
// Measured in the lab: 15 kB.
constexpr double kBesideThePage = 15e3;
// A page as it comes, packed. The lab's pages are smaller; half of the home pages of the HTTP Archive's
// crawls send less than 35 kB of HTML, a tenth more than 150 kB.
constexpr double kPageBytes = 55e3;
// One look at a URL that opens, at 150 ms to its server.
constexpr double kLookSeconds = 2.5;
// The share of an ordinary list that is doubtful at first: dead sites, blocked sites, passing faults.
constexpr double kDoubtful = 0.1;
// A look at a URL that answers nothing: all timeouts of a slow line, one after the other.
constexpr double kLongestLook = 50;
// Of one URL: the swaps of names, the shield and the walk along the hops.
constexpr double kLongestFollowUps = 90;
// As far down as a disturbed line takes the number of URLs side by side.
constexpr double kFewestSideBySide = 8;

std::uint64_t whole(double value) {
  return static_cast<std::uint64_t>(std::llround(value));
}

seconds whole_seconds(double value) {
  return seconds(static_cast<std::int64_t>(std::ceil(value)));
}

double looks_again(const Undertaking& undertaking) {
  return kDoubtful * std::max(0, undertaking.retests.retests);
}

/// The last doubtful URL waits for its time, whatever else is to be done.
double tail_seconds(const Undertaking& undertaking) {
  const auto distance = static_cast<double>(undertaking.retests.distance.count());
  const bool any = static_cast<double>(undertaking.urls) * kDoubtful >= 1;
  return any ? undertaking.retests.retests * (distance + kLookSeconds) : 0;
}

Forecast from_constants(const Undertaking& undertaking) {
  const auto urls = static_cast<double>(undertaking.urls);
  const auto side_by_side = static_cast<double>(undertaking.parallel);
  const double looks = urls * (1 + looks_again(undertaking));
  Forecast forecast;
  forecast.bytes = whole(kStartBytes + urls * kPageBytes + looks * kBesideThePage);
  forecast.time =
      whole_seconds(kStartSeconds + looks * kLookSeconds / side_by_side + tail_seconds(undertaking));
  return forecast;
}

Forecast from_experience(const Undertaking& undertaking, const Experience& earlier) {
  const double share = static_cast<double>(undertaking.urls) / static_cast<double>(earlier.urls);
  Forecast forecast = from_constants(undertaking);
  if (earlier.bytes > 0) forecast.bytes = whole(kStartBytes + static_cast<double>(earlier.bytes) * share);
  const double spent = std::chrono::duration<double>(earlier.time).count();
  if (spent > 0) forecast.time = whole_seconds(kStartSeconds + spent * share);
  return forecast;
}

Forecast ceiling(const Undertaking& undertaking) {
  const auto urls = static_cast<double>(undertaking.urls);
  const double attempts = 1 + std::max(0, undertaking.retests.retests);
  const double side_by_side = std::min(static_cast<double>(undertaking.parallel), kFewestSideBySide);
  const auto patience = static_cast<double>(undertaking.retests.patience.count());
  Forecast forecast;
  forecast.bytes = whole(kStartBytes + urls * attempts * static_cast<double>(kCaseReserve));
  const double busy =
      urls * (attempts * kLongestLook + kLongestFollowUps) / std::max(1.0, std::min(side_by_side, urls));
  forecast.time = whole_seconds(kStartSeconds + busy + (attempts - 1) * patience);
  return forecast;
}

/// What the limits leave of it. A case that is in hand when the time is up is finished.
Forecast within(Forecast forecast, const Undertaking& undertaking) {
  if (undertaking.max_data) forecast.bytes = std::min(forecast.bytes, *undertaking.max_data);
  if (!undertaking.max_runtime) return forecast;
  const auto longest = *undertaking.max_runtime + whole_seconds(kLongestLook + kLongestFollowUps);
  forecast.time = std::min(forecast.time, longest);
  return forecast;
}

double share_within(const Undertaking& undertaking, const Forecast& typical) {
  double share = 1;
  if (undertaking.max_data && typical.bytes > 0) {
    const double usable = static_cast<double>(*undertaking.max_data) - static_cast<double>(kCaseReserve);
    share = std::min(share, usable / static_cast<double>(typical.bytes));
  }
  if (undertaking.max_runtime && typical.time > seconds(0)) {
    share = std::min(share, std::chrono::duration<double>(*undertaking.max_runtime) / typical.time);
  }
  return std::clamp(share, 0.0, 1.0);
}

std::string time_words(seconds time) {
  const auto count = time.count();
  if (count < 120) return std::to_string(count) + " s";
  if (count < 2 * 3600) return std::to_string((count + 59) / 60) + " min";
  return std::to_string((count + 3599) / 3600) + " h";
}

}  // namespace

Estimate estimate(const Undertaking& undertaking, const Experience& earlier) {
  Estimate result;
  result.urls = undertaking.urls;
  const bool learnt = earlier.urls >= kLeastExperience;
  if (learnt) result.urls_known = earlier.urls;
  const Forecast typical = learnt ? from_experience(undertaking, earlier) : from_constants(undertaking);
  const double share = share_within(undertaking, typical);
  result.urls_within = static_cast<std::size_t>(std::floor(share * static_cast<double>(undertaking.urls)));
  result.typical = within(typical, undertaking);
  if (undertaking.max_runtime) {
    result.typical.time = std::min(result.typical.time, *undertaking.max_runtime);
    result.typical.bytes = std::min(result.typical.bytes, whole(static_cast<double>(typical.bytes) * share));
  }
  result.at_most = within(ceiling(undertaking), undertaking);
  // Experience may be worse than any ceiling that we thought of.
  result.at_most.bytes = std::max(result.at_most.bytes, result.typical.bytes);
  result.at_most.time = std::max(result.at_most.time, result.typical.time);
  return result;
}

void print_estimate(std::ostream& out, const Estimate& estimate) {
  out << "URLs:  " << estimate.urls << '\n'
      << "Data:  typically " << size_words(estimate.typical.bytes) << ", at most "
      << size_words(estimate.at_most.bytes) << " (--max-data sets a limit)\n"
      << "Time:  typically " << time_words(estimate.typical.time) << ", at most "
      << time_words(estimate.at_most.time) << " (--max-runtime sets a limit)\n";
  if (estimate.urls_within < estimate.urls) {
    out << "About " << estimate.urls_within << " of the " << estimate.urls
        << " URLs fit into the limits that were given; --resume goes on with the rest.\n";
  }
  if (estimate.urls_known > 0) {
    out << "Typical is what " << estimate.urls_known << " URLs in earlier runs in this database took.\n";
  } else {
    out << "Typical is an ordinary list on an ordinary line; this database has no earlier runs to learn "
           "from.\n";
  }
  out << "Nothing was contacted and nothing was written.\n";
}

void print_estimate_json(std::ostream& out, const Estimate& estimate) {
  const auto seconds_of = [](const Forecast& forecast) {
    return static_cast<std::size_t>(forecast.time.count());
  };
  const NamedCounts counts = {{"urls", estimate.urls},
                              {"urls_within_limits", estimate.urls_within},
                              {"urls_known", estimate.urls_known},
                              {"bytes_typical", estimate.typical.bytes},
                              {"bytes_at_most", estimate.at_most.bytes},
                              {"seconds_typical", seconds_of(estimate.typical)},
                              {"seconds_at_most", seconds_of(estimate.at_most)}};
  out << counts_json("estimate", counts) << '\n';
}

}  // namespace saksi
