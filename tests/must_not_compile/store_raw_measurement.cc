// expect: cannot convert 'const saksi::Measurement' to 'const saksi::Scrubbed<saksi::Measurement>&'
// A measurement that nobody scrubbed cannot be stored.
#include "core/store.h"

void keep(saksi::Store& store, const saksi::Measurement& measurement, const saksi::Verdict& verdict) {
  store.insert(measurement, verdict);
}
