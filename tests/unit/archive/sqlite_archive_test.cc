#include "analyzer/archive/sqlite_archive.h"

#include <gtest/gtest.h>

#include "core/store.h"
#include "tests/support/archive/random_results.h"
#include "tests/support/temporary_folder.h"

namespace saksi {
namespace {

TEST(SqliteArchive, AFileOfTheProbeAloneIsAnEmptyArchiveThatIsOnlyRead) {
  const TemporaryFolder folder;
  { const Store store = Store::open(folder / "a.db", Store::Mode::create); }
  const SqliteArchive archive{folder / "a.db", false};
  EXPECT_TRUE(archive.sources().empty());
  EXPECT_EQ(archive.count({}), 0u);
  EXPECT_TRUE(archive.tally({}).tallies.empty());
}

TEST(SqliteArchive, TheArchiveStandsBesideTheProbesTables) {
  const TemporaryFolder folder;
  { const Store store = Store::open(folder / "a.db", Store::Mode::create); }
  SqliteArchive archive{folder / "a.db", true};
  const Source source = archive.begin_source(some_source(1));
  EXPECT_EQ(archive.add(random_results(1, 10), {}, source), 10u);
  const Store store = Store::open(folder / "a.db", Store::Mode::read_only);
  EXPECT_TRUE(store.runs().empty());
  Filter all;
  all.set_aside = true;
  EXPECT_EQ(SqliteArchive(folder / "a.db", false).results(all, 100).size(), 10u);
}

TEST(SqliteArchive, WhatIsOpenedToBeReadRefusesToBeWritten) {
  const TemporaryFolder folder;
  { const SqliteArchive archive{folder / "a.db", true}; }
  SqliteArchive archive{folder / "a.db", false};
  EXPECT_THROW(archive.set_property("a", "b"), StoreError);
  EXPECT_THROW((void)archive.begin_source(some_source(1)), StoreError);
}

}  // namespace
}  // namespace saksi
