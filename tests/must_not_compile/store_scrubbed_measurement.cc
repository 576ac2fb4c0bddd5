// compiles: the twin of store_raw_measurement.cc
#include "core/store.h"

void keep(saksi::Store& store, const saksi::Measurement& measurement, const saksi::Verdict& verdict) {
  store.insert(saksi::scrub(measurement, {}), verdict);
}
