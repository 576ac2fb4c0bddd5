// expect: is private within this context
// Only scrub() makes a Scrubbed<Measurement>.
#include "core/scrub.h"

saksi::Scrubbed<saksi::Measurement> pretend(const saksi::Measurement& measurement) {
  return saksi::Scrubbed<saksi::Measurement>(measurement);
}
