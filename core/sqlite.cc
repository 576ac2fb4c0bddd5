#include "core/sqlite.h"

#include <sqlite3.h>

#include <utility>

namespace saksi::sqlite {

Failure::Failure(int extended_code, const std::string& words)
    : std::runtime_error(words), extended_code_(extended_code) {}

namespace {

[[noreturn]] void throw_last(sqlite3* connection) {
  throw Failure{sqlite3_extended_errcode(connection), sqlite3_errmsg(connection)};
}

}  // namespace

// ---- Connection

Connection::Connection(const std::string& uri, int flags) {
  const int code =
      sqlite3_open_v2(uri.c_str(), &handle_, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const Failure failure{handle_ != nullptr ? sqlite3_extended_errcode(handle_) : code,
                          sqlite3_errstr(code)};
    sqlite3_close_v2(std::exchange(handle_, nullptr));
    throw failure;
  }
  sqlite3_extended_result_codes(handle_, 1);
}

Connection::~Connection() {
  sqlite3_close_v2(handle_);
}

Connection::Connection(Connection&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

void Connection::run(const std::string& sql) const {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) throw_last(handle_);
}

std::int64_t Connection::integer(const std::string& sql) const {
  Statement statement{*this, sql};
  return statement.step() ? statement.integer(0) : 0;
}

std::size_t Connection::changes() const {
  return static_cast<std::size_t>(sqlite3_changes64(handle_));
}

// ---- Statement

Statement::Statement(const Connection& connection, std::string_view sql) : connection_(connection.handle()) {
  check(sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()), 0, &handle_, nullptr));
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), handle_(std::exchange(other.handle_, nullptr)) {}

void Statement::check(int code) const {
  if (code != SQLITE_OK) throw_last(connection_);
}

void Statement::bind(int at, std::string_view text) {
  check(sqlite3_bind_text64(handle_, at, text.data() != nullptr ? text.data() : "", text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(int at, const std::optional<std::string>& text) {
  if (text) return bind(at, std::string_view{*text});
  check(sqlite3_bind_null(handle_, at));
}

void Statement::bind(int at, std::int64_t number) {
  check(sqlite3_bind_int64(handle_, at, number));
}

void Statement::bind_bytes(int at, std::optional<std::string_view> bytes) {
  if (!bytes) return check(sqlite3_bind_null(handle_, at));
  check(sqlite3_bind_blob64(handle_, at, bytes->data() != nullptr ? bytes->data() : "", bytes->size(),
                            SQLITE_STATIC));
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw_last(connection_);
}

void Statement::run() {
  try {
    while (step()) {
    }
  } catch (...) {
    sqlite3_reset(handle_);
    throw;
  }
  sqlite3_reset(handle_);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::optional<std::string> Statement::text_or_null(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_, column);
}

std::string_view Statement::bytes(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

// ---- Transaction

Transaction::Transaction(const Connection& connection) : connection_(connection) {
  connection_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // SQLite may have rolled back by itself (disk full); then there is nothing to undo.
  if (open_ && sqlite3_get_autocommit(connection_.handle()) == 0) {
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void Transaction::commit() {
  connection_.run("COMMIT");
  open_ = false;
}

std::string file_uri(const std::string& path, std::string_view parameters) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '?' || c == '#' || c == '%' || byte <= 0x20) {
      uri += '%';
      uri += kDigits[byte >> 4];
      uri += kDigits[byte & 15];
    } else {
      uri += c;
    }
  }
  return uri + "?" + std::string{parameters};
}

}  // namespace saksi::sqlite
