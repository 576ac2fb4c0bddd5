// Works through a plan: bounded concurrency, shuffled order, never two URLs of one host at the same time, one
// transaction per finished measurement, a clean end on Ctrl-C or when the time is up. The only part of the
// probe that writes.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/judge/fingerprint.h"
#include "core/scrub.h"
#include "core/store.h"
#include "probe/nettests/line.h"
#include "probe/nettests/web.h"
#include "probe/progress.h"

namespace saksi {

struct RunPlan {
  Run run;                       // id, list, software: what is known before the first packet
  std::vector<PlannedUrl> urls;  // what is left to measure
  std::size_t already_done = 0;  // of a resumed run
  std::size_t parallel = 16;
  std::optional<std::chrono::seconds> max_runtime;
  std::vector<PortalCheck> portal_checks;
  std::vector<Url> always_open;
};

class Runner {
 public:
  /// All references must outlive run(). `traces` is what must be scrubbed; run() adds the line's own address
  /// to it.
  Runner(Network& network, const WebPlan& web, Store& store, const Fingerprints& fingerprints,
         Progress& progress, PersonalTraces traces);

  /// Returns the run as it ended: done, or interrupted. Throws StoreError when the store fails; what was
  /// finished is kept.
  [[nodiscard]] Task<Run> run(RunPlan plan);

 private:
  [[nodiscard]] Task<void> look_at_the_line();
  [[nodiscard]] Task<void> work();
  [[nodiscard]] Task<void> work_through();
  [[nodiscard]] Task<void> measure(PlannedUrl planned, Url url);
  [[nodiscard]] Task<void> keep_ticking();
  [[nodiscard]] std::optional<PlannedUrl> take_next();
  [[nodiscard]] Measurement begin(const PlannedUrl& planned, const Url& url) const;
  void keep(Measurement measurement);
  [[nodiscard]] bool stopping() const;

  Network& network_;
  const WebPlan& web_;
  Store& store_;
  const Fingerprints& fingerprints_;
  Progress& progress_;
  PersonalTraces traces_;
  RunPlan plan_;
  Tally tally_;
  std::set<std::string> hosts_in_flight_;
  std::size_t working_ = 0;
  bool failed_ = false;
  std::optional<Deadline> end_;
};

}  // namespace saksi
