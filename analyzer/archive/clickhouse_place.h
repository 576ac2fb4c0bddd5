// "clickhouse://user:password@host:8123/database" in its parts.
#pragma once

#include <string>

#include "core/result.h"

namespace saksi {

struct ClickhousePlace {
  bool tls = false;  // clickhouses://
  std::string host;  // as it stands in a URL: "db.example", "[::1]"
  int port = 8123;   // of HTTP; 8443 with TLS
  std::string user, password;
  std::string database;

  /// For messages: without the password.
  [[nodiscard]] std::string text() const;
};

[[nodiscard]] bool is_clickhouse_place(const std::string& where);
/// User and password may hold %XX. The database is letters, digits and underscores.
[[nodiscard]] Result<ClickhousePlace> parse_clickhouse_place(const std::string& where);

}  // namespace saksi
