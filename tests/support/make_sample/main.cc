// Writes the made-up country of tests/support/report_sample.h to a folder: sample.db, fingerprints.csv,
// sample.csv. To look at reports without measuring:
//   make_report_sample DIR && saksi-analyzer report --db DIR/sample.db --fingerprints DIR/fingerprints.csv
//   --list DIR/sample.csv --country MY --out DIR/report
#include <filesystem>
#include <fstream>
#include <iostream>

#include "core/store.h"
#include "tests/support/report_sample.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "make_report_sample DIR\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  saksi::Store store = saksi::Store::open(folder / "sample.db", saksi::Store::Mode::create);
  saksi::store_sample(store, saksi::report_sample());
  std::ofstream(folder / "fingerprints.csv") << saksi::sample_fingerprints_csv();
  std::ofstream(folder / "sample.csv") << saksi::sample_list_csv();
  return 0;
}
