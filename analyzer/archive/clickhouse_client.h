// A ClickHouse server over HTTP: one query at a time, rows as RowBinary. Values from outside go in as
// parameters of sql_text() or as external tables, never as they are. Private to ClickhouseArchive; not safe
// across threads.
//
// Throws StoreError: server away, name or password wrong, database missing, memory or disk full; each says
// what to do.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "analyzer/archive/clickhouse_place.h"
#include "analyzer/archive/row_binary.h"
#include "core/store.h"

namespace saksi {

/// What the server said when it refused a query, beside what StoreError tells people.
class ClickhouseRefusal : public StoreError {
 public:
  ClickhouseRefusal(const std::string& words, int code) : StoreError(words), code_(code) {}
  [[nodiscard]] int code() const { return code_; }  // ClickHouse's number of the error; 0: not known

 private:
  int code_;
};
inline constexpr int kMemoryLimitExceeded = 241;

/// A table that travels with one query: "FROM wanted", "IN wanted".
struct ExternalTable {
  std::string name;
  std::string structure;  // "key FixedString(16)"
  std::string rows;       // RowBinary
};

/// 'text' as ClickHouse's SQL wants it.
[[nodiscard]] std::string sql_text(std::string_view text);

class ClickhouseClient {
 public:
  explicit ClickhouseClient(ClickhousePlace place);
  ~ClickhouseClient();

  /// Runs a statement whose answer does not matter. `database` false: the database need not be there yet.
  void run(const std::string& sql, bool database = true);
  void insert(const std::string& table, const std::string& columns, std::string_view rows);
  /// Calls read(row) for every row of the answer as it comes. It must take all columns before it acts: it is
  /// called anew when a row was not complete.
  using ReadRow = std::function<void(RowBinaryReader&)>;
  void each_row(const std::string& sql, const ReadRow& read, const ExternalTable* table = nullptr);
  /// The one number (UInt64) of an answer; 0 when there is none.
  [[nodiscard]] std::uint64_t number(const std::string& sql);

  [[nodiscard]] const ClickhousePlace& place() const { return place_; }

 private:
  struct Exchange;
  void perform(Exchange& exchange);
  [[noreturn]] void refuse(const Exchange& exchange, long status) const;
  ClickhousePlace place_;
  void* curl_;
};

}  // namespace saksi
