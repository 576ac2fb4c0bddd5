// Task<T>: a coroutine that starts when it is awaited and ends before its awaiter goes on. Move-only, awaited
// exactly once, exceptions pass through. There is no way to detach one: whoever makes a task awaits it.
// all_of() runs several at the same time.
//
// What would surprise: an awaited task runs at once on the awaiter's stack, and only a task that really had
// to wait comes back by symmetric transfer. A loop over a million tasks that never wait then needs no stack,
// even where the compiler makes no tail calls (g++ below -O2).
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

namespace saksi {

class Loop;
template <class T = void>
class Task;

namespace task_detail {

/// The tasks of one all_of() that still run, and who waits for the last of them.
struct Join {
  std::size_t running = 0;
  std::coroutine_handle<> waiter;

  [[nodiscard]] bool await_ready() const noexcept { return running == 0; }
  void await_suspend(std::coroutine_handle<> handle) noexcept { waiter = handle; }
  void await_resume() const noexcept {}
  [[nodiscard]] std::coroutine_handle<> one_ended() noexcept;
};

class PromiseBase {
 public:
  struct FinalAwaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      return ended.promise().successor();
    }
    void await_resume() const noexcept {}
  };

  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { exception_ = std::current_exception(); }

  void set_continuation(std::coroutine_handle<> continuation) noexcept { continuation_ = continuation; }
  void set_join(Join& join) noexcept { join_ = &join; }
  void rethrow() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  std::coroutine_handle<> successor() noexcept {
    if (join_ != nullptr) return join_->one_ended();
    return continuation_ ? continuation_ : std::noop_coroutine();
  }

  std::coroutine_handle<> continuation_;
  Join* join_ = nullptr;
  std::exception_ptr exception_;
};

inline std::coroutine_handle<> Join::one_ended() noexcept {
  --running;
  return running == 0 && waiter ? waiter : std::noop_coroutine();
}

template <class T>
class Promise : public PromiseBase {
 public:
  Task<T> get_return_object() noexcept;
  void return_value(T value) { value_.emplace(std::move(value)); }
  T take() {
    rethrow();
    return std::move(*value_);
  }

 private:
  std::optional<T> value_;
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() const { rethrow(); }
};

}  // namespace task_detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = task_detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle handle) noexcept : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  class Awaiter {
   public:
    explicit Awaiter(Handle handle) noexcept : handle_(handle) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiting) const {
      handle_.resume();
      if (handle_.done()) return false;
      handle_.promise().set_continuation(awaiting);
      return true;
    }
    T await_resume() const { return handle_.promise().take(); }

   private:
    Handle handle_;
  };

  /// `co_await measure(x)` or `co_await std::move(task)`: an rvalue, because a task is awaited once.
  [[nodiscard]] Awaiter operator co_await() && noexcept { return Awaiter(handle_); }

 private:
  friend class Loop;
  template <class U>
  friend Task<std::vector<U>> all_of(std::vector<Task<U>> tasks);
  friend Task<void> all_of(std::vector<Task<void>> tasks);

  void start(task_detail::Join& join) {
    ++join.running;
    handle_.promise().set_join(join);
    handle_.resume();
  }
  T take() { return handle_.promise().take(); }

  Handle handle_;
};

template <class T>
Task<T> task_detail::Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}
inline Task<void> task_detail::Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

/// Runs all tasks at the same time; ends when all have ended. If any threw, the exception of the first of
/// them (in the order of `tasks`) is thrown on after that.
inline Task<void> all_of(std::vector<Task<void>> tasks) {
  task_detail::Join join;
  for (Task<void>& task : tasks) task.start(join);
  co_await join;
  for (Task<void>& task : tasks) task.take();
}

/// The same, with the results in the order of `tasks`.
template <class T>
Task<std::vector<T>> all_of(std::vector<Task<T>> tasks) {
  task_detail::Join join;
  for (Task<T>& task : tasks) task.start(join);
  co_await join;
  std::vector<T> results;
  results.reserve(tasks.size());
  for (Task<T>& task : tasks) results.push_back(task.take());
  co_return results;
}

}  // namespace saksi
