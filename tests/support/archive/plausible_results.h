// Results as an archive of OONI's would hold them, for measurements of speed at scale: networks of uneven
// size, URLs tested in lists by runs, a few of them blocked, in the order of time. Not random in every field:
// how much is equal decides how well a store does.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

struct PlausibleScale {
  std::uint64_t results = 10'000'000;
  std::uint32_t urls = 2'000;
  std::uint32_t networks = 100;
  std::uint32_t days = 90;
  std::uint32_t countries = 12;  // at most; 1: all in Malaysia
  std::uint32_t urls_per_run = 50;
};

/// Makes them batch by batch, each time the same.
class PlausibleResults {
 public:
  explicit PlausibleResults(const PlausibleScale& scale);
  /// At most `most` more; none when all were made. Valid until the next call.
  [[nodiscard]] const std::vector<ArchivedResult>& next(std::size_t most);

 private:
  void begin_run();
  void fill(ArchivedResult& result);

  PlausibleScale scale_;
  std::mt19937_64 random_{1};
  std::vector<ArchivedResult> urls_, networks_;  // what is the same for all results of one URL or network
  std::vector<ArchivedResult> batch_;
  std::uint64_t made_ = 0;
  std::uint64_t run_ = 0;
  std::size_t network_ = 0;
};

}  // namespace saksi
