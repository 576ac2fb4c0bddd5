// The data budget of a run (`--max-data`): what may still be begun, so that the whole stays below the limit
// whatever the measured servers send. Pure: the figures are given.
//
// Two bolts. Before a case is begun, the budget must hold kCaseReserve for it and for each case in flight:
// more than an ordinary case can use. What no reserve can bound (a server that sends megabytes which unpack
// to nothing) meets the second: must_stop(), asked whenever something was read, leaves room for what is under
// way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/result.h"

namespace saksi {

/// "20MB", "1.5 GB", "500kB" (powers of 1000), "20MiB" (of 1024), "20000000" (bytes). Case matters only
/// where it must: k and K are the same.
[[nodiscard]] Result<std::uint64_t> parse_size(const std::string& text);
/// "19.6 MB", "850 kB", "12 bytes".
[[nodiscard]] std::string size_words(std::uint64_t bytes);

/// How far ahead of what was read a peer may send on a run with a budget (SO_RCVBUF).
inline constexpr int kWindowBytes = 64 * 1024;
/// One attempt at most, ordinarily: the largest body that is kept (512 KiB) with its headers, the window that
/// may follow it, handshakes with sixteen addresses, questions to three resolvers and the control.
inline constexpr std::uint64_t kCaseReserve = 850'000;
/// Held back for each doubtful case that waits: two more looks at a page that failed, and the experiments.
inline constexpr std::uint64_t kRetestReserve = 60'000;
/// The goodbyes of connections that are kept open.
inline constexpr std::uint64_t kGoodbyeReserve = 40'000;
/// For each page that comes in: a window under way, and one that opens while the first is read.
inline constexpr std::uint64_t kTransferReserve = 2 * std::uint64_t{kWindowBytes};
/// Below that nothing could be measured: the look at the line, and one case.
inline constexpr std::uint64_t kLeastBudget = 2'000'000;

/// What goes on in a run.
struct Spending {
  std::uint64_t bytes = 0;    // used so far
  std::size_t in_flight = 0;  // cases in hand
  std::size_t waiting = 0;    // doubtful ones that are to be looked at again
  std::size_t transfers = 0;  // open connections over which a page comes
};

class Budget {
 public:
  /// At least kLeastBudget bytes, or nothing is ever begun.
  explicit Budget(std::uint64_t limit) : limit_(limit) {}

  [[nodiscard]] std::uint64_t limit() const { return limit_; }
  /// A URL that was not looked at yet.
  [[nodiscard]] bool may_begin(const Spending& now) const;
  /// A doubtful one, once more.
  [[nodiscard]] bool may_go_on(const Spending& now) const;
  /// Everything must end at once.
  [[nodiscard]] bool must_stop(const Spending& now) const;

 private:
  [[nodiscard]] bool holds(const Spending& now, std::uint64_t reserve) const;

  std::uint64_t limit_;
};

}  // namespace saksi
