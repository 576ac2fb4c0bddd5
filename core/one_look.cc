#include "core/one_look.h"

#include <algorithm>
#include <vector>

namespace saksi {
namespace {

bool counts(const Attempt& attempt) {
  const bool dead =
      attempt.line.state == LineState::offline || attempt.line.state == LineState::captive_portal;
  return !attempt.disturbed && !dead;
}

bool brought_a_page(const Attempt& attempt) {
  return std::any_of(attempt.http.begin(), attempt.http.end(), [](const HttpObservation& http) {
    return http.ok() && http.response && (http.response->code < 300 || http.response->code > 399);
  });
}

}  // namespace

const Attempt& representative(const Measurement& measurement) {
  std::vector<const Attempt*> looks;
  if (counts(measurement)) looks.push_back(&measurement);
  for (const Attempt& retest : measurement.retests) {
    if (counts(retest)) looks.push_back(&retest);
  }
  if (looks.empty()) return measurement;
  const auto page =
      std::find_if(looks.begin(), looks.end(), [](const auto* it) { return brought_a_page(*it); });
  return page == looks.end() ? *looks.front() : **page;
}

Measurement as_one_look(const Measurement& measurement, const Attempt& look) {
  Measurement one;
  one.id = measurement.id;
  one.run_id = measurement.run_id;
  one.url = measurement.url;
  one.category = measurement.category;
  one.software_version = measurement.software_version;
  one.simulated = measurement.simulated;
  one.vantage = measurement.vantage;
  one.resolver = measurement.resolver;
  one.started = measurement.started + look.begun;
  static_cast<Attempt&>(one) = look;
  one.begun = Offset{0};
  return one;
}

Measurement as_one_look(const Measurement& measurement) {
  return as_one_look(measurement, representative(measurement));
}

}  // namespace saksi
