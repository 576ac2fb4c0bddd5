// What the tests of the store share: a folder, a run in a store, measurements of it.
#pragma once

#include <gtest/gtest.h>

#include "core/store.h"
#include "tests/support/example_measurement.h"
#include "tests/support/temporary_folder.h"

namespace saksi {

inline Run a_run() {
  Run run;
  run.id = random_id();
  run.started = parse_time("2026-11-21 16:00:00").value();
  run.software_version = "0.1.0";
  run.country = "MY";
  run.list_name = "my";
  run.list_hash = "0123456789abcdef";
  run.vantage = {Asn{4788}, "TM", CountryCode::parse("MY").value()};
  run.line = {LineState::online, 5, 1};
  run.geo_description = "GeoLite2-ASN 2026-11-01";
  run.controls = "https://a.example https://b.example";
  return run;
}

inline Measurement a_measurement(const Run& run, const std::string& url) {
  Measurement m = example_measurement();
  m.id = random_id();
  m.run_id = run.id;
  m.url = Url::parse(url).value();
  return m;
}

inline Scrubbed<Measurement> scrubbed(Measurement m) {
  return scrub(std::move(m), {});
}

/// The message of the StoreError that `action` throws.
template <class Action>
std::string store_error(Action action) {
  try {
    action();
  } catch (const StoreError& error) {
    return error.what();
  }
  ADD_FAILURE() << "no StoreError";
  return {};
}

inline void expect_says(const std::string& message, const std::string& words) {
  EXPECT_NE(message.find(words), std::string::npos) << message << "\ndoes not say: " << words;
}

class StoreTest : public testing::Test {
 protected:
  [[nodiscard]] Store create(const std::string& name = "probe.db") const {
    return Store::open(folder / name, Store::Mode::create);
  }
  TemporaryFolder folder;
};

}  // namespace saksi
