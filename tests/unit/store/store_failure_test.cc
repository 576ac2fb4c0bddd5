// What can go wrong with the store's file: each message names the file, says what happened and what to do,
// and nothing that was stored is lost.
#include <fcntl.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "core/store_file.h"
#include "tests/unit/store/store_fixture.h"

namespace saksi {
namespace {

class StoreFailure : public StoreTest {
 protected:
  void write(const std::string& name, const std::string& content) const {
    std::ofstream{folder / name, std::ios::binary} << content;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in{folder / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  [[nodiscard]] std::string error_of_opening(const std::string& name, Store::Mode mode) const {
    return store_error([&] { (void)Store::open(folder / name, mode); });
  }
  [[nodiscard]] sqlite::Connection plain(const std::string& name) const {
    return {sqlite::file_uri((folder / name).string(), "mode=rw"), SQLITE_OPEN_READWRITE};
  }
};

TEST_F(StoreFailure, AMissingFileIsNamed) {
  for (const auto mode : {Store::Mode::read_write, Store::Mode::read_only}) {
    const std::string message = error_of_opening("none.db", mode);
    expect_says(message, "none.db");
    expect_says(message, "there is no such store");
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "none.db"));
}

TEST_F(StoreFailure, AMissingFolderIsNamed) {
  const std::string message = error_of_opening("no/such/folder.db", Store::Mode::create);
  expect_says(message, "No such file or directory");
  expect_says(message, "Check that the folder exists");
}

TEST_F(StoreFailure, AFolderIsNoStore) {
  expect_says(store_error([&] { (void)Store::open(folder.path(), Store::Mode::create); }), "is not a file");
}

TEST_F(StoreFailure, AFileOfAnotherKindIsLeftAsItWas) {
  const std::string text(5000, 'x');
  write("letter.txt", text);
  for (const auto mode : {Store::Mode::create, Store::Mode::read_write, Store::Mode::read_only}) {
    expect_says(error_of_opening("letter.txt", mode), "is not a Saksi store");
  }
  EXPECT_EQ(read("letter.txt"), text);
}

TEST_F(StoreFailure, TheDatabaseOfAnotherProgramIsLeftAsItWas) {
  write("other.db", "");
  plain("other.db").run("CREATE TABLE diary (day)");
  const std::string before = read("other.db");
  for (const auto mode : {Store::Mode::create, Store::Mode::read_write, Store::Mode::read_only}) {
    expect_says(error_of_opening("other.db", mode), "is not a Saksi store");
  }
  EXPECT_EQ(read("other.db"), before);
}

TEST_F(StoreFailure, AnEmptyFileBecomesAStoreOnlyWhenOneIsToBeMade) {
  write("empty.db", "");
  expect_says(error_of_opening("empty.db", Store::Mode::read_write), "is not a Saksi store");
  expect_says(error_of_opening("empty.db", Store::Mode::read_only), "is not a Saksi store");
  EXPECT_TRUE(Store::open(folder / "empty.db", Store::Mode::create).runs().empty());
}

TEST_F(StoreFailure, AStoreOfANewerSaksiIsNotTouched) {
  { const Store store = create(); }
  plain("probe.db").run("PRAGMA user_version = 99");
  for (const auto mode : {Store::Mode::create, Store::Mode::read_write, Store::Mode::read_only}) {
    const std::string message = error_of_opening("probe.db", mode);
    expect_says(message, "newer Saksi (store version 99");
    expect_says(message, "Update this program");
  }
}

TEST_F(StoreFailure, ADamagedFileSaysSoAndHowToSaveIt) {
  const saksi::Run run = a_run();
  {
    Store store = create();
    store.begin_run(run, {});
    for (int i = 0; i < 50; ++i)
      store.insert(scrubbed(a_measurement(run, "https://a.example/" + std::to_string(i))), {});
  }
  std::string bytes = read("probe.db");
  for (std::size_t i = 3 * 4096; i < bytes.size(); i += 97) bytes[i] = static_cast<char>(bytes[i] ^ 0x5a);
  write("probe.db", bytes);
  const std::string message = store_error([&] {
    const Store store = Store::open(folder / "probe.db", Store::Mode::read_only);
    store.each([](const Measurement&, const StoredVerdict&) {});
  });
  expect_says(message, "probe.db");
  expect_says(message, "damaged");
}

TEST_F(StoreFailure, ADamagedRecordOfEvidenceNamesItsMeasurement) {
  Store store = create();
  const saksi::Run run = a_run();
  store.begin_run(run, {});
  const auto m = scrubbed(a_measurement(run, "https://a.example/"));
  store.insert(m, {});
  plain("probe.db").run("UPDATE measurement SET evidence = '{\"saksi_evidence\":1}'");
  expect_says(store_error([&] { store.each([](const Measurement&, const StoredVerdict&) {}); }), m->id);
  EXPECT_FALSE(store.evidence(m->id));
}

TEST_F(StoreFailure, AStoreThatAnotherProgramHoldsIsSaidToBeInUse) {
  Store store = create();
  const saksi::Run run = a_run();
  store.begin_run(run, {});
  const sqlite::Connection holder = plain("probe.db");
  holder.run("BEGIN IMMEDIATE");
  const auto m = scrubbed(a_measurement(run, "https://a.example/"));
  expect_says(store_error([&] { store.insert(m, {}); }), "another program is using it");
  holder.run("ROLLBACK");
  store.insert(m, {});
  EXPECT_EQ(store.verdicts().size(), 1u);
}

/// Runs `action` as somebody with no rights; true when it returned true there.
bool as_nobody(const std::function<bool()>& action) {
  const pid_t child = fork();
  if (child == 0) {
    const bool changed = geteuid() != 0 || setresuid(65534, 65534, 65534) == 0;
    _exit(changed && action() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(StoreFailure, AFileThatMayNotBeWrittenSaysSoAndCanStillBeRead) {
  const saksi::Run run = a_run();
  {
    Store store = create();
    store.begin_run(run, {});
    store.insert(scrubbed(a_measurement(run, "https://a.example/")), {});
  }
  chmod((folder / "probe.db").c_str(), 0444);
  for (const mode_t of_folder : {mode_t{0777}, mode_t{0555}}) {
    chmod(folder.path().c_str(), of_folder);
    EXPECT_TRUE(as_nobody([&] {
      expect_says(error_of_opening("probe.db", Store::Mode::read_write), "cannot be written");
      return !HasFailure();
    })) << of_folder;
  }
  EXPECT_TRUE(as_nobody(
      [&] { return Store::open(folder / "probe.db", Store::Mode::read_only).verdicts().size() == 1; }));
  chmod(folder.path().c_str(), 0755);
}

/// A disk of `size`, seen by this process alone.
bool mount_small_disk(const std::filesystem::path& where, const char* size) {
  if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  return mount("tmpfs", where.c_str(), "tmpfs", 0, size) == 0;
}

TEST_F(StoreFailure, AFullDiskLosesNothingAndAfterMakingRoomItGoesOn) {
  std::filesystem::create_directory(folder / "disk");
  if (!mount_small_disk(folder / "disk", "size=1m"))
    GTEST_SKIP() << "SKIPPED: may not mount a disk of its own";
  write("disk/ballast", std::string(300'000, 'x'));
  Store store = create("disk/probe.db");
  const saksi::Run run = a_run();
  store.begin_run(run, {});
  std::size_t stored = 0;
  std::string message;
  while (message.empty() && stored < 1000) {
    const auto m = scrubbed(a_measurement(run, "https://a.example/" + std::to_string(stored)));
    try {
      store.insert(m, {});
      ++stored;
    } catch (const StoreError& error) {
      message = error.what();
    }
  }
  expect_says(message, "the disk is full");
  expect_says(message, "probe.db");
  EXPECT_EQ(store.verdicts().size(), stored);

  std::filesystem::remove(folder / "disk/ballast");
  store.insert(scrubbed(a_measurement(run, "https://b.example/")), {});
  store.insert(scrubbed(a_measurement(run, "https://c.example/")), {});
  EXPECT_EQ(store.verdicts().size(), stored + 2);
  EXPECT_GT(stored, 3u);
  umount((folder / "disk").c_str());
}

}  // namespace
}  // namespace saksi
