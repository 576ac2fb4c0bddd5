// Which measurements a report may count, and what becomes of the others: counted in the archive, so that the
// parts add up whatever their number.
#pragma once

#include <optional>
#include <string>

#include "analyzer/archive/archive.h"
#include "analyzer/report/model.h"

namespace saksi {

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

struct Selection {
  bool simulated = false;
  Filter here;    // what counts in the country
  Tallies world;  // what counts in all countries: the others are a comparison
  Account account;
};

[[nodiscard]] Selection select(const Archive& archive, const ReportRequest& request);

/// Whether the archive has anything, set aside or not, of this country, period and reality.
[[nodiscard]] Filter asked_for(const ReportRequest& request, bool simulated);

}  // namespace saksi
