// The event loop: one thread, poll(2), coroutines that wait for a descriptor or a time. Every wait takes a
// deadline and says how it ended. Libraries with descriptors and timers of their own (c-ares, libcurl,
// libmicrohttpd) join as LoopGuest. docs/decisions/0002-event-loop.md says why it is our own.
//
// What would surprise: making a Loop sets SIGPIPE to be ignored for the whole program, because OpenSSL and
// libcurl write to sockets that a peer may have reset, and offer no flag against the signal.
#pragma once

#include <poll.h>

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "probe/engine/deadline.h"
#include "probe/engine/descriptor.h"
#include "probe/engine/task.h"
#include "probe/engine/traffic.h"

namespace saksi {

enum class Wait {
  ready,      // the descriptor is ready (or in error: the next system call on it tells), or the event was set
  timed_out,  // the deadline passed first; for sleep() this is the ordinary end
  interrupted,  // Loop::interrupt() was called; every later wait ends so at once
};

enum class Interest : unsigned char { read = 1, write = 2, both = 3 };

/// A library that brings its own descriptors and one timer. Callbacks come from Loop::run, never nested in a
/// call of the guest's own; they may call any function of the loop.
class LoopGuest {
 public:
  /// An error or hang-up counts as both.
  virtual void on_ready(int fd, bool readable, bool writable) = 0;
  /// The time set by Loop::set_timer came; the timer is off again.
  virtual void on_time() = 0;

 protected:
  ~LoopGuest() = default;
};

class Event;
class Suspension;

class Loop {
 public:
  /// Throws std::system_error when the system gives no descriptor.
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs until `task` ends; throws what it threw. Not from inside a task.
  void run(Task<void> task);

  [[nodiscard]] Suspension readable(int fd, Deadline deadline);
  [[nodiscard]] Suspension writable(int fd, Deadline deadline);
  [[nodiscard]] Suspension sleep(Deadline deadline);

  /// Ends all waits, now and from now on. Async-signal-safe; cannot be taken back.
  void interrupt() noexcept;
  [[nodiscard]] bool interrupted() const noexcept { return interrupted_; }

  /// Watches `fd` for `guest`, or changes what it is watched for.
  void watch(LoopGuest& guest, int fd, Interest interest);
  /// Before or after the descriptor is closed; no harm if it was not watched.
  void unwatch(LoopGuest& guest, int fd);
  /// Replaces the guest's timer; Deadline::never() turns it off.
  void set_timer(LoopGuest& guest, Deadline deadline);
  /// Forgets the guest; to be called before it dies.
  void leave(LoopGuest& guest);

  /// Called once in every turn, after what was ready has been read. Must not throw. Empty: no more.
  void each_turn(std::function<void()> call) { each_turn_ = std::move(call); }
  /// What went over the sockets that are waited for here.
  [[nodiscard]] Traffic& traffic() { return traffic_; }

 private:
  friend class Suspension;
  friend class Event;

  struct Slot {  // beside each pollfd: whose it is (neither: the loop's own wake-up descriptor)
    Suspension* waiter = nullptr;
    LoopGuest* guest = nullptr;
  };
  using Timers = std::multimap<Deadline::Clock::time_point, Slot>;
  struct Guest {
    std::unordered_map<int, std::size_t> slots;
    std::optional<Timers::iterator> timer;
  };
  struct GuestEvent {
    LoopGuest* guest;
    int fd;
    short revents;
  };

  void turn();
  void poll_once();
  void collect_ready();
  void tell_guests();
  void expire_timers();
  void spread_interruption();
  void resume_ready();

  std::size_t add_slot(int fd, short events, Slot slot);
  void remove_slot(std::size_t index);

  void suspend(Suspension& suspension);
  void wake(Suspension& suspension, Wait result);
  void detach(Suspension& suspension);  // from everything that could wake it
  void forget(Suspension& suspension);  // its coroutine is being destroyed

  Traffic traffic_;
  Descriptor wake_up_;
  std::atomic<bool> interrupted_ = false;
  bool interruption_spread_ = false;
  std::vector<pollfd> polled_;
  std::vector<Slot> slots_;
  Timers timers_;
  std::unordered_map<LoopGuest*, Guest> guests_;
  std::vector<GuestEvent> guest_events_;
  std::list<Suspension*> suspended_;
  std::vector<Suspension*> ready_;
  std::vector<Suspension*> resuming_;
  std::function<void()> each_turn_;
};

/// One wait of one coroutine: made by the functions of Loop and Event, to be awaited at once. It lives in the
/// waiting coroutine's frame; when that is destroyed, the wait is forgotten.
class Suspension {
 public:
  Suspension(const Suspension&) = delete;
  Suspension& operator=(const Suspension&) = delete;
  ~Suspension();

  [[nodiscard]] bool await_ready();
  void await_suspend(std::coroutine_handle<> handle);
  [[nodiscard]] Wait await_resume() const { return result_; }

 private:
  friend class Loop;
  friend class Event;
  Suspension(Loop& loop, Deadline deadline, int fd, short events, Event* event)
      : loop_(loop), deadline_(deadline), fd_(fd), events_(events), event_(event) {}

  Loop& loop_;
  Deadline deadline_;
  int fd_;  // -1: waits for no descriptor
  short events_;
  Event* event_;

  enum class State { fresh, suspended, ready, resumed };
  State state_ = State::fresh;
  Wait result_ = Wait::interrupted;
  std::coroutine_handle<> handle_;
  std::optional<std::size_t> slot_;
  std::optional<Loop::Timers::iterator> timer_;
  std::list<Suspension*>::iterator place_;
};

}  // namespace saksi
