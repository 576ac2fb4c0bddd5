#include "probe/runner.h"

#include <algorithm>
#include <random>
#include <utility>

#include "core/judge/judge.h"
#include "probe/vantage.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

std::string host_of(const PlannedUrl& planned) {
  const auto url = Url::parse(planned.url);
  return url ? url->host() : "";
}

/// Neighbours in a list are often alike; in shuffled order no category is tested in one telling burst.
void shuffle(std::vector<PlannedUrl>& urls) {
  std::mt19937_64 random{std::random_device{}()};
  std::shuffle(urls.begin(), urls.end(), random);
}

StoredVerdict stored_verdict(const Measurement& measurement, Verdict verdict) {
  StoredVerdict stored;
  stored.id = measurement.id;
  stored.run_id = measurement.run_id;
  stored.url = measurement.url.text();
  stored.host = measurement.url.host();
  stored.category = measurement.category;
  stored.started = measurement.started;
  stored.vantage = measurement.vantage;
  stored.simulated = measurement.simulated;
  stored.verdict = std::move(verdict);
  return stored;
}

}  // namespace

Runner::Runner(Network& network, const WebPlan& web, Store& store, const Fingerprints& fingerprints,
               Progress& progress, PersonalTraces traces)
    : network_(network),
      web_(web),
      store_(store),
      fingerprints_(fingerprints),
      progress_(progress),
      traces_(std::move(traces)) {}

Task<Run> Runner::run(RunPlan plan) {
  plan_ = std::move(plan);
  shuffle(plan_.urls);
  tally_.planned = plan_.urls.size() + plan_.already_done;
  if (plan_.max_runtime) end_ = Deadline::after(*plan_.max_runtime);

  co_await look_at_the_line();
  const std::size_t workers = std::min(plan_.parallel, plan_.urls.size());
  std::vector<Task<void>> side_by_side;
  working_ = workers;
  for (std::size_t i = 0; i < workers; ++i) side_by_side.push_back(work());
  side_by_side.push_back(keep_ticking());
  co_await all_of(std::move(side_by_side));

  plan_.run.state =
      plan_.urls.empty() && !network_.loop.interrupted() ? RunState::done : RunState::interrupted;
  plan_.run.ended = now_utc();
  store_.update_run(plan_.run);
  progress_.ended(plan_.run, tally_);
  co_return plan_.run;
}

Task<void> Runner::look_at_the_line() {
  Whereabouts whereabouts = co_await find_whereabouts(network_, web_.controls);
  plan_.run.vantage = whereabouts.network;
  traces_.addresses.insert(traces_.addresses.end(), whereabouts.own_addresses.begin(),
                           whereabouts.own_addresses.end());
  plan_.run.line = co_await check_line(network_, plan_.portal_checks, plan_.always_open);
  store_.update_run(plan_.run);
  progress_.line_checked(plan_.run);
}

Task<void> Runner::work() {
  try {
    co_await work_through();
  } catch (...) {
    failed_ = true;  // the store is gone: the other workers need not go on
    --working_;
    throw;
  }
  --working_;
}

Task<void> Runner::work_through() {
  while (!stopping()) {
    const std::optional<PlannedUrl> next = take_next();
    if (!next && plan_.urls.empty()) break;
    if (!next) {  // only hosts that are in flight are left
      co_await network_.loop.sleep(Deadline::after(50ms));
      continue;
    }
    const auto url = Url::parse(next->url);
    if (url) co_await measure(*next, *url);
  }
}

Task<void> Runner::measure(PlannedUrl planned, Url url) {
  hosts_in_flight_.insert(url.host());
  Measurement measurement = co_await measure_web(network_, web_, begin(planned, url));
  hosts_in_flight_.erase(url.host());
  if (network_.loop.interrupted()) {
    plan_.urls.push_back(std::move(planned));  // broken off: to be measured by --resume
    co_return;
  }
  keep(std::move(measurement));
}

/// The one way into the store: scrub, judge what is left, write, tell.
void Runner::keep(Measurement measurement) {
  const Scrubbed<Measurement> scrubbed = scrub(std::move(measurement), traces_);
  Verdict verdict = judge(scrubbed.get(), fingerprints_);
  store_.insert(scrubbed, verdict);
  tally_.add(verdict.word);
  progress_.measured(stored_verdict(scrubbed.get(), std::move(verdict)), tally_);
}

Task<void> Runner::keep_ticking() {
  while (working_ > 0 && !network_.loop.interrupted()) {
    progress_.tick(tally_);
    co_await network_.loop.sleep(Deadline::after(250ms));
  }
}

std::optional<PlannedUrl> Runner::take_next() {
  const auto free = [this](const PlannedUrl& planned) {
    return !hosts_in_flight_.contains(host_of(planned));
  };
  const auto found = std::find_if(plan_.urls.rbegin(), plan_.urls.rend(), free);
  if (found == plan_.urls.rend()) return std::nullopt;
  PlannedUrl taken = std::move(*found);
  plan_.urls.erase(std::next(found).base());
  return taken;
}

Measurement Runner::begin(const PlannedUrl& planned, const Url& url) const {
  Measurement measurement;
  measurement.id = random_id();
  measurement.run_id = plan_.run.id;
  measurement.url = url;
  measurement.category = planned.category;
  measurement.started = now_utc();
  measurement.software_version = plan_.run.software_version;
  measurement.simulated = plan_.run.simulated;
  measurement.vantage = plan_.run.vantage;
  measurement.line = plan_.run.line;
  return measurement;
}

bool Runner::stopping() const {
  return failed_ || network_.loop.interrupted() || (end_ && end_->passed());
}

}  // namespace saksi
