#include "tests/unit/archive/archive_places.h"

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

}  // namespace

std::unique_ptr<ArchivePlace> make_archive_place(const std::string& kind) {
  if (kind == "memory") return std::make_unique<MemoryPlace>();
  if (kind == "sqlite") return std::make_unique<SqlitePlace>();
  return nullptr;
}

}  // namespace saksi
