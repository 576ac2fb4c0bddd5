#include "analyzer/ingest/archive_measurement.h"

#include "analyzer/ingest/judge_line.h"
#include "analyzer/ingest/ooni_document.h"
#include "core/judge/ooni.h"

namespace saksi {

ArchivedResult archived(const Measurement& measurement, const Fingerprints& fingerprints) {
  OoniDocument document;
  document.test = TestName::web_connectivity;
  document.software_name = "saksi-probe";
  document.has_test_keys = true;
  document.has_url = true;
  document.measurement = measurement;
  document.stored = ooni_keys(measurement);
  document.stored_blocking =
      document.stored.blocking == OoniBlocking::null ? StoredBlocking::null : StoredBlocking::known;
  ArchivedResult result = judge_document("", document, fingerprints);
  result.ours = true;
  return result;
}

}  // namespace saksi
