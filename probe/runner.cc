#include "probe/runner.h"

#include <algorithm>
#include <utility>

#include "core/judge/judge.h"
#include "core/judge/repetition.h"
#include "probe/control/experiments.h"
#include "probe/echo.h"
#include "probe/vantage.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

constexpr int kSuspicious = 6;  // doubtful URLs in a row that make us look at the line itself
constexpr auto kLinePatience = 60s;
// The follow-up budget of a run: with more anomalies than that, the first ones tell what is going on.
constexpr std::size_t kMostFollowedUp = 400;

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

Offset since(Schedule::Time begin, Schedule::Time now) {
  return std::chrono::duration_cast<Offset>(now - begin);
}

Schedule::Time steady_now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

Runner::Runner(Network& network, WebPlan web, FollowUpPlan follow_ups, Store& store,
               const Fingerprints& fingerprints, Progress& progress, PersonalTraces traces)
    : network_(network),
      web_(std::move(web)),
      follow_ups_(std::move(follow_ups)),
      store_(store),
      fingerprints_(fingerprints),
      progress_(progress),
      traces_(std::move(traces)) {}

Task<Run> Runner::run(RunPlan plan) {
  plan_ = std::move(plan);
  tally_.planned = plan_.urls.size() + plan_.already_done;
  schedule_.emplace(std::move(plan_.urls), plan_.retests);
  line_.emplace(network_, plan_.portal_checks);
  pace_.emplace(plan_.parallel);
  if (plan_.max_runtime) end_ = Deadline::after(*plan_.max_runtime);
  if (plan_.budget) watch_budget();

  co_await look_at_the_line();
  std::vector<Task<void>> side_by_side;
  workers_ = std::min(plan_.parallel, schedule_->unfinished());
  for (std::size_t i = 0; i < workers_; ++i) side_by_side.push_back(work());
  side_by_side.push_back(keep_ticking());
  side_by_side.push_back(keep_pace());
  co_await all_of(std::move(side_by_side));

  network_.loop.each_turn({});
  out_of_data_ = out_of_data_ || !may_go_on();
  keep_what_waits();
  tally_.bytes = network_.loop.traffic().bytes();
  plan_.run.state = over() ? RunState::done : RunState::interrupted;
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
  scrubber_.emplace(traces_);
  plan_.run.line = co_await check_line(network_, plan_.portal_checks, plan_.always_open);
  line_->begin(plan_.run.line.state);
  store_.update_run(plan_.run);
  progress_.line_checked(plan_.run);
  if (plan_.run.line.state != LineState::online) co_return;
  follow_ups_.control = co_await ask_experiments(network_, web_.controls);
  echo_ = co_await find_echo(network_, plan_.always_open);
  for (int i = 0; i < 3 && echo_; ++i) {
    const auto took = co_await echo(network_, *echo_);
    pace_->calibrate(took);
  }
  web_.timeouts = timeouts_for(std::chrono::ceil<std::chrono::milliseconds>(pace_->idle()));
  follow_ups_.timeouts = web_.timeouts;
}

// ---- Workers

Task<void> Runner::work() {
  try {
    co_await work_through();
  } catch (...) {
    failed_ = true;  // the store is gone: the other workers need not go on
    --workers_;
    throw;
  }
  --workers_;
}

Task<void> Runner::work_through() {
  while (!stopping() && !schedule_->empty()) {
    std::optional<Case> next;
    if (in_flight_ < pace_->limit() && may_go_on()) next = schedule_->take(steady_now(), may_begin());
    if (!next) {  // too many in flight, or only those are left whose time has not come
      co_await wait_for_a_case();
      continue;
    }
    ++in_flight_;
    if (next->fresh()) {
      co_await begin(std::move(*next));
    } else {
      ++looking_again_;
      co_await go_on(std::move(*next));
      --looking_again_;
    }
    --in_flight_;
  }
}

