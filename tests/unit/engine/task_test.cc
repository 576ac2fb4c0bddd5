#include "probe/engine/task.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "probe/engine/loop.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

Task<int> number(int value) {
  co_return value;
}

Task<std::unique_ptr<int>> boxed(int value) {
  co_return std::make_unique<int>(value);
}

Task<int> number_after(Loop& loop, int value, std::chrono::milliseconds pause) {
  co_await loop.sleep(Deadline::after(pause));
  co_return value;
}

Task<int> failing(Loop& loop, std::string words, std::chrono::milliseconds pause) {
  co_await loop.sleep(Deadline::after(pause));
  throw std::runtime_error(words);
}

Task<void> note(Loop& loop, std::vector<int>& order, int value, std::chrono::milliseconds pause) {
  co_await loop.sleep(Deadline::after(pause));
  order.push_back(value);
}

Task<void> throw_after(Loop& loop, std::string words, std::chrono::milliseconds pause) {
  co_await failing(loop, words, pause);
}

Task<void> await_values(Loop& loop, std::vector<int>& seen) {
  seen.push_back(co_await number(1));
  const std::unique_ptr<int> box = co_await boxed(2);
  seen.push_back(*box);
  seen.push_back(co_await number_after(loop, 3, 1ms));
}

TEST(Task, HandsItsValueToTheAwaiter) {
  Loop loop;
  std::vector<int> seen;
  loop.run(await_values(loop, seen));
  EXPECT_EQ(seen, (std::vector<int>{1, 2, 3}));
}

Task<void> count_to(int limit, long& sum) {
  for (int i = 0; i < limit; ++i) sum += co_await number(1);
}

TEST(Task, AMillionAwaitsThatNeverWaitNeedNoStack) {
  Loop loop;
  long sum = 0;
  loop.run(count_to(1'000'000, sum));
  EXPECT_EQ(sum, 1'000'000);
}

TEST(Task, DoesNotStartBeforeItIsAwaited) {
  Loop loop;
  std::vector<int> order;
  { const Task<void> never_awaited = note(loop, order, 1, 0ms); }
  EXPECT_TRUE(order.empty());
}

TEST(Task, PassesExceptionsThroughEveryAwaiter) {
  Loop loop;
  EXPECT_THROW(loop.run(throw_after(loop, "far below", 1ms)), std::runtime_error);
}

Task<void> run_three(Loop& loop, std::vector<int>& order) {
  std::vector<Task<void>> tasks;
  tasks.push_back(note(loop, order, 3, 30ms));
  tasks.push_back(note(loop, order, 1, 1ms));
  tasks.push_back(note(loop, order, 2, 15ms));
  co_await all_of(std::move(tasks));
  order.push_back(4);
}

TEST(AllOf, RunsItsTasksAtTheSameTimeAndEndsAfterTheLast) {
  Loop loop;
  std::vector<int> order;
  loop.run(run_three(loop, order));
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4}));
}

Task<void> run_two_that_throw(Loop& loop, std::vector<int>& order) {
  std::vector<Task<void>> tasks;
  tasks.push_back(throw_after(loop, "first", 10ms));
  tasks.push_back(throw_after(loop, "second", 1ms));
  tasks.push_back(note(loop, order, 1, 20ms));
  co_await all_of(std::move(tasks));
}

TEST(AllOf, ThrowsOnTheFirstExceptionOnlyAfterAllHaveEnded) {
  Loop loop;
  std::vector<int> order;
  std::string words;
  try {
    loop.run(run_two_that_throw(loop, order));
  } catch (const std::runtime_error& error) {
    words = error.what();
  }
  EXPECT_EQ(words, "first");
  EXPECT_EQ(order, std::vector<int>{1});
}

Task<void> gather(Loop& loop, std::vector<int>& results) {
  std::vector<Task<int>> tasks;
  tasks.push_back(number_after(loop, 7, 5ms));
  tasks.push_back(number(8));
  tasks.push_back(number_after(loop, 9, 1ms));
  results = co_await all_of(std::move(tasks));
}

TEST(AllOf, KeepsResultsInTheOrderOfTheTasks) {
  Loop loop;
  std::vector<int> results;
  loop.run(gather(loop, results));
  EXPECT_EQ(results, (std::vector<int>{7, 8, 9}));
}

Task<void> run_none(bool& ended) {
  std::vector<Task<void>> none;
  co_await all_of(std::move(none));
  ended = true;
}

TEST(AllOf, OfNothingEndsAtOnce) {
  Loop loop;
  bool ended = false;
  loop.run(run_none(ended));
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace saksi
