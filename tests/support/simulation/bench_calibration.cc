// bench_calibration [WORLDS]: the estimates of simulated worlds held against their truth: coverage of
// intervals, reliability tables, and how often each word is wrong. Ends with 1 when a coverage is 3 points
// off.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "tests/support/simulation/calibration.h"

namespace saksi {
namespace {

void print_bins(const char* title, const Bins& bins) {
  std::printf("\n%s (mean distance %.2f points)\n%-14s %8s %10s %10s\n", title, 100 * calibration_error(bins),
              "predicted", "cells", "mean %", "observed %");
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const Bin& bin = bins[i];
    if (bin.cells == 0) continue;
    const double cells = static_cast<double>(bin.cells);
    std::printf("%5.0f - %3.0f %%   %8zu %10.2f %10.2f\n", 100 * kBinEdges[i], 100 * kBinEdges[i + 1],
                bin.cells, 100 * bin.predicted / cells, 100 * bin.observed / cells);
  }
}

void print_words(const Calibration& all) {
  std::printf("\n%-20s %-14s %8s %14s\n", "state", "certainty", "cells", "truly blocked");
  for (const auto& [word, score] : all.words) {
    std::printf("%-20s %-14s %8zu %12.2f %%\n", std::string{to_string(word.first)}.c_str(),
                std::string{to_string(word.second)}.c_str(), score.cells,
                100.0 * static_cast<double>(score.blocked) / static_cast<double>(score.cells));
  }
}

bool print_coverage(const char* name, const Calibration& one) {
  bool good = true;
  std::printf("%-46s %8zu", name, one.cells);
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    const double off = one.coverage(level) - kLevels[level];
    good = good && std::abs(off) <= 0.03;
    std::printf("  %5.1f", 100 * one.coverage(level));
  }
  std::printf("  %s\n", good ? "" : "more than 3 points off");
  return good;
}

void add(Calibration& all, const Calibration& one) {
  all.cells += one.cells;
  for (std::size_t i = 0; i < kLevels.size(); ++i) all.covered[i] += one.covered[i];
  for (std::size_t i = 0; i < one.next_run.size(); ++i) {
    for (const auto bins : {&Calibration::next_run, &Calibration::is_blocked}) {
      (all.*bins)[i].cells += (one.*bins)[i].cells;
      (all.*bins)[i].predicted += (one.*bins)[i].predicted;
      (all.*bins)[i].observed += (one.*bins)[i].observed;
    }
  }
  for (const auto& [word, score] : one.words) {
    all.words[word].cells += score.cells;
    all.words[word].blocked += score.blocked;
  }
}

bool run(std::uint64_t worlds) {
  Calibration all;
  std::size_t off = 0;
  std::printf("%-46s %8s  %5s  %5s  %5s\n", "intervals that hold the true share, in %", "cells", "50", "80",
              "95");
  const std::clock_t begin = std::clock();
  for (const WorldPlan& plan : calibration_plans()) {
    Calibration one;
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) calibrate(one, simulate_world(seed, plan));
    if (!print_coverage(plan.name.c_str(), one)) ++off;
    add(all, one);
  }
  const bool good = print_coverage("all", all);
  print_bins("Share of runs: what the next run, on another day, said", all.next_run);
  print_bins("Probability of more than noise: is the cell blocked in truth?", all.is_blocked);
  print_words(all);
  std::printf(
      "\n%.1f s of processor time, three levels\nbar (coverage of all within 3 points of each level): %s; "
      "kinds of world beyond: %zu of %zu\n",
      static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, good ? "met" : "MISSED", off,
      calibration_plans().size());
  return good;
}

}  // namespace
}  // namespace saksi

int main(int argc, char** argv) {
  return saksi::run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 3) ? 0 : 1;
}
