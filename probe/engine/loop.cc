#include "probe/engine/loop.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <system_error>

#include "probe/engine/event.h"

namespace saksi {
namespace {

short poll_events(Interest interest) {
  const auto bits = static_cast<unsigned>(interest);
  const unsigned read = (bits & static_cast<unsigned>(Interest::read)) != 0 ? POLLIN : 0;
  const unsigned write = (bits & static_cast<unsigned>(Interest::write)) != 0 ? POLLOUT : 0;
  return static_cast<short>(read | write);
}

bool in_error(short revents) {
  return (revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
}

timespec to_timespec(Deadline::Clock::duration duration) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(duration);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(duration - whole);
  return timespec{static_cast<time_t>(whole.count()), static_cast<long>(rest.count())};
}

}  // namespace

Loop::Loop() : wake_up_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!wake_up_) throw std::system_error(errno, std::generic_category(), "event loop: eventfd");
  std::signal(SIGPIPE, SIG_IGN);
  add_slot(wake_up_.get(), POLLIN, Slot());
}

void Loop::run(Task<void> task) {
  task_detail::Join join;
  task.start(join);
  while (join.running > 0) turn();
  task.take();
}

void Loop::interrupt() noexcept {
  const int saved = errno;
  interrupted_ = true;
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the loop wakes anyway.
  [[maybe_unused]] const ssize_t written = ::write(wake_up_.get(), &one, sizeof one);
  errno = saved;
}

Suspension Loop::readable(int fd, Deadline deadline) {
  return Suspension(*this, deadline, fd, POLLIN, nullptr);
}

Suspension Loop::writable(int fd, Deadline deadline) {
  return Suspension(*this, deadline, fd, POLLOUT, nullptr);
}

Suspension Loop::sleep(Deadline deadline) {
  return Suspension(*this, deadline, -1, 0, nullptr);
}

// ---- one turn

void Loop::turn() {
  poll_once();
  collect_ready();
  if (interrupted_ && !interruption_spread_) spread_interruption();
  expire_timers();
  tell_guests();
  resume_ready();
  if (each_turn_) each_turn_();
}

void Loop::poll_once() {
  auto timeout = Deadline::Clock::duration::max();
  if (!timers_.empty()) timeout = Deadline::at(timers_.begin()->first).remaining();
  if (!ready_.empty()) timeout = Deadline::Clock::duration::zero();
  timespec time = to_timespec(timeout);
  const bool forever = timeout == Deadline::Clock::duration::max();
  if (::ppoll(polled_.data(), polled_.size(), forever ? nullptr : &time, nullptr) >= 0) return;
  if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "event loop: poll");
  for (pollfd& entry : polled_) entry.revents = 0;
}

// Waking removes slots, and a removed slot is filled from the end: going backwards, the one that fills it has
// been looked at already.
void Loop::collect_ready() {
  for (std::size_t i = polled_.size(); i-- > 0;) {
    const pollfd entry = polled_[i];
    if (entry.revents == 0) continue;
    const Slot slot = slots_[i];
    if (slot.waiter != nullptr) {
      wake(*slot.waiter, Wait::ready);
    } else if (slot.guest != nullptr) {
      guest_events_.push_back(GuestEvent{slot.guest, entry.fd, entry.revents});
      // Closed behind our back: without this, poll would return for it for ever.
      if ((entry.revents & POLLNVAL) != 0) unwatch(*slot.guest, entry.fd);
    }
  }
}

// The wake-up descriptor stays readable for good after an interruption, so it leaves the set.
void Loop::spread_interruption() {
  interruption_spread_ = true;
  polled_[0].events = 0;
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(wake_up_.get(), &count, sizeof count);
  while (!suspended_.empty()) wake(*suspended_.front(), Wait::interrupted);
}

void Loop::expire_timers() {
  const auto now = Deadline::Clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    const Slot slot = timers_.begin()->second;
    if (slot.waiter != nullptr) {
      wake(*slot.waiter, Wait::timed_out);
    } else {
      set_timer(*slot.guest, Deadline::never());
      guest_events_.push_back(GuestEvent{slot.guest, -1, 0});
    }
  }
}

void Loop::tell_guests() {
  std::vector<GuestEvent> events;
  events.swap(guest_events_);
  for (const GuestEvent& event : events) {
    const auto guest = guests_.find(event.guest);
    if (guest == guests_.end()) continue;
    if (event.fd < 0) {
      event.guest->on_time();
      continue;
    }
    // An earlier callback of this turn may have given the descriptor up, and another may have its number.
    const bool closed = (event.revents & POLLNVAL) != 0;
    if (!closed && !guest->second.slots.contains(event.fd)) continue;
    const bool error = in_error(event.revents);
    event.guest->on_ready(event.fd, error || (event.revents & POLLIN) != 0,
                          error || (event.revents & POLLOUT) != 0);
  }
}

