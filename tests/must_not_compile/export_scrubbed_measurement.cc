// compiles: the twin of export_raw_measurement.cc
#include "core/json.h"

std::string write(const saksi::Measurement& measurement) {
  return saksi::evidence_json(saksi::scrub(measurement, {}));
}
