// expect: invalid initialization of reference of type 'const saksi::Scrubbed<saksi::Measurement>&'
// The evidence record is written of scrubbed measurements alone.
#include "core/json.h"

std::string write(const saksi::Measurement& measurement) {
  return saksi::evidence_json(measurement);
}
