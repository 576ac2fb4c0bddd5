// expect: discards qualifiers
// What was scrubbed cannot be written to again.
#include "core/scrub.h"

void add(saksi::Scrubbed<saksi::Measurement>& measurement) {
  measurement->http.push_back({});
}
