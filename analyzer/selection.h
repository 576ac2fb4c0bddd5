// Which measurements a report may count, and what becomes of the others. Pure; the parts add up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/judged.h"
#include "core/store.h"

namespace saksi {

/// A probe's run whose always-open sites fail in more than this share measured a broken line, not a censor.
inline constexpr double kBrokenLineShare = 0.30;

/// What a report is asked to be about.
struct ReportRequest {
  CountryCode country;
  std::optional<SystemTime> since;  // from this moment on
  std::optional<SystemTime> until;  // before this moment
  std::optional<bool> simulated;    // default: real ones, if there are any
  std::string title;                // default: made from what was measured
  SystemTime generated{};
  std::string command;  // how to make it again
};

struct SetAsideJudged {
  const Judged* judged = nullptr;
  std::string why;
};

/// Pointers into the vector that was selected from.
struct Selection {
  std::vector<const Judged*> counted;
  std::vector<SetAsideJudged> set_aside;
  std::vector<const Judged*> elsewhere;  // in other countries; counts only as a comparison
  Account account;
  bool simulated = false;
};

/// `measurements` oldest first. The country is the network's; where no geolocation knew it, the run's.
[[nodiscard]] Selection select(const std::vector<Judged>& measurements, const std::vector<Run>& runs,
                               const ReportRequest& request);

}  // namespace saksi