/// One idle worker looks out for the others.
Task<void> Runner::wait_for_a_case() {
  const bool lookout = idle_ == 0;
  ++idle_;
  co_await network_.loop.sleep(Deadline::after(lookout ? 50ms : 400ms));
  --idle_;
}

Task<void> Runner::begin(Case fresh) {
  if (doubtful_in_a_row_ >= kSuspicious) {
    const bool there = co_await wait_for_the_line(steady_now());
    if (!there) {
      schedule_->put_back(std::move(fresh));
      co_return;
    }
    doubtful_in_a_row_ = 0;
  }
  fresh.began = steady_now();
  fresh.measurement = co_await measure_web(network_, web_, blank(fresh));
  if (network_.loop.interrupted()) {  // broken off: to be measured by --resume
    schedule_->put_back(std::move(fresh));
    co_return;
  }
  note_attempt(fresh, *fresh.measurement, fresh.began);
  fresh.attempts = 1;
  settle(std::move(fresh));
}

/// One more look, with the experiments that need the address to be quiet before it and the others behind it.
Task<void> Runner::go_on(Case doubtful) {
  const bool there = co_await wait_for_the_line(doubtful.last_ended);
  if (!there) {
    schedule_->again(std::move(doubtful));
    co_return;
  }
  if (std::exchange(doubtful.needs_quiet, false))
    co_await swap_names_again(network_, follow_ups_, *doubtful.measurement, doubtful.began);
  const Time began = steady_now();
  Measurement seen = co_await measure_web(network_, web_, blank(doubtful));
  if (network_.loop.interrupted()) {
    schedule_->put_back(std::move(doubtful));
    co_return;
  }
  Attempt& attempt = seen;
  attempt.begun = since(doubtful.began, began);
  note_attempt(doubtful, attempt, began);
  doubtful.measurement->retests.push_back(std::move(attempt));
  ++doubtful.attempts;
  if (!doubtful.followed_up) co_await follow_up(doubtful);
  settle(std::move(doubtful));
}

Task<void> Runner::follow_up(Case& doubtful) {
  const Verdict verdict = judge_so_far(*doubtful.measurement);
  doubtful.followed_up = true;
  if (!plan_.follow_ups || !is_doubtful(doubtful.last(), verdict)) co_return;
  if (++followed_up_ > kMostFollowedUp) co_return;
  co_await run_follow_ups(network_, follow_ups_, verdict, *doubtful.measurement, doubtful.began);
  const bool isolated = !judge_so_far(*doubtful.measurement).isolated_by.empty();
  doubtful.needs_quiet = !isolated && swap_is_unsettled(*doubtful.measurement);
}

/// The line was there at a check after `since`, or came back while we waited.
Task<bool> Runner::wait_for_the_line(Time since) {
  const Deadline patience = Deadline::after(kLinePatience);
  LineState state = co_await line_->state_after(since);
  const bool watched = plan_.run.line.state == LineState::online;
  while (watched && state != LineState::online && !patience.passed() && !stopping()) {
    co_await network_.loop.sleep(Deadline::after(3s));
    state = co_await line_->state_after(steady_now());
  }
  const bool there = !watched || state == LineState::online;
  if (!there && !network_.loop.interrupted()) {
    line_lost_ = true;
    plan_.run.line.state = state;
  }
  co_return there;
}

// ---- What a look gave

/// Looked at again later, or finished.
void Runner::settle(Case done) {
  done.last_ended = steady_now();
  const bool doubtful = is_doubtful(done.last(), judge_so_far(*done.measurement));
  const bool online = plan_.run.line.state == LineState::online;
  if (done.attempts == 1) doubtful_in_a_row_ = doubtful ? doubtful_in_a_row_ + 1 : 0;
  if (doubtful && online && done.attempts <= plan_.retests.retests) {
    schedule_->again(std::move(done));
    return;
  }
  schedule_->finish(done);
  keep(std::move(*done.measurement));
}

