// fill_archive WHERE RESULTS [COUNTRIES [ask]]: fills an archive with plausible results and says how long
// that took; with `ask`, asks every question over all of them, and says how long each took. WHERE
// `clickhouse` is a server of its own, gone at the end. For scripts/bench.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/support/archive/clickhouse_server.h"
#include "tests/support/archive/plausible_results.h"

namespace {

using namespace saksi;

constexpr std::size_t kBatch = 20'000;

double seconds_since(SteadyTime begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Of all threads. Beside the time on the wall, because a machine may be shared.
double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

long peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1'024;
}

void fill(const std::string& where, std::uint64_t results, std::uint32_t countries) {
  const auto archive = open_archive(where, true);
  PlausibleScale scale;
  scale.results = results;
  scale.countries = std::max(countries, 1U);
  PlausibleResults made{scale};
  std::chrono::duration<double> adding{0};
  double processor = 0;
  std::size_t added = 0;
  Source source;
  source.path = "/plausible";
  source.sha256 = std::string(64, '0');
  source = archive->begin_source(source);
  for (const auto* batch = &made.next(kBatch); !batch->empty(); batch = &made.next(kBatch)) {
    const double processor_begin = processor_seconds();
    const auto begin = std::chrono::steady_clock::now();
    source.lines += batch->size();
    added += archive->add(*batch, {}, source);
    adding += std::chrono::steady_clock::now() - begin;
    processor += processor_seconds() - processor_begin;
  }
  const double each = 1e6 / static_cast<double>(results);
  std::printf("add: %zu results, %.1f s, %.2f microseconds each (processor %.2f), peak %ld MiB\n", added,
              adding.count(), adding.count() * each, processor * each, peak_mebibytes());
}

template <class Ask>
void time(const char* what, const Ask& ask) {
  const double processor = processor_seconds();
  const auto begin = std::chrono::steady_clock::now();
  const std::size_t rows = ask();
  std::printf("%s: %zu rows, %.2f s (processor %.2f s), peak %ld MiB\n", what, rows, seconds_since(begin),
              processor_seconds() - processor, peak_mebibytes());
  std::fflush(stdout);
}

void ask_all(const std::string& where) {
  const auto begin = std::chrono::steady_clock::now();
  const auto archive = open_archive(where, false);
  std::printf("open: %.3f s\n", seconds_since(begin));
  Filter one_country;
  one_country.country = *CountryCode::parse("MY");
  Filter one_url;
  one_url.hosts = {"www.site5.example"};
  time("tally", [&] { return archive->tally({}).tallies.size(); });
  time("tally again", [&] { return archive->tally({}).tallies.size(); });
  time("tally of one country", [&] { return archive->tally(one_country).tallies.size(); });
  time("tally of one host", [&] { return archive->tally(one_url).tallies.size(); });
  time("count", [&] { return archive->count({}); });
  time("results, oldest 1,000 of one host", [&] { return archive->results(one_url, 1'000).size(); });
  time("find", [&] { return archive->find("0123456").size(); });
  time("run_tallies", [&] { return archive->run_tallies({}).size(); });
  time("name_addresses", [&] { return archive->name_addresses({}).size(); });
  time("shared_values", [&] { return archive->shared_values(20).size(); });
}

int run(int argc, char** argv) {
  std::string where = argv[1];
  std::unique_ptr<ClickhouseServer> server;
  if (where == "clickhouse") {
    server = ClickhouseServer::start();
    if (server == nullptr)
      throw std::runtime_error{"clickhouse-server is not installed; its part is left out"};
    where = server->place("bench");
  }
  const std::uint64_t results = std::strtoull(argv[2], nullptr, 10);
  const auto countries = static_cast<std::uint32_t>(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 12);
  if (results > 0) fill(where, results, countries);
  if (argc > 4) ask_all(where);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: fill_archive WHERE RESULTS [COUNTRIES [ask]]\n";
    return 2;
  }
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "fill_archive: " << error.what() << '\n';
    return 1;
  }
}
