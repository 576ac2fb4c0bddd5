#include <gtest/gtest.h>

#include "analyzer/ingest/probe_source.h"
#include "core/store.h"
#include "tests/support/report_sample.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/ingest/memory_archive.h"

namespace saksi {
namespace {

class ProbeSource : public ::testing::Test {
 protected:
  ProbeImport import() { return import_probe(archive_, folder_ / "probe.db", fingerprints_, stop_); }

  TemporaryFolder folder_;
  MemoryArchive archive_;
  Fingerprints fingerprints_;
  std::atomic<bool> stop_{false};
};

TEST_F(ProbeSource, EveryMeasurementBecomesARowUnderItsOwnIdOnce) {
  const ReportSample sample = report_sample();
  {
    Store store = Store::open(folder_ / "probe.db", Store::Mode::create);
    store_sample(store, sample);
  }
  EXPECT_EQ(import().fresh, sample.measurements.size());
  const ProbeImport again = import();
  EXPECT_EQ(again.fresh, 0U);
  EXPECT_EQ(again.measurements, sample.measurements.size()) << "the file may have more behind its hash";
  EXPECT_EQ(archive_.sources().front().kind, SourceKind::probe_database);
  EXPECT_TRUE(archive_.sources().front().complete);
  const std::vector<ArchivedResult> rows = archive_.results({}, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Measurement& wanted = sample.measurements[i].measurement;
    EXPECT_EQ(rows[i].key, result_key_from_hex(wanted.id));
    EXPECT_EQ(rows[i].input, wanted.url.text());
    EXPECT_EQ(rows[i].host, wanted.url.host());
    EXPECT_EQ(rows[i].test, TestName::web_connectivity);
  }
}

TEST_F(ProbeSource, ARunWhoseLineFailedOnceIsBrokenAsAWhole) {
  ReportSample sample = report_sample();
  const std::string run = sample.measurements.front().measurement.run_id;
  sample.measurements.front().measurement.line = {LineState::online, 10, 9, false};
  {
    Store store = Store::open(folder_ / "probe.db", Store::Mode::create);
    store_sample(store, sample);
  }
  (void)import();
  const std::vector<ArchivedResult> rows = archive_.results({}, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_TRUE(sample.measurements[i].measurement.run_id != run || rows[i].line_broken) << i;
  }
}

TEST_F(ProbeSource, WhatIsNoDatabaseOfOursIsSaid) {
  EXPECT_THROW((void)import(), StoreError);
}

}  // namespace
}  // namespace saksi
