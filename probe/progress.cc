#include "probe/progress.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>

#include "core/json_lines.h"
#include "probe/budget.h"
#include "probe/words.h"

namespace saksi {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

std::string minutes(std::chrono::seconds left) {
  std::array<char, 32> text{};
  const auto count = left.count();
  std::snprintf(text.data(), text.size(), "%lld:%02lld", static_cast<long long>(count / 60),
                static_cast<long long>(count % 60));
  return text.data();
}

std::string bar(std::size_t done, std::size_t planned, std::size_t width) {
  const std::size_t filled = planned == 0 ? width : std::min(width, done * width / planned);
  return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "]";
}

std::string pace(const Tally& tally, std::chrono::milliseconds elapsed) {
  const double seconds = std::chrono::duration<double>(elapsed).count();
  const bool only_doubtful = tally.doubtful > 0 && tally.done + tally.doubtful >= tally.planned;
  if (only_doubtful) return "  looking again at " + std::to_string(tally.doubtful) + " doubtful ones";
  if (tally.done == 0 || seconds <= 0) return "";
  const double rate = static_cast<double>(tally.done) / seconds;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "  %.1f/s", rate);
  const double left = static_cast<double>(tally.planned - std::min(tally.done, tally.planned)) / rate;
  return std::string(text.data()) + "  about " + minutes(std::chrono::seconds(std::lround(left))) + " left";
}

std::string counts(const Tally& tally) {
  return "open " + std::to_string(tally.open) + "  blocked " + std::to_string(tally.blocked) + "  other " +
         std::to_string(tally.other);
}

std::string network_words(const Vantage& network) {
  if (!network.asn.known() && !network.country.known()) return "an unknown network (AS0, ZZ)";
  std::string words = network.as_name.empty() ? "" : network.as_name + ", ";
  return words + network.asn.to_string() + ", " + network.country.to_string();
}

std::string line_words(const LineCheck& line) {
  const std::string sites = std::to_string(line.always_open_tested - line.always_open_failed) + " of " +
                            std::to_string(line.always_open_tested) + " always-open sites open";
  switch (line.state) {
    case LineState::online:
      return "online, " + sites;
    case LineState::captive_portal:
      return "a login page (captive portal) answers in the place of sites; log in first";
    case LineState::offline:
      return "no network: nothing answers";
    case LineState::unknown:
      return "not checked";
  }
  return "";
}

/// Lines that stay; what the volunteer and a log see alike.
class PlainProgress : public Progress {
 public:
  explicit PlainProgress(std::ostream& out) : out_(out) {}

  void line_checked(const Run& run) override {
    out_ << "Network: " << network_words(run.vantage) << '\n'
         << "Line:    " << line_words(run.line) << std::endl;
  }

  void measured(const StoredVerdict& stored, const Tally&) override {
    if (stored.verdict.word != VerdictWord::blocked) return;
    out_ << "  " << stored.url << "\n      " << one_line(stored.verdict) << std::endl;
  }

  void tick(const Tally& tally) override {
    const auto now = Clock::now();
    if (now - told_ < 10s) return;
    told_ = now;
    out_ << tally.done << " of " << tally.planned << " measured, " << counts(tally);
    if (tally.doubtful > 0) out_ << ", " << tally.doubtful << " doubtful ones to look at again";
    out_ << std::endl;
  }

  void ended(const Run& run, const Tally& tally) override {
    const bool whole = run.state == RunState::done;
    out_ << (whole ? "Done: " : "Stopped: ") << tally.done << " of " << tally.planned << " measured, "
         << counts(tally) << ", " << size_words(tally.bytes) << " of data used" << std::endl;
  }

 protected:
  std::ostream& out_;

 private:
  Clock::time_point told_ = Clock::now();
};

class TerminalProgress final : public PlainProgress {
 public:
  TerminalProgress(std::ostream& out, int columns) : PlainProgress(out), columns_(columns) {}

  void measured(const StoredVerdict& stored, const Tally& tally) override {
    clear();
    PlainProgress::measured(stored, tally);
    draw(tally);
  }

  void tick(const Tally& tally) override {
    clear();
    draw(tally);
  }

  void ended(const Run& run, const Tally& tally) override {
    clear();
    PlainProgress::ended(run, tally);
  }

 private:
  void clear() { out_ << "\r\x1b[K"; }
  void draw(const Tally& tally) {
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began_);
    out_ << progress_line(tally, elapsed, columns_) << std::flush;
  }

  int columns_;
  Clock::time_point began_ = Clock::now();
};

class JsonProgress final : public Progress {
 public:
  explicit JsonProgress(std::ostream& out) : out_(out) {}
  void line_checked(const Run& run) override { out_ << run_json("line", run, {}) << std::endl; }
  void measured(const StoredVerdict& stored, const Tally&) override {
    out_ << stored_verdict_json(stored) << std::endl;
  }
  void tick(const Tally&) override {}
  void ended(const Run& run, const Tally& tally) override {
    out_ << run_json("summary", run, counts_of(tally)) << std::endl;
  }

 private:
  static NamedCounts counts_of(const Tally& tally) {
    return {{"planned", tally.planned}, {"measured", tally.done}, {"open", tally.open},
            {"blocked", tally.blocked}, {"other", tally.other},   {"bytes", tally.bytes}};
  }

  std::ostream& out_;
};

}  // namespace

void Tally::add(VerdictWord word) {
  ++done;
  if (word == VerdictWord::accessible) {
    ++open;
  } else if (word == VerdictWord::blocked) {
    ++blocked;
  } else {
    ++other;
  }
}

std::string progress_line(const Tally& tally, std::chrono::milliseconds elapsed, int columns) {
  const std::string tail = " " + std::to_string(tally.done) + "/" + std::to_string(tally.planned) +
                           pace(tally, elapsed) + "  " + counts(tally);
  const auto room = static_cast<std::size_t>(std::max(columns - 1, 10));
  const std::size_t width = tail.size() + 12 < room ? std::min<std::size_t>(room - tail.size() - 2, 24) : 0;
  const std::string line = width == 0 ? tail.substr(1) : bar(tally.done, tally.planned, width) + tail;
  return line.substr(0, room);
}

std::unique_ptr<Progress> terminal_progress(std::ostream& out, int columns) {
  return std::make_unique<TerminalProgress>(out, columns);
}
std::unique_ptr<Progress> plain_progress(std::ostream& out) {
  return std::make_unique<PlainProgress>(out);
}
std::unique_ptr<Progress> json_progress(std::ostream& out) {
  return std::make_unique<JsonProgress>(out);
}

}  // namespace saksi
