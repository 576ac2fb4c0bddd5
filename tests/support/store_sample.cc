#include <map>

#include "core/scrub.h"
#include "tests/support/report_sample.h"

namespace saksi {

void store_sample(Store& store, const ReportSample& sample) {
  std::map<std::string, std::vector<PlannedUrl>> plans;
  for (const SampleMeasurement& entry : sample.measurements) {
    plans[entry.measurement.run_id].push_back({entry.measurement.url.text(), entry.measurement.category});
  }
  for (const Run& run : sample.runs) store.begin_run(run, plans[run.id]);
  for (const SampleMeasurement& entry : sample.measurements) {
    store.insert(scrub(entry.measurement, {}), entry.verdict);
  }
}

}  // namespace saksi
