#include "tests/unit/archive/archive_places.h"

#include "tests/support/archive/clickhouse_server.h"
#include "tests/support/temporary_folder.h"

namespace saksi {
namespace {

class MemoryPlace final : public ArchivePlace {
 public:
  std::unique_ptr<Archive> open(bool create) const override { return open_archive(":memory:", create); }
  bool lasts() const override { return false; }
};

class SqlitePlace final : public ArchivePlace {
 public:
  std::unique_ptr<Archive> open(bool create) const override {
    return open_archive((folder_ / "it's a 100% archive?.db").string(), create);
  }

 private:
  TemporaryFolder folder_;
};

/// One server for all tests of this process, a database for each.
class ClickhousePlaceOfTest final : public ArchivePlace {
 public:
  explicit ClickhousePlaceOfTest(const ClickhouseServer& server) {
    static int number = 0;
    place_ = server.place("archive_" + std::to_string(++number));
  }
  std::unique_ptr<Archive> open(bool create) const override { return open_archive(place_, create); }

 private:
  std::string place_;
};

const ClickhouseServer* shared_server() {
  static const std::unique_ptr<ClickhouseServer> server = ClickhouseServer::start();
  return server.get();
}

}  // namespace

std::unique_ptr<ArchivePlace> make_archive_place(const std::string& kind) {
  if (kind == "memory") return std::make_unique<MemoryPlace>();
  if (kind == "sqlite") return std::make_unique<SqlitePlace>();
  const ClickhouseServer* const server = shared_server();
  return server == nullptr ? nullptr : std::make_unique<ClickhousePlaceOfTest>(*server);
}

}  // namespace saksi
