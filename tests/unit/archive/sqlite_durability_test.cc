// The promises of the SQLite archive: what add() returned from is there after kill -9, each batch is there
// whole or not at all, and a full disk loses nothing.
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <thread>

#include "core/sqlite.h"
#include "core/store_file.h"
#include "tests/support/archive/random_results.h"
#include "tests/support/temporary_folder.h"

namespace saksi {
namespace {

constexpr std::uint64_t kBatch = 400;
constexpr int kKills = 15;

std::size_t count_all(const Archive& archive) {
  Filter all;
  all.set_aside = true;
  return archive.count(all);
}

/// Adds batches until it is killed; after each add() it tells how many batches are there.
[[noreturn]] void add_for_ever(const std::string& file, int report) {
  const auto archive = open_archive(file, true);
  Source source = archive->begin_source(some_source(1));
  for (std::uint64_t batch = source.lines / kBatch;; ++batch) {
    source.lines += kBatch;
    archive->add(random_results(batch, kBatch), {}, source);
    const std::uint64_t batches = batch + 1;
    if (write(report, &batches, sizeof batches) != sizeof batches) _exit(1);
  }
}

/// Starts a writer, lets it live for so long after its first batch, kills it; how many batches it told of.
std::uint64_t run_and_kill(const std::string& file, std::chrono::microseconds life) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return 0;
  const pid_t child = fork();
  if (child == 0) add_for_ever(file, ends[1]);
  close(ends[1]);
  std::uint64_t batches = 0;
  std::uint64_t told = 0;
  const auto read_one = [&] { return read(ends[0], &told, sizeof told) == sizeof told; };
  if (read_one()) batches = told;
  std::this_thread::sleep_for(life);
  kill(child, SIGKILL);
  while (read_one()) batches = told;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return batches;
}

TEST(SqliteArchiveDurability, WhatAddReturnedFromIsThereAfterKillNineAndNoBatchInPart) {
  const TemporaryFolder folder;
  const std::string file = (folder / "a.db").string();
  std::mt19937 dice{7};
  for (int i = 0; i < kKills; ++i) {
    const std::chrono::microseconds life{std::uniform_int_distribution<int>{0, 60'000}(dice)};
    const std::uint64_t told = run_and_kill(file, life);
    ASSERT_GT(told, 0u);
    const auto archive = open_archive(file, false);
    const std::uint64_t lines = archive->sources().at(0).lines;
    ASSERT_GE(lines, told * kBatch);
    ASSERT_EQ(count_all(*archive), lines);  // results and progress, together
    const sqlite::Connection plain{read_only_uri(file), SQLITE_OPEN_READONLY};
    sqlite::Statement check{plain, "PRAGMA integrity_check"};
    ASSERT_TRUE(check.step());
    ASSERT_EQ(check.text(0), "ok");
  }
}

/// A disk of `size`, seen by this process alone.
bool mount_small_disk(const std::filesystem::path& where, const char* size) {
  if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  return mount("tmpfs", where.c_str(), "tmpfs", 0, size) == 0;
}

TEST(SqliteArchiveDurability, AFullDiskLosesNothingAndAfterMakingRoomItGoesOn) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "disk");
  if (!mount_small_disk(folder / "disk", "size=4m"))
    GTEST_SKIP() << "NOT TESTED: may not mount a disk of its own";
  std::ofstream{folder / "disk/ballast"} << std::string(1'500'000, 'x');
  const auto archive = open_archive((folder / "disk/a.db").string(), true);
  Source source = archive->begin_source(some_source(1));
  std::size_t added = 0;
  std::string message;
  std::uint64_t batch = 0;
  for (; message.empty() && batch < 1'000; ++batch) {
    try {
      added += archive->add(random_results(batch, kBatch), {}, source);
    } catch (const StoreError& error) {
      message = error.what();
    }
  }
  EXPECT_NE(message.find("the disk is full"), std::string::npos) << message;
  EXPECT_NE(message.find("a.db"), std::string::npos) << message;
  EXPECT_EQ(count_all(*archive), added);

  std::filesystem::remove(folder / "disk/ballast");
  EXPECT_EQ(archive->add(random_results(batch - 1, kBatch), {}, source), kBatch);
  EXPECT_EQ(count_all(*archive), added + kBatch);
  EXPECT_GT(added, 0u);
  umount((folder / "disk").c_str());
}

TEST(SqliteArchiveDurability, MemoryOfAnImportIsBoundedHoweverManyInputsThereAre) {
  const auto resident_pages = [] {
    std::ifstream in{"/proc/self/statm"};
    long size = 0, resident = 0;
    in >> size >> resident;
    return resident;
  };
  const TemporaryFolder folder;
  const auto archive = open_archive((folder / "a.db").string(), true);
  const Source source = archive->begin_source(some_source(1));
  std::vector<ArchivedResult> results = random_results(1, 2'000);
  Randomness random{2};
  const auto add_inputs = [&](int batches) {
    for (int batch = 0; batch < batches; ++batch) {
      for (ArchivedResult& result : results) {
        result.key = random_key(random);
        result.input = "https://" + std::to_string(random()) + ".test/" + std::string(1'000, 'p');
      }
      archive->add(results, {}, source);
    }
  };
  add_inputs(12);  // every cache is full
  const long before = resident_pages();
  add_inputs(10);
  const long grown = (resident_pages() - before) * sysconf(_SC_PAGESIZE);
  EXPECT_LT(grown, 8 << 20);  // 20,000 new inputs of 1,000 bytes each would be 20 MB
}

}  // namespace
}  // namespace saksi
