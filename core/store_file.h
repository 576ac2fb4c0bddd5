// Private to the store: opening, making and migrating its file, and what to tell people when that fails.
#pragma once

#include <filesystem>
#include <span>

#include "core/sqlite.h"
#include "core/store.h"

namespace saksi {

inline constexpr std::int64_t kApplicationId = 0x53414b53;  // "SAKS", in PRAGMA application_id
inline constexpr int kStoreVersion = 2;                     // in PRAGMA user_version

/// The SQL that turns version N of the schema into N + 1. The list begins with version 1; schema.sql is
/// always the newest.
struct Migration {
  int from;
  const char* sql;
};
[[nodiscard]] std::span<const Migration> migrations();

/// Takes the file from its version to `to`, each step in a transaction of its own. Throws sqlite::Failure.
void migrate(const sqlite::Connection& connection, std::span<const Migration> steps, int to);

/// Opens the file, checks that it is a store of ours and of a version that we know, and, when it may be
/// written, brings it up to date. Throws StoreError.
[[nodiscard]] sqlite::Connection open_store_file(const std::filesystem::path& file, Store::Mode mode);

/// A URI that reads the file and cannot write it.
[[nodiscard]] std::string read_only_uri(const std::filesystem::path& file);

/// Throws StoreError unless the schema of that name ("main" or an attached one) is a store that we can read.
void check_is_store(const sqlite::Connection& connection, const std::string& schema,
                    const std::filesystem::path& file);

/// Which file, what SQLite said, what to do: as a StoreError.
[[noreturn]] void throw_store_error(const std::filesystem::path& file, const std::string& doing,
                                    const sqlite::Failure& failure);

/// Runs `action` and turns its sqlite::Failure into a StoreError.
template <class Action>
auto guarded(const std::filesystem::path& file, const char* doing, Action action) -> decltype(action()) {
  try {
    return action();
  } catch (const sqlite::Failure& failure) {
    throw_store_error(file, doing, failure);
  }
}

}  // namespace saksi
