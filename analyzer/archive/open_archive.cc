#include "analyzer/archive/archive.h"
#include "analyzer/archive/clickhouse_archive.h"
#include "analyzer/archive/sqlite_archive.h"

namespace saksi {

std::unique_ptr<Archive> open_archive(const std::string& where, bool create) {
  if (is_clickhouse_place(where)) {
    const auto place = parse_clickhouse_place(where);
    if (!place) throw StoreError{place.error().message};
    return std::make_unique<ClickhouseArchive>(*place, create);
  }
  return std::make_unique<SqliteArchive>(where, create);
}

}  // namespace saksi
