#include <string_view>

#include "analyzer/archive/archive.h"
#include "analyzer/archive/sqlite_archive.h"

namespace saksi {

std::unique_ptr<Archive> open_archive(const std::string& where, bool create) {
  return std::make_unique<SqliteArchive>(where, create);
}

}  // namespace saksi
