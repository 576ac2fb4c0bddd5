// Works through a plan: bounded concurrency that adapts to the line, shuffled order, never two URLs of one
// host at the same time, doubtful ones again later with the experiments that find the cause, one transaction
// per finished measurement, a clean end on Ctrl-C, when the time is up or when the line is gone. The only
// part of the probe that writes.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/judge/fingerprint.h"
#include "core/scrub.h"
#include "core/store.h"
#include "probe/budget.h"
#include "probe/line_watch.h"
#include "probe/nettests/follow_up.h"
#include "probe/nettests/line.h"
#include "probe/nettests/web.h"
#include "probe/pace.h"
#include "probe/progress.h"
#include "probe/schedule.h"

namespace saksi {

struct RunPlan {
  Run run;                       // id, list, software: what is known before the first packet
  std::vector<PlannedUrl> urls;  // what is left to measure
  std::size_t already_done = 0;  // of a resumed run
  std::size_t parallel = 16;     // at most
  RetestRules retests;
  bool follow_ups = true;
  std::optional<std::chrono::seconds> max_runtime;
  std::optional<Budget> budget;
  std::vector<PortalCheck> portal_checks;
  std::vector<Url> always_open;
};

class Runner {
 public:
  /// All references must outlive run(). `traces` is what must be scrubbed; run() adds the line's own address
  /// to it.
  Runner(Network& network, WebPlan web, FollowUpPlan follow_ups, Store& store,
         const Fingerprints& fingerprints, Progress& progress, PersonalTraces traces);

  /// Returns the run as it ended: done, or interrupted. Throws StoreError when the store fails; what was
  /// finished is kept.
  [[nodiscard]] Task<Run> run(RunPlan plan);

  /// The line went away and did not come back, so that the run ended early.
  [[nodiscard]] bool lost_the_line() const { return line_lost_; }
  /// There was more to measure than the data budget holds.
  [[nodiscard]] bool out_of_data() const { return out_of_data_; }
  /// There was more to measure than the time allowed.
  [[nodiscard]] bool out_of_time() const { return end_ && end_->passed(); }

 private:
  using Time = Schedule::Time;

  [[nodiscard]] Task<void> look_at_the_line();
  [[nodiscard]] Task<void> work();
  [[nodiscard]] Task<void> work_through();
  [[nodiscard]] Task<void> wait_for_a_case();
  [[nodiscard]] Task<void> begin(Case fresh);
  [[nodiscard]] Task<void> go_on(Case doubtful);
  [[nodiscard]] Task<void> follow_up(Case& doubtful);
  [[nodiscard]] Task<void> keep_ticking();
  [[nodiscard]] Task<void> keep_pace();
  [[nodiscard]] Task<bool> wait_for_the_line(Time since);

  [[nodiscard]] Measurement blank(const Case& fresh) const;
  [[nodiscard]] Verdict judge_so_far(const Measurement& measurement) const;
  void note_attempt(const Case& seen, Attempt& attempt, Time began);
  void settle(Case done);
  void keep(Measurement measurement);
  void keep_what_waits();
  [[nodiscard]] bool may_begin() const;
  [[nodiscard]] bool may_go_on() const;
  [[nodiscard]] Spending spending() const;
  void watch_budget();
  [[nodiscard]] bool stopping() const;
  [[nodiscard]] bool over() const;

  Network& network_;
  WebPlan web_;
  FollowUpPlan follow_ups_;
  Store& store_;
  const Fingerprints& fingerprints_;
  Progress& progress_;
  PersonalTraces traces_;
  std::optional<Scrubber> scrubber_;  // of them, once the line's own address is known
  RunPlan plan_;
  Tally tally_;
  std::optional<Schedule> schedule_;
  std::optional<LineWatch> line_;
  std::optional<Pace> pace_;
  std::optional<Endpoint> echo_;
  std::size_t workers_ = 0;        // alive
  std::size_t in_flight_ = 0;      // with a case in hand
  std::size_t followed_up_ = 0;    // cases whose cause was looked for
  std::size_t idle_ = 0;           // waiting for one
  std::size_t looking_again_ = 0;  // of these, with a doubtful one
  int doubtful_in_a_row_ = 0;
  bool failed_ = false;
  bool line_lost_ = false;
  bool out_of_data_ = false;
  std::optional<Deadline> end_;
};

}  // namespace saksi