void Runner::note_attempt(const Case& seen, Attempt& attempt, Time began) {
  const Time now = steady_now();
  const std::string host = seen.url.host();
  attempt.disturbed = schedule_->addresses.disturbed(attempt, host, began, now);
  schedule_->addresses.note(attempt, host, now);
}

Verdict Runner::judge_so_far(const Measurement& measurement) const {
  return judge(measurement, fingerprints_);
}

/// The one way into the store: scrub, judge what is left, write, tell.
void Runner::keep(Measurement measurement) {
  const Scrubbed<Measurement> scrubbed = scrubber_->scrub(std::move(measurement));
  Verdict verdict = judge(scrubbed.get(), fingerprints_);
  store_.insert(scrubbed, verdict);
  tally_.add(verdict.word);
  progress_.measured(stored_verdict(scrubbed.get(), std::move(verdict)), tally_);
}

/// The time is up, or the line is gone: what was seen is kept, with what is known of the line. On Ctrl-C the
/// doubtful ones are left to --resume, which looks at them properly.
void Runner::keep_what_waits() {
  if (failed_ || network_.loop.interrupted()) return;
  for (Case& waiting : schedule_->give_up_waiting()) {
    if (line_lost_) {
      waiting.measurement->line.state = plan_.run.line.state;
      for (Attempt& retest : waiting.measurement->retests) retest.line.state = plan_.run.line.state;
    }
    keep(std::move(*waiting.measurement));
  }
}

Measurement Runner::blank(const Case& fresh) const {
  Measurement measurement;
  measurement.id = random_id();
  measurement.run_id = plan_.run.id;
  measurement.url = fresh.url;
  measurement.category = fresh.planned.category;
  measurement.started = now_utc();
  measurement.software_version = plan_.run.software_version;
  measurement.simulated = plan_.run.simulated;
  measurement.vantage = plan_.run.vantage;
  measurement.line = plan_.run.line;
  return measurement;
}

// ---- Beside the work

Task<void> Runner::keep_ticking() {
  while (workers_ > 0 && !network_.loop.interrupted()) {
    tally_.doubtful = schedule_->waiting() + looking_again_;
    progress_.tick(tally_);
    co_await network_.loop.sleep(Deadline::after(250ms));
  }
}

Task<void> Runner::keep_pace() {
  while (workers_ > 0 && echo_ && !network_.loop.interrupted()) {
    co_await network_.loop.sleep(Deadline::after(500ms));
    if (schedule_->nothing_fresh()) continue;
    const auto took = co_await echo(network_, *echo_);
    pace_->heard(took);
  }
}

/// A URL that was not looked at yet.
bool Runner::may_begin() const {
  return !out_of_time() && (!plan_.budget || plan_.budget->may_begin(spending()));
}

/// Anything, a doubtful one's next look too.
bool Runner::may_go_on() const {
  return !plan_.budget || plan_.budget->may_go_on(spending());
}

bool Runner::stopping() const {
  const bool used_up = in_flight_ == 0 && (out_of_time() || !may_go_on());
  return failed_ || line_lost_ || network_.loop.interrupted() || used_up;
}

Spending Runner::spending() const {
  const Traffic& traffic = network_.loop.traffic();
  return Spending{traffic.bytes(), in_flight_, schedule_->waiting(), traffic.transfers()};
}

/// The second bolt of probe/budget.h. Near the limit the kernel is asked in every turn of the loop.
void Runner::watch_budget() {
  constexpr std::uint64_t kNear = 4'000'000;
  network_.loop.traffic().limit_window(kWindowBytes);
  network_.loop.each_turn([this] {
    Traffic& traffic = network_.loop.traffic();
    if (traffic.bytes() + kNear > plan_.budget->limit()) traffic.look_again();
    if (out_of_data_ || !plan_.budget->must_stop(spending())) return;
    out_of_data_ = true;
    network_.loop.interrupt();
  });
}

bool Runner::over() const {
  return schedule_->empty() && !network_.loop.interrupted();
}

}  // namespace saksi
