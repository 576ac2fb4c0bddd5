// What is seen while a run goes on. One interface, three faces: a live line for a terminal, plain lines for a
// log, JSON lines for machines. They see verdicts only, never the evidence, and keep nothing.
#pragma once

#include <chrono>
#include <iosfwd>
#include <memory>
#include <string>

#include "core/measurement.h"
#include "core/store.h"
#include "core/verdict.h"

namespace saksi {

/// Counts by verdict, and the pace.
struct Tally {
  std::size_t planned = 0;
  std::size_t done = 0;
  std::size_t open = 0;
  std::size_t blocked = 0;
  std::size_t other = 0;     // down, refused by the server, this line, not clear
  std::size_t doubtful = 0;  // looked at, and to be looked at again
  std::uint64_t bytes = 0;   // on the wire, both ways
  void add(VerdictWord word);
};

class Progress {
 public:
  virtual ~Progress() = default;
  virtual void line_checked(const Run& run) = 0;
  virtual void measured(const StoredVerdict& verdict, const Tally& tally) = 0;
  /// Called a few times a second, whether or not something was measured.
  virtual void tick(const Tally& tally) = 0;
  virtual void ended(const Run& run, const Tally& tally) = 0;
};

/// "[#######.............] 84/240  4.1/s  about 0:38 left  open 70  blocked 12  other 2", at most `columns`
/// wide; when only doubtful ones are left, "looking again at 7 doubtful ones" instead of the pace.
[[nodiscard]] std::string progress_line(const Tally& tally, std::chrono::milliseconds elapsed, int columns);

[[nodiscard]] std::unique_ptr<Progress> terminal_progress(std::ostream& out, int columns);
[[nodiscard]] std::unique_ptr<Progress> plain_progress(std::ostream& out);
[[nodiscard]] std::unique_ptr<Progress> json_progress(std::ostream& out);

}  // namespace saksi
