#include "probe/control/client.h"

#include <memory>
#include <utility>

#include "probe/control/control_call.h"
#include "probe/control/experiments.h"
#include "probe/engine/event.h"

namespace saksi {
namespace {

constexpr std::chrono::milliseconds kSmallCallTimeout{10000};

/// One control in the race.
struct Runner {
  Runner(Network& network, std::string base_url, const std::string& json)
      : base(std::move(base_url)), call(network, base, "/", json), over(network.loop) {}

  std::string base;
  ControlCall call;
  Event over;  // it failed, or the race is decided: whoever waits for it need not wait any longer
};

struct Race {
  Loop& loop;
  Deadline deadline;
  std::vector<std::unique_ptr<Runner>> runners = {};
  std::optional<ControlAnswer> answer = std::nullopt;
  std::string address = "";  // who answered, or failed last
  Ended last_failure = {};

  void win(Runner& winner, ControlAnswer won) {
    answer = std::move(won);
    address = winner.base;
    for (const auto& runner : runners) {
      if (runner.get() != &winner) runner->call.stop();
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
    const Deadline patience = Deadline::after(kControlFallbackDelay).or_sooner(race.deadline);
    co_await race.runners[before]->over.wait(patience);
  }
  co_return !race.answer && !race.deadline.passed() && !race.loop.interrupted();
}

Task<void> run_one(Race& race, std::size_t index) {
  const bool starts = co_await my_turn(race, index);
  if (!starts) co_return;
  Runner& runner = *race.runners[index];
  const ControlReply reply = co_await runner.call.run(race.deadline);
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

Ended nobody_to_ask() {
  return Ended{Failure::unknown_failure, "no control was given"};
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

Task<ControlExchange> ask_control(StepScope& scope, std::vector<std::string> controls,
                                  ControlRequest request) {
  ControlExchange exchange;
  exchange.started = scope.now();
  const std::string json = control_request_json(request);
  exchange.request = std::move(request);

  Race race{scope.network.loop, Deadline::after(kControlTimeout)};
  race.last_failure = nobody_to_ask();
  for (std::string& control : controls) {
    race.runners.push_back(std::make_unique<Runner>(scope.network, std::move(control), json));
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