// Only those that were ready when this began: what they wake gets its turn after the next poll, so that no
// circle of tasks can starve the descriptors.
void Loop::resume_ready() {
  resuming_.swap(ready_);
  // By index, because forget() writes to it meanwhile. NOLINTNEXTLINE(modernize-loop-convert)
  for (std::size_t i = 0; i < resuming_.size(); ++i) {
    Suspension* const suspension = resuming_[i];
    if (suspension == nullptr) continue;
    resuming_[i] = nullptr;
    suspension->state_ = Suspension::State::resumed;
    suspension->handle_.resume();
  }
  resuming_.clear();
}

// ---- descriptors and timers

std::size_t Loop::add_slot(int fd, short events, Slot slot) {
  polled_.push_back(pollfd{fd, events, 0});
  slots_.push_back(slot);
  return slots_.size() - 1;
}

void Loop::remove_slot(std::size_t index) {
  const std::size_t last = slots_.size() - 1;
  if (index != last) {
    polled_[index] = polled_[last];
    slots_[index] = slots_[last];
    const Slot& moved = slots_[index];
    if (moved.waiter != nullptr) moved.waiter->slot_ = index;
    if (moved.guest != nullptr) guests_[moved.guest].slots[polled_[index].fd] = index;
  }
  polled_.pop_back();
  slots_.pop_back();
}

void Loop::watch(LoopGuest& guest, int fd, Interest interest) {
  auto& slots = guests_[&guest].slots;
  const auto known = slots.find(fd);
  if (known != slots.end()) {
    polled_[known->second].events = poll_events(interest);
    return;
  }
  Slot slot;
  slot.guest = &guest;
  slots[fd] = add_slot(fd, poll_events(interest), slot);
}

void Loop::unwatch(LoopGuest& guest, int fd) {
  auto& slots = guests_[&guest].slots;
  const auto known = slots.find(fd);
  if (known == slots.end()) return;
  const std::size_t index = known->second;
  slots.erase(known);
  remove_slot(index);
}

void Loop::set_timer(LoopGuest& guest, Deadline deadline) {
  Guest& entry = guests_[&guest];
  if (entry.timer) timers_.erase(*entry.timer);
  entry.timer.reset();
  if (deadline.is_never()) return;
  Slot slot;
  slot.guest = &guest;
  entry.timer = timers_.emplace(deadline.time(), slot);
}

void Loop::leave(LoopGuest& guest) {
  const auto entry = guests_.find(&guest);
  if (entry == guests_.end()) return;
  while (!entry->second.slots.empty()) unwatch(guest, entry->second.slots.begin()->first);
  set_timer(guest, Deadline::never());
  guests_.erase(entry);
}

// ---- suspensions

void Loop::suspend(Suspension& suspension) {
  suspension.state_ = Suspension::State::suspended;
  suspension.place_ = suspended_.insert(suspended_.end(), &suspension);
  Slot slot;
  slot.waiter = &suspension;
  if (suspension.fd_ >= 0) suspension.slot_ = add_slot(suspension.fd_, suspension.events_, slot);
  if (!suspension.deadline_.is_never()) {
    suspension.timer_ = timers_.emplace(suspension.deadline_.time(), slot);
  }
  if (suspension.event_ != nullptr) suspension.event_->waiting_.push_back(&suspension);
}

void Loop::detach(Suspension& suspension) {
  suspended_.erase(suspension.place_);
  if (suspension.slot_) remove_slot(*suspension.slot_);
  suspension.slot_.reset();
  if (suspension.timer_) timers_.erase(*suspension.timer_);
  suspension.timer_.reset();
  if (suspension.event_ != nullptr) std::erase(suspension.event_->waiting_, &suspension);
}

void Loop::wake(Suspension& suspension, Wait result) {
  detach(suspension);
  suspension.result_ = result;
  suspension.state_ = Suspension::State::ready;
  ready_.push_back(&suspension);
}

void Loop::forget(Suspension& suspension) {
  if (suspension.state_ == Suspension::State::suspended) detach(suspension);
  if (suspension.state_ != Suspension::State::ready) return;
  std::replace(ready_.begin(), ready_.end(), &suspension, static_cast<Suspension*>(nullptr));
  std::replace(resuming_.begin(), resuming_.end(), &suspension, static_cast<Suspension*>(nullptr));
}

Suspension::~Suspension() {
  loop_.forget(*this);
}

bool Suspension::await_ready() {
  if (event_ != nullptr && event_->is_set()) {
    result_ = Wait::ready;
    return true;
  }
  if (loop_.interrupted()) return true;  // result_ says interrupted
  if (fd_ < 0 && deadline_.passed()) {
    result_ = Wait::timed_out;
    return true;
  }
  return false;  // a descriptor is polled once even if the deadline has passed: ready goes before late
}

void Suspension::await_suspend(std::coroutine_handle<> handle) {
  handle_ = handle;
  loop_.suspend(*this);
}

}  // namespace saksi
