#include "probe/engine/loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <csignal>

#include "probe/engine/event.h"
#include "probe/engine/semaphore.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

struct Pair {
  Descriptor near, far;
};

Pair socket_pair() {
  std::array<int, 2> fds{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds.data()), 0);
  return Pair{Descriptor(fds[0]), Descriptor(fds[1])};
}

Task<void> wait_readable(Loop& loop, int fd, Deadline deadline, Wait& result) {
  result = co_await loop.readable(fd, deadline);
}

Task<void> wait_writable(Loop& loop, int fd, Deadline deadline, Wait& result) {
  result = co_await loop.writable(fd, deadline);
}

Task<void> sleep_for(Loop& loop, std::chrono::milliseconds pause, Wait& result) {
  result = co_await loop.sleep(Deadline::after(pause));
}

Task<void> interrupt_after(Loop& loop, std::chrono::milliseconds pause) {
  co_await loop.sleep(Deadline::after(pause));
  loop.interrupt();
}

Task<void> write_after(Loop& loop, int fd, std::chrono::milliseconds pause) {
  co_await loop.sleep(Deadline::after(pause));
  EXPECT_EQ(::write(fd, "x", 1), 1);
}

TEST(Deadline, TheSoonerOfTwoWins) {
  const Deadline soon = Deadline::after(1s);
  EXPECT_EQ(soon.or_sooner(Deadline::never()).time(), soon.time());
  EXPECT_EQ(Deadline::never().or_sooner(soon).time(), soon.time());
  EXPECT_FALSE(Deadline::never().passed());
}

TEST(Deadline, IsNeverMadeFromABareDuration) {
  static_assert(!std::is_convertible_v<std::chrono::milliseconds, Deadline>);
  static_assert(!std::is_constructible_v<Deadline, std::chrono::milliseconds>);
  EXPECT_EQ(Deadline::after(-1s).remaining(), 0s);
}

TEST(Loop, ADescriptorThatGetsDataIsReady) {
  Loop loop;
  const Pair pair = socket_pair();
  Wait result = Wait::interrupted;
  std::vector<Task<void>> tasks;
  tasks.push_back(wait_readable(loop, pair.near.get(), Deadline::after(10s), result));
  tasks.push_back(write_after(loop, pair.far.get(), 5ms));
  loop.run(all_of(std::move(tasks)));
  EXPECT_EQ(result, Wait::ready);
}

TEST(Loop, ASilentDescriptorTimesOut) {
  Loop loop;
  const Pair pair = socket_pair();
  Wait result = Wait::ready;
  loop.run(wait_readable(loop, pair.near.get(), Deadline::after(5ms), result));
  EXPECT_EQ(result, Wait::timed_out);
}

TEST(Loop, ReadyGoesBeforeLate) {
  Loop loop;
  const Pair pair = socket_pair();
  ASSERT_EQ(::write(pair.far.get(), "x", 1), 1);
  Wait result = Wait::interrupted;
  loop.run(wait_readable(loop, pair.near.get(), Deadline::after(-1s), result));
  EXPECT_EQ(result, Wait::ready);
}

TEST(Loop, AHangUpCountsAsReady) {
  Loop loop;
  Pair pair = socket_pair();
  pair.far.close();
  Wait result = Wait::interrupted;
  loop.run(wait_readable(loop, pair.near.get(), Deadline::after(10s), result));
  EXPECT_EQ(result, Wait::ready);
}

TEST(Loop, AClosedDescriptorIsReadySoThatTheNextCallTells) {
  Loop loop;
  Pair pair = socket_pair();
  const int stale = pair.near.get();
  pair.near.close();
  Wait result = Wait::interrupted;
  loop.run(wait_writable(loop, stale, Deadline::after(10s), result));
  EXPECT_EQ(result, Wait::ready);
}

TEST(Loop, TwoTasksMayWaitForOneDescriptor) {
  Loop loop;
  const Pair pair = socket_pair();
  Wait reads = Wait::interrupted;
  Wait writes = Wait::interrupted;
  std::vector<Task<void>> tasks;
  tasks.push_back(wait_readable(loop, pair.near.get(), Deadline::after(5ms), reads));
  tasks.push_back(wait_writable(loop, pair.near.get(), Deadline::after(10s), writes));
  loop.run(all_of(std::move(tasks)));
  EXPECT_EQ(reads, Wait::timed_out);
  EXPECT_EQ(writes, Wait::ready);
}

