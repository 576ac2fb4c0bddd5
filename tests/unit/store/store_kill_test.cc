// The promise of the store: what insert() returned from is there after kill -9.
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <random>
#include <set>
#include <thread>

#include "core/store_file.h"
#include "tests/unit/store/store_fixture.h"

namespace saksi {
namespace {

constexpr int kKills = 25;

/// Inserts until it is killed, and tells each id after insert() has returned.
[[noreturn]] void insert_for_ever(const std::filesystem::path& file, int report) {
  Store store = Store::open(file, Store::Mode::create);
  const Run run = a_run();
  store.begin_run(run, {});
  for (int i = 0;; ++i) {
    Measurement m = a_measurement(run, "https://a.example/" + std::to_string(i));
    m.http[0].response->body = std::string(static_cast<std::size_t>(i % 50) * 1000, 'x');
    const std::string id = m.id;
    store.insert(scrub(std::move(m), {}), example_verdict());
    if (write(report, id.data(), id.size()) != static_cast<ssize_t>(id.size())) _exit(1);
  }
}

/// Reads ids until the writer is dead and the pipe empty.
void read_ids(int report, std::set<std::string>& ids) {
  std::array<char, 32> id{};
  std::size_t have = 0;
  for (;;) {
    const ssize_t got = read(report, id.data() + have, id.size() - have);
    if (got <= 0) return;
    have += static_cast<std::size_t>(got);
    if (have < id.size()) continue;
    ids.emplace(id.data(), id.size());
    have = 0;
  }
}

/// Starts a writer, lets it live for so long after its first insert, kills it. Its reports go into `ids`.
void run_and_kill(const std::filesystem::path& file, std::chrono::microseconds life,
                  std::set<std::string>& ids) {
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(pipe_ends[0]);
    insert_for_ever(file, pipe_ends[1]);
  }
  close(pipe_ends[1]);
  std::array<char, 32> first{};
  std::size_t have = 0;
  while (have < first.size()) {
    const ssize_t got = read(pipe_ends[0], first.data() + have, first.size() - have);
    ASSERT_GT(got, 0);
    have += static_cast<std::size_t>(got);
  }
  ids.emplace(first.data(), first.size());
  std::this_thread::sleep_for(life);
  kill(child, SIGKILL);
  read_ids(pipe_ends[0], ids);
  close(pipe_ends[0]);
  waitpid(child, nullptr, 0);
}

TEST_F(StoreTest, WhatInsertReturnedFromIsThereAfterKillNine) {
  std::mt19937 dice{std::random_device{}()};
  std::set<std::string> reported;
  for (int i = 0; i < kKills; ++i) {
    const std::chrono::microseconds life{std::uniform_int_distribution<int>{0, 80'000}(dice)};
    run_and_kill(folder / "probe.db", life, reported);

    const Store store = Store::open(folder / "probe.db", Store::Mode::read_only);
    std::set<std::string> stored;
    store.each([&](const Measurement& m, const StoredVerdict&) { stored.insert(m.id); });
    for (const auto& id : reported) ASSERT_TRUE(stored.contains(id)) << "lost " << id << " by kill " << i;
    // One more than reported per kill: it was stored, and the kill came before the report.
    ASSERT_LE(stored.size(), reported.size() + static_cast<std::size_t>(i) + 1);
    const sqlite::Connection plain{read_only_uri(folder / "probe.db"), SQLITE_OPEN_READONLY};
    sqlite::Statement check{plain, "PRAGMA integrity_check"};
    ASSERT_TRUE(check.step());
    ASSERT_EQ(check.text(0), "ok");
  }
  std::cout << kKills << " kills, " << reported.size() << " measurements reported, none lost\n";
  EXPECT_GT(reported.size(), static_cast<std::size_t>(kKills));
}

}  // namespace
}  // namespace saksi
