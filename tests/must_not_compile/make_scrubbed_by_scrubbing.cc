// compiles: the twin of make_scrubbed_by_hand.cc and change_scrubbed.cc
#include "core/scrub.h"

saksi::Scrubbed<saksi::Measurement> honest(const saksi::Measurement& measurement) {
  return saksi::scrub(measurement, saksi::PersonalTraces::of_this_machine());
}

std::size_t look(const saksi::Scrubbed<saksi::Measurement>& measurement) {
  return measurement->http.size();
}
