#include "probe/control/client.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <utility>

#include "probe/control/control_call.h"
#include "probe/control/experiments.h"
#include "probe/engine/event.h"

namespace saksi {
namespace {

constexpr std::chrono::milliseconds kSmallCallTimeout{10000};

/// One control in the race.
struct Runner {
  Runner(Loop& loop, std::string base_url) : base(std::move(base_url)), over(loop) {}

  std::string base;
  Event over;  // it failed, or the race is decided: whoever waits for it need not wait any longer
  ControlCall* call = nullptr;  // while one is under way
};

struct Race {
  Race(Network& some_network, ControlPatience some_patience, std::string question)
      : network(some_network),
        patience(some_patience),
        json(std::move(question)),
        deadline(Deadline::after(patience.total)),
        decided(network.loop) {}

  Network& network;
  ControlPatience patience;
  std::string json;
  Deadline deadline;
  Event decided;
  std::vector<std::unique_ptr<Runner>> runners = {};
  std::optional<ControlAnswer> answer = std::nullopt;
  std::string address = "";  // who answered, or failed last
  Ended last_failure = Ended{Failure::unknown_failure, "no control was given"};

  [[nodiscard]] bool goes_on() const { return !answer && !deadline.passed() && !network.loop.interrupted(); }

  void win(const Runner& winner, ControlAnswer won) {
    answer = std::move(won);
    address = winner.base;
    decided.set();
    for (const auto& runner : runners) {
      if (runner.get() != &winner && runner->call != nullptr) runner->call->stop();
      runner->over.set();
    }
  }

  void fail(Runner& loser, Ended why) {
    if (answer) return;  // let go, not failed
    address = loser.base;
    last_failure = std::move(why);
    loser.over.set();
  }
};

/// Until the one before has failed, or has had its delay.
Task<bool> my_turn(Race& race, std::size_t index) {
  // The delay counts from the start of the one before, and that starts a delay after the one before it,
  // unless a failure makes it start sooner: so each waits for its predecessor's turn first.
  for (std::size_t before = 0; before < index && !race.answer; ++before) {
    const Deadline patience = Deadline::after(race.patience.before_the_next).or_sooner(race.deadline);
    co_await race.runners[before]->over.wait(patience);
  }
  co_return race.goes_on();
}

/// False when the race is over.
Task<bool> pause(Race& race, int pauses_before) {
  static thread_local std::minstd_rand random(std::random_device{}());
  const auto whole = race.patience.first_pause * (1 << std::min(pauses_before, 3));
  std::uniform_int_distribution<std::int64_t> spread(whole.count() / 2, whole.count() * 3 / 2);
  const Deadline end = Deadline::after(std::chrono::milliseconds(spread(random))).or_sooner(race.deadline);
  co_await race.decided.wait(end);
  co_return race.goes_on();
}

Task<ControlReply> ask_once(Race& race, Runner& runner) {
  ControlCall call(race.network, runner.base, "/", race.json);
  runner.call = &call;
  ControlReply reply = co_await call.run(race.deadline);
  runner.call = nullptr;
  co_return reply;
}

/// The reply, when it is not that the control is busy, or when there is no more time for another one.
Task<ControlReply> ask_until_it_has_time(Race& race, Runner& runner) {
  ControlReply reply = co_await ask_once(race, runner);
  for (int pauses = 0; reply.busy && pauses < race.patience.most_pauses; ++pauses) {
    race.fail(runner, reply.result);
    const bool goes_on = co_await pause(race, pauses);
    if (!goes_on) break;
    reply = co_await ask_once(race, runner);
  }
  co_return reply;
}

Task<void> run_one(Race& race, std::size_t index) {
  const bool starts = co_await my_turn(race, index);
  if (!starts) co_return;
  Runner& runner = *race.runners[index];
  const ControlReply reply = co_await ask_until_it_has_time(race, runner);
  if (!reply.result.ok()) {
    race.fail(runner, reply.result);
    co_return;
  }
  Result<ControlAnswer> answer = parse_control_answer(reply.body);
  if (answer) {
    if (!race.answer) race.win(runner, std::move(*answer));
  } else {
    race.fail(runner, Ended{Failure::json_parse_error, ""});
  }
}

Task<void> run_race(Race& race) {
  std::vector<Task<void>> tasks;
  for (std::size_t i = 0; i < race.runners.size(); ++i) tasks.push_back(run_one(race, i));
  co_await all_of(std::move(tasks));
}

/// The body of a GET, or nothing.
Task<std::optional<std::string>> get(Network& network, std::string control, std::string path) {
  ControlCall call(network, control, path, "");
  ControlReply reply = co_await call.run(Deadline::after(kSmallCallTimeout));
  std::optional<std::string> body;
  if (reply.result.ok()) body = std::move(reply.body);
  co_return body;
}

Task<ControlExperiments> ask_one(Network& network, std::string control) {
  const auto body = co_await get(network, std::move(control), "/saksi/v1/experiments");
  ControlExperiments experiments;
  if (!body) co_return experiments;
  if (auto parsed = parse_control_experiments(*body)) experiments = std::move(*parsed);
  co_return experiments;
}

}  // namespace

Task<ControlExchange> ask_control(StepScope& scope, std::vector<std::string> controls, ControlRequest request,
                                  ControlPatience patience) {
  ControlExchange exchange;
  exchange.started = scope.now();
  Race race(scope.network, patience, control_request_json(request));
  exchange.request = std::move(request);
  for (std::string& control : controls) {
    race.runners.push_back(std::make_unique<Runner>(scope.network.loop, std::move(control)));
  }
  co_await run_race(race);

  exchange.address = race.address;
  exchange.answer = std::move(race.answer);
  if (!exchange.answer) exchange.result = race.last_failure;
  exchange.ended = scope.now();
  co_return exchange;
}

Task<std::optional<CallerNetwork>> ask_caller_network(StepScope& scope, std::string control) {
  const auto body = co_await get(scope.network, std::move(control), "/saksi/v1/network");
  std::optional<CallerNetwork> network;
  if (!body) co_return network;
  if (auto parsed = parse_caller_network(*body)) network = std::move(*parsed);
  co_return network;
}

Task<bool> control_is_healthy(StepScope& scope, std::string control) {
  const auto body = co_await get(scope.network, std::move(control), "/");
  co_return body && body->find("Hello OONItarian!") != std::string::npos;
}

Task<ControlExperiments> ask_experiments(Network& network, std::vector<std::string> controls) {
  std::vector<Task<ControlExperiments>> tasks;
  for (std::string& control : controls) tasks.push_back(ask_one(network, std::move(control)));
  const std::vector<ControlExperiments> offers = co_await all_of(std::move(tasks));
  for (const ControlExperiments& offer : offers) {
    if (!offer.empty()) co_return offer;
  }
  co_return ControlExperiments();
}

}  // namespace saksi