TEST(Loop, ThousandsOfSleepersAllWake) {
  constexpr int kSleepers = 5000;
  Loop loop;
  std::vector<Wait> results(kSleepers, Wait::ready);
  std::vector<Task<void>> tasks;
  for (int i = 0; i < kSleepers; ++i) {
    tasks.push_back(sleep_for(loop, std::chrono::milliseconds(i % 20), results[static_cast<std::size_t>(i)]));
  }
  loop.run(all_of(std::move(tasks)));
  EXPECT_EQ(std::count(results.begin(), results.end(), Wait::timed_out), kSleepers);
}

TEST(Loop, InterruptEndsEveryWaitAndEveryLaterOne) {
  Loop loop;
  const Pair pair = socket_pair();
  Event event(loop);
  Wait reads = Wait::ready;
  Wait sleeps = Wait::ready;
  std::vector<Task<void>> tasks;
  tasks.push_back(wait_readable(loop, pair.near.get(), Deadline::never(), reads));
  tasks.push_back(sleep_for(loop, 100s, sleeps));
  tasks.push_back(interrupt_after(loop, 5ms));
  loop.run(all_of(std::move(tasks)));
  EXPECT_EQ(reads, Wait::interrupted);
  EXPECT_EQ(sleeps, Wait::interrupted);
  Wait later = Wait::ready;
  loop.run(sleep_for(loop, 100s, later));
  EXPECT_EQ(later, Wait::interrupted);
  EXPECT_TRUE(loop.interrupted());
}

Loop* interrupted_by_signal = nullptr;
void interrupt_on_signal(int) {
  interrupted_by_signal->interrupt();
}

Task<void> raise_signal_after(Loop& loop, std::chrono::milliseconds pause) {
  co_await loop.sleep(Deadline::after(pause));
  std::raise(SIGUSR1);
}

TEST(Loop, InterruptMayComeFromASignalHandler) {
  Loop loop;
  interrupted_by_signal = &loop;
  const auto previous = std::signal(SIGUSR1, interrupt_on_signal);
  Wait sleeps = Wait::ready;
  std::vector<Task<void>> tasks;
  tasks.push_back(sleep_for(loop, 100s, sleeps));
  tasks.push_back(raise_signal_after(loop, 1ms));
  loop.run(all_of(std::move(tasks)));
  std::signal(SIGUSR1, previous);
  EXPECT_EQ(sleeps, Wait::interrupted);
}

Task<void> set_after(Loop& loop, Event& event, std::chrono::milliseconds pause) {
  co_await loop.sleep(Deadline::after(pause));
  event.set();
}

Task<void> wait_for(Event& event, Deadline deadline, Wait& result) {
  result = co_await event.wait(deadline);
}

TEST(Event, WakesAllWhoWaitAndLetsLaterOnesPass) {
  Loop loop;
  Event event(loop);
  std::array<Wait, 3> results{Wait::timed_out, Wait::timed_out, Wait::timed_out};
  std::vector<Task<void>> tasks;
  tasks.push_back(wait_for(event, Deadline::never(), results[0]));
  tasks.push_back(wait_for(event, Deadline::after(10s), results[1]));
  tasks.push_back(set_after(loop, event, 1ms));
  loop.run(all_of(std::move(tasks)));
  loop.run(wait_for(event, Deadline::after(-1s), results[2]));
  EXPECT_EQ(results, (std::array<Wait, 3>{Wait::ready, Wait::ready, Wait::ready}));
}

TEST(Event, ThatIsNeverSetTimesOut) {
  Loop loop;
  Event event(loop);
  Wait result = Wait::ready;
  loop.run(wait_for(event, Deadline::after(2ms), result));
  EXPECT_EQ(result, Wait::timed_out);
}

struct Crowd {
  int inside = 0;
  int most = 0;
  std::vector<int> order;
};

Task<void> enter(Loop& loop, Semaphore& semaphore, Crowd& crowd, int who) {
  const std::optional<Permit> permit = co_await semaphore.acquire(Deadline::never());
  if (!permit) co_return;
  crowd.order.push_back(who);
  crowd.most = std::max(crowd.most, ++crowd.inside);
  co_await loop.sleep(Deadline::after(1ms));
  --crowd.inside;
}

