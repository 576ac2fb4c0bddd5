// What to measure next: fresh URLs in shuffled order, and in between those whose first attempt was doubtful,
// each again when its time has come. Never two URLs of one host at the same time. Pure: no network, and the
// time is given, so that it can be tested to the second.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/measurement.h"
#include "core/store.h"
#include "probe/address_book.h"

namespace saksi {

/// One URL on its way through the run.
struct Case {
  using Time = AddressBook::Time;
  PlannedUrl planned;
  Url url;
  std::optional<Measurement> measurement;  // nothing before the first attempt
  Time began{};                            // of the first attempt
  Time last_ended{};
  int attempts = 0;
  bool followed_up = false;
  bool needs_quiet = false;  // the address must be left alone before the next attempt, by this name too

  [[nodiscard]] bool fresh() const { return !measurement.has_value(); }
  /// The newest attempt; not for a fresh one.
  [[nodiscard]] const Attempt& last() const {
    return measurement->retests.empty() ? static_cast<const Attempt&>(*measurement)
                                        : measurement->retests.back();
  }
};

struct RetestRules {
  int retests = 2;                     // of a doubtful URL
  std::chrono::seconds distance{20};   // between two attempts at least
  std::chrono::seconds patience{170};  // how long a case may wait for its addresses to be quiet
};

class Schedule {
 public:
  using Time = Case::Time;

  Schedule(std::vector<PlannedUrl> urls, RetestRules rules);

  /// The next case whose time has come, or nothing for now. The caller gives it back by one of the three
  /// below. `fresh_too`: false takes only cases that were begun.
  [[nodiscard]] std::optional<Case> take(Time now, bool fresh_too);
  /// To be looked at once more, later.
  void again(Case doubtful);
  /// Its host is free again; the case is over.
  void finish(const Case& done);
  /// Broken off: counts as not begun.
  void put_back(Case unfinished);

  /// Nothing left, in flight or waiting.
  [[nodiscard]] bool empty() const { return fresh_.empty() && waiting_.empty() && hosts_.empty(); }
  [[nodiscard]] bool nothing_fresh() const { return fresh_.empty(); }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  [[nodiscard]] std::size_t unfinished() const { return fresh_.size() + waiting_.size() + hosts_.size(); }
  /// Takes out every waiting case, in no order: the run is about to end.
  [[nodiscard]] std::vector<Case> give_up_waiting();

  AddressBook addresses;

 private:
  [[nodiscard]] bool is_due(const Case& doubtful, Time now) const;
  [[nodiscard]] bool yields(const Case& doubtful) const;

  RetestRules rules_;
  std::vector<Case> fresh_;    // the next one last
  std::vector<Case> waiting_;  // doubtful ones
  std::set<std::string> hosts_;
};

}  // namespace saksi
