// How many measurements a second core/judge judges: OONI documents are read into memory once, and then every
// thread judges all of them again and again. Prints figures; scripts/bench judge holds them against the
// limit.
//
// judge_speed THREADS SECONDS DOCUMENTS_DIR[:DIR...] FINGERPRINTS...
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <sstream>
#include <thread>
#include <vector>

#include "analyzer/ingest/judge_line.h"
#include "analyzer/ingest/ooni_document.h"
#include "core/judge/judge.h"
#include "core/judge/ooni.h"

namespace {

namespace fs = std::filesystem;
using saksi::Measurement;

std::string text_of(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::stringstream content;
  content << stream.rdbuf();
  return content.str();
}

/// Every Web Connectivity measurement in the folders.
std::vector<Measurement> read_documents(const std::string& folders) {
  std::vector<Measurement> measurements;
  saksi::OoniReader reader;
  std::stringstream list{folders};
  for (std::string folder; std::getline(list, folder, ':');) {
    for (const auto& entry : fs::directory_iterator{folder}) {
      if (entry.path().extension() != ".json") continue;
      std::string line = text_of(entry.path());
      const std::size_t size = line.size();
      line.append(saksi::kLinePadding, '\0');
      saksi::OoniDocument document;
      const bool web = reader.read(std::string_view{line}.substr(0, size), document) && document.has_url &&
                       document.test == saksi::TestName::web_connectivity;
      if (web) measurements.push_back(std::move(document.measurement));
    }
  }
  return measurements;
}

double body_bytes(const std::vector<Measurement>& measurements) {
  std::size_t bytes = 0;
  for (const auto& measurement : measurements) {
    for (const auto& http : measurement.http) bytes += http.response ? http.response->body.size() : 0;
  }
  return static_cast<double>(bytes) / static_cast<double>(measurements.size());
}

struct Rate {
  double by_clock = 0;      // of all threads together, as they went beside whatever else the machine does
  double by_processor = 0;  // the same per second of processor time, times the threads
};

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Work>
Rate measure(const std::vector<Measurement>& measurements, unsigned threads, double seconds, Work work) {
  std::atomic<bool> stop{false};
  std::vector<double> judged(threads), used(threads);
  std::vector<std::thread> workers;
  const auto begin = std::chrono::steady_clock::now();
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      const double before = processor_seconds();
      std::size_t done = 0;
      do {
        for (const Measurement& measurement : measurements) work(measurement);
        done += measurements.size();
      } while (!stop);
      judged[i] = static_cast<double>(done);
      used[i] = processor_seconds() - before;
    });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  stop = true;
  for (auto& worker : workers) worker.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const double all = std::accumulate(judged.begin(), judged.end(), 0.0);
  return {all / took.count(), all / std::accumulate(used.begin(), used.end(), 0.0) * threads};
}

void print(const char* what, const Rate& rate) {
  std::cout << what << ": " << static_cast<long>(rate.by_clock) << "/s by the clock, "
            << static_cast<long>(rate.by_processor) << "/s of processor time\n";
}

}  // namespace

int main(int count, char** words) {
  if (count < 5) {
    std::cerr << "usage: judge_speed THREADS SECONDS DOCUMENTS_DIR[:DIR...] FINGERPRINTS...\n";
    return 2;
  }
  const auto threads = static_cast<unsigned>(std::atoi(words[1]));
  const double seconds = std::atof(words[2]);
  const auto measurements = read_documents(words[3]);
  const auto prints = saksi::Fingerprints::load({words + 4, words + count});
  if (!prints) {
    std::cerr << prints.error().message << "\n";
    return 2;
  }
  std::cout << measurements.size() << " documents, " << body_bytes(measurements) / 1000
            << " kB of body each; " << prints->all().size() << " fingerprints; " << threads << " threads\n";
  std::atomic<bool> impossible{false};  // so that nothing is optimised away
  print("judge", measure(measurements, threads, seconds, [&](const Measurement& measurement) {
          if (saksi::judge(measurement, *prints).attempts == 0) impossible = true;
        }));
  print("ooni_keys", measure(measurements, threads, seconds, [&](const Measurement& measurement) {
          if (saksi::ooni_keys(measurement).body_proportion < 0) impossible = true;
        }));
  print("judge_with_keys", measure(measurements, threads, seconds, [&](const Measurement& measurement) {
          if (saksi::judge_with_keys(measurement, *prints).verdict.attempts == 0) impossible = true;
        }));
  return impossible ? 1 : 0;
}