TEST(Semaphore, LetsInAsManyAsItHasPermitsInTheOrderTheyCame) {
  Loop loop;
  Semaphore semaphore(loop, 3);
  Crowd crowd;
  std::vector<int> expected;
  std::vector<Task<void>> tasks;
  for (int who = 0; who < 20; ++who) {
    tasks.push_back(enter(loop, semaphore, crowd, who));
    expected.push_back(who);
  }
  loop.run(all_of(std::move(tasks)));
  EXPECT_EQ(crowd.most, 3);
  EXPECT_EQ(crowd.order, expected);
  EXPECT_EQ(semaphore.free(), 3U);
}

Task<void> hold(Loop& loop, Semaphore& semaphore, std::chrono::milliseconds pause) {
  const std::optional<Permit> permit = co_await semaphore.acquire(Deadline::never());
  co_await loop.sleep(Deadline::after(pause));
}

Task<void> try_acquire(Semaphore& semaphore, Deadline deadline, bool& got) {
  const std::optional<Permit> permit = co_await semaphore.acquire(deadline);
  got = permit.has_value();
}

TEST(Semaphore, ALatecomerGivesUpAtItsDeadlineAndLosesNoPermit) {
  Loop loop;
  Semaphore semaphore(loop, 1);
  bool got = true;
  std::vector<Task<void>> tasks;
  tasks.push_back(hold(loop, semaphore, 20ms));
  tasks.push_back(try_acquire(semaphore, Deadline::after(2ms), got));
  loop.run(all_of(std::move(tasks)));
  EXPECT_FALSE(got);
  EXPECT_EQ(semaphore.free(), 1U);
}

// The holder's release and the waiter's deadline come in the same turn of the loop, in either order.
TEST(Semaphore, APermitHandedOverAtTheDeadlineIsNotLost) {
  for (int round = 0; round < 50; ++round) {
    Loop loop;
    Semaphore semaphore(loop, 1);
    bool got = false;
    std::vector<Task<void>> tasks;
    tasks.push_back(hold(loop, semaphore, 1ms));
    tasks.push_back(try_acquire(semaphore, Deadline::after(1ms), got));
    loop.run(all_of(std::move(tasks)));
    EXPECT_EQ(semaphore.free(), 1U);
  }
}

TEST(Semaphore, InterruptionEndsTheQueue) {
  Loop loop;
  Semaphore semaphore(loop, 1);
  bool got = true;
  std::vector<Task<void>> tasks;
  tasks.push_back(hold(loop, semaphore, 100s));
  tasks.push_back(try_acquire(semaphore, Deadline::never(), got));
  tasks.push_back(interrupt_after(loop, 1ms));
  loop.run(all_of(std::move(tasks)));
  EXPECT_FALSE(got);
  EXPECT_EQ(semaphore.free(), 1U);
}

class Metronome final : public LoopGuest {
 public:
  explicit Metronome(Loop& loop) : loop_(loop), done(loop) { loop_.set_timer(*this, Deadline::after(1ms)); }
  ~Metronome() { loop_.leave(*this); }
  void on_ready(int, bool, bool) override { ++readies; }
  void on_time() override {
    if (++ticks == 3) {
      done.set();
    } else {
      loop_.set_timer(*this, Deadline::after(1ms));
    }
  }

 private:
  Loop& loop_;

 public:
  Event done;
  int ticks = 0;
  int readies = 0;
};

TEST(LoopGuest, ATimerFiresOncePerSetting) {
  Loop loop;
  Metronome guest(loop);
  Wait result = Wait::timed_out;
  loop.run(wait_for(guest.done, Deadline::after(10s), result));
  EXPECT_EQ(result, Wait::ready);
  loop.run(sleep_for(loop, 5ms, result));
  EXPECT_EQ(guest.ticks, 3);
}

TEST(LoopGuest, ADescriptorClosedWithoutUnwatchDoesNotSpinTheLoop) {
  Loop loop;
  Metronome guest(loop);
  Pair pair = socket_pair();
  loop.watch(guest, pair.near.get(), Interest::read);
  pair.near.close();
  Wait result = Wait::ready;
  loop.run(sleep_for(loop, 10ms, result));
  EXPECT_EQ(guest.readies, 1);
}

TEST(LoopGuest, GetsNoEventsAfterUnwatch) {
  Loop loop;
  Metronome guest(loop);
  const Pair pair = socket_pair();
  ASSERT_EQ(::write(pair.far.get(), "x", 1), 1);
  loop.watch(guest, pair.near.get(), Interest::both);
  loop.unwatch(guest, pair.near.get());
  Wait result = Wait::ready;
  loop.run(sleep_for(loop, 5ms, result));
  EXPECT_EQ(guest.readies, 0);
}

}  // namespace
}  // namespace saksi
