// bench_events [SEEDS [SERIES]]: the events of simulated series found by us and by CUSUM, side by side, and
// the cost of ours. SEEDS worlds of SERIES series each. Ends with 1 when a bar is missed in all worlds
// together.
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "tests/support/simulation/cusum.h"
#include "tests/support/simulation/event_score.h"

namespace saksi {
namespace {

struct Both {
  EventScore ours, cusum;
  double seconds = 0;
  std::size_t series = 0;
};

void look_at(Both& both, const SimulatedSeries& truth) {
  const std::vector<Tally> tallies = tallied(truth.looks);
  const std::clock_t begin = std::clock();  // of this process alone: others use the machine too
  const std::vector<Event> ours = find_events(tallies);
  both.seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  ++both.series;
  score(both.ours, truth, ours, true);
  score(both.cusum, truth, cusum_events(truth.looks), false);
}

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void print_kind(const char* method, const char* kind, const KindScore& score) {
  std::printf("%-8s %-7s %6zu %8.1f %8.1f %10.1f %8.1f\n", method, kind, score.truths,
              percent(score.found, score.truths), percent(score.inside, score.truths), median(score.widths),
              median(score.delays));
}

void print(const Both& both) {
  std::printf("%-8s %-7s %6s %8s %8s %10s %8s\n", "method", "event", "true", "found %", "inside %",
              "width days", "delay");
  print_kind("Saksi", "onset", both.ours.onset);
  print_kind("CUSUM", "onset", both.cusum.onset);
  print_kind("Saksi", "end", both.ours.end);
  print_kind("CUSUM", "end", both.cusum.end);
  print_kind("Saksi", "change", both.ours.change);
  std::printf("\nfalse events per 100 quiet series-years: Saksi %.2f, CUSUM %.2f (%.0f series-years)\n",
              both.ours.false_per_100_years(), both.cusum.false_per_100_years(), both.ours.quiet_years);
  std::printf("events that are not there in series in which others are: Saksi %zu, CUSUM %zu (%zu series)\n",
              both.ours.spurious, both.cusum.spurious, both.series);
  std::printf("Saksi: %.0f microseconds a series\n", 1e6 * both.seconds / static_cast<double>(both.series));
}

struct Worst {
  double onset_inside = 100;
  std::size_t below = 0;
};

Both all_worlds(std::uint64_t seeds, std::uint64_t series, Worst& worst) {
  Both all;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Both world;
    for (std::uint64_t i = 0; i < series; ++i) {
      const auto shape = static_cast<SeriesShape>(i % kSeriesShapes);
      const SimulatedSeries truth = simulate_series(seed * 1000003 + i, shape);
      look_at(world, truth);
      look_at(all, truth);
    }
    const double inside = percent(world.ours.onset.inside, world.ours.onset.truths);
    worst.onset_inside = std::min(worst.onset_inside, inside);
    worst.below += inside < 95 ? 1 : 0;
  }
  return all;
}

}  // namespace
}  // namespace saksi

int main(int argc, char** argv) {
  const std::uint64_t seeds = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20;
  const std::uint64_t series = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200;
  saksi::Worst worst;
  const saksi::Both all = saksi::all_worlds(seeds, series, worst);
  saksi::print(all);
  std::printf("worst world: %.1f %% of onsets inside; worlds below 95 %%: %zu of %llu\n", worst.onset_inside,
              worst.below, static_cast<unsigned long long>(seeds));
  const bool met = saksi::percent(all.ours.onset.inside, all.ours.onset.truths) >= 95 &&
                   all.ours.false_per_100_years() <= 1;
  std::printf("bar (>= 95 %% of onsets inside, <= 1 false event per 100 quiet series-years): %s\n",
              met ? "met" : "MISSED");
  return met ? 0 : 1;
}
