#include "analyzer/judged.h"

#include <algorithm>

namespace saksi {

Judged reduce(const Measurement& measurement, const Verdict& verdict, const Fingerprints& fingerprints) {
  Judged judged;
  judged.citation.id = measurement.id;
  judged.citation.run_id = measurement.run_id;
  judged.citation.started = measurement.started;
  judged.citation.verdict = verdict;
  judged.citation.control_saw = control_words(measurement);
  judged.citation.notice = notice_of(measurement, verdict, fingerprints);
  judged.url = measurement.url.text();
  judged.host = measurement.url.host();
  judged.category = measurement.category;
  judged.vantage = measurement.vantage;
  judged.line = measurement.line;
  judged.software_version = measurement.software_version;
  judged.simulated = measurement.simulated;
  judged.reached = std::any_of(measurement.http.begin(), measurement.http.end(),
                               [](const HttpObservation& http) { return http.response.has_value(); });
  return judged;
}

}  // namespace saksi
