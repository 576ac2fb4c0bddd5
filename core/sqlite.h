// SQLite's C API as values with owners: a connection, a statement, a transaction. Private to the store; knows
// nothing of measurements. Every failure is an sqlite::Failure with SQLite's extended code and words.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace saksi::sqlite {

class Failure : public std::runtime_error {
 public:
  Failure(int extended_code, const std::string& words);
  [[nodiscard]] int code() const { return extended_code_ & 0xff; }  // SQLITE_BUSY, SQLITE_FULL...
  [[nodiscard]] int extended_code() const { return extended_code_; }

 private:
  int extended_code_;
};

class Connection {
 public:
  /// `uri` is a file: URI (see file_uri()); `flags` are SQLITE_OPEN_*.
  Connection(const std::string& uri, int flags);
  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection& operator=(Connection&&) = delete;

  /// Runs one or several statements that return nothing that matters.
  void run(const std::string& sql) const;
  /// The one integer that a query gives.
  [[nodiscard]] std::int64_t integer(const std::string& sql) const;
  /// Rows changed by the last INSERT, UPDATE or DELETE.
  [[nodiscard]] std::size_t changes() const;
  [[nodiscard]] sqlite3* handle() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

/// A prepared statement. Parameters count from 1 in the order of bind_all(), columns from 0.
class Statement {
 public:
  Statement(const Connection& connection, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;

  template <class... Values>
  Statement& bind_all(const Values&... values) {
    int at = 0;
    (bind(++at, values), ...);
    return *this;
  }
  void bind(int at, std::string_view text);
  void bind(int at, const char* text) { bind(at, std::string_view{text}); }
  void bind(int at, const std::string& text) { bind(at, std::string_view{text}); }
  void bind(int at, const std::optional<std::string>& text);
  void bind(int at, std::int64_t number);
  void bind(int at, int number) { bind(at, std::int64_t{number}); }
  void bind(int at, bool truth) { bind(at, std::int64_t{truth}); }
  /// A BLOB; nothing is NULL. The bytes must stay until the statement was run.
  void bind_bytes(int at, std::optional<std::string_view> bytes);

  /// True when there is a row to read.
  [[nodiscard]] bool step();
  /// Steps to the end and makes the statement ready to be bound again, also when it fails.
  void run();

  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::optional<std::string> text_or_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  /// Of a BLOB; valid until the next step().
  [[nodiscard]] std::string_view bytes(int column) const;

 private:
  void check(int code) const;
  sqlite3* connection_;
  sqlite3_stmt* handle_ = nullptr;
};

/// BEGIN IMMEDIATE; rolled back unless commit() was reached.
class Transaction {
 public:
  explicit Transaction(const Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  const Connection& connection_;
  bool open_ = true;
};

/// "file:/a%20b?mode=ro" for a path and its parameters.
[[nodiscard]] std::string file_uri(const std::string& path, std::string_view parameters);

}  // namespace saksi::sqlite
