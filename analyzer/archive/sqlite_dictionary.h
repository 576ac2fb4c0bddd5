// Names as small numbers in the SQLite archive. What was asked lately is remembered in a table of fixed size
// under a seeded 128-bit hash, so that an import's memory does not grow with its inputs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/archive/result.h"
#include "core/sqlite.h"

namespace saksi {

class NumberCache {
 public:
  explicit NumberCache(std::size_t slots);  // a power of two

  struct Place {
    std::uint64_t low = 0, high = 0;
  };
  [[nodiscard]] Place place_of(std::string_view bytes) const;
  [[nodiscard]] std::optional<std::int64_t> find(Place place) const;
  void put(Place place, std::int64_t number);
  /// After a transaction that was undone: its numbers do not exist.
  void clear();

 private:
  struct Slot {
    Place place;
    std::int64_t number = 0;  // 0: free
  };
  std::uint64_t seed_;
  std::vector<Slot> slots_;
};

/// One dictionary table: `find_sql` gives the id of the bound values, `insert_sql` adds them.
class SqliteDictionary {
 public:
  SqliteDictionary(const sqlite::Connection& connection, const char* find_sql, const char* insert_sql,
                   std::size_t slots);

  /// The number of these values, made when it is new. `spelling` tells them from all others.
  template <class... Values>
  [[nodiscard]] std::int64_t number(std::string_view spelling, const Values&... values) {
    const NumberCache::Place place = cache_.place_of(spelling);
    if (const auto known = cache_.find(place)) return *known;
    find_.bind_all(values...);
    auto found = first_integer(find_);
    if (!found) {
      insert_.bind_all(values...).run();
      found = last_id();
    }
    cache_.put(place, *found);
    return *found;
  }
  void forget() { cache_.clear(); }

 private:
  [[nodiscard]] static std::optional<std::int64_t> first_integer(sqlite::Statement& statement);
  [[nodiscard]] std::int64_t last_id() const;
  const sqlite::Connection& connection_;
  sqlite::Statement find_, insert_;
  NumberCache cache_;
};

/// The table `outcome`: a few hundred rows at most in practice, held whole.
class SqliteOutcomes {
 public:
  explicit SqliteOutcomes(const sqlite::Connection& connection);
  [[nodiscard]] std::int64_t number(const Outcome& outcome);
  void forget() { known_.clear(); }

 private:
  [[nodiscard]] std::int64_t find_or_insert(const Outcome& outcome);
  const sqlite::Connection& connection_;
  sqlite::Statement find_, insert_;
  std::map<std::uint64_t, std::int64_t> known_;  // by Outcome::code()
};

}  // namespace saksi
