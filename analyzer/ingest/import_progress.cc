#include "analyzer/ingest/import_progress.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace saksi {

namespace {

constexpr std::size_t kBarCells = 20;

double share_done(const Extent& all, const ImportMoment& now) {
  if (all.bytes == 0) return 1;
  return std::min(1.0, static_cast<double>(now.bytes) / static_cast<double>(all.bytes));
}

std::string bar(double share) {
  const auto full = static_cast<std::size_t>(share * kBarCells);
  return "[" + std::string(full, '#') + std::string(kBarCells - full, '-') + "]";
}

std::uint64_t per_second(std::uint64_t amount, const ImportMoment& now) {
  return now.elapsed.count() <= 0
             ? 0
             : static_cast<std::uint64_t>(static_cast<double>(amount) / now.elapsed.count());
}

std::string two_digits(long number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string duration_words(std::chrono::duration<double> time) {
  const long seconds = std::lround(std::max(0.0, time.count()));
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) return std::to_string(seconds / 60) + " min " + two_digits(seconds % 60) + " s";
  return std::to_string(seconds / 3600) + " h " + two_digits(seconds / 60 % 60) + " min";
}

std::string progress_line(const Extent& all, const ImportMoment& now, std::size_t columns) {
  const double share = share_done(all, now);
  std::string line = bar(share) + " " + std::to_string(static_cast<int>(share * 100)) + " %";
  std::vector<std::string> parts{grouped(now.measurements) + " measurements",
                                 grouped(per_second(now.measurements, now)) + "/s",
                                 grouped(per_second(now.unpacked, now) / 1'000'000) + " MB/s"};
  // Earlier than this the estimate would jump about.
  if (share > 0.01 && now.elapsed.count() > 1)
    parts.push_back(duration_words(now.elapsed * ((1 - share) / share)) + " left");
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const std::string more = (part == 0 ? "  " : ", ") + parts[part];
    if (line.size() + more.size() > columns) break;
    line += more;
  }
  return line.substr(0, columns);
}

}  // namespace saksi
