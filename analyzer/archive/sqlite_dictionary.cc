#include "analyzer/archive/sqlite_dictionary.h"

#include <sqlite3.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <random>
#include <string>

namespace saksi {
namespace {

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

template <class Enum>
std::optional<std::string> text_of(std::optional<Enum> word) {
  return word ? std::optional{std::string{to_string(*word)}} : std::nullopt;
}

}  // namespace

// ---- NumberCache

// Seeded, because the hash is none that withstands people: without a seed two URLs could be made that share
// their hash, and one site's results would be counted as another's.
NumberCache::NumberCache(std::size_t slots) : seed_(random_seed()), slots_(slots) {}

NumberCache::Place NumberCache::place_of(std::string_view bytes) const {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed_);
  return {hash.low64, hash.high64};
}

std::optional<std::int64_t> NumberCache::find(Place place) const {
  const Slot& slot = slots_[place.low & (slots_.size() - 1)];
  if (slot.number == 0 || slot.place.low != place.low || slot.place.high != place.high) return std::nullopt;
  return slot.number;
}

void NumberCache::put(Place place, std::int64_t number) {
  slots_[place.low & (slots_.size() - 1)] = {place, number};
}

void NumberCache::clear() {
  std::fill(slots_.begin(), slots_.end(), Slot{});
}

// ---- SqliteDictionary

SqliteDictionary::SqliteDictionary(const sqlite::Connection& connection, const char* find_sql,
                                   const char* insert_sql, std::size_t slots)
    : connection_(connection), find_(connection, find_sql), insert_(connection, insert_sql), cache_(slots) {}

std::optional<std::int64_t> SqliteDictionary::first_integer(sqlite::Statement& statement) {
  std::optional<std::int64_t> number;
  if (statement.step()) number = statement.integer(0);
  statement.run();  // to its end: ready to be bound again
  return number;
}

std::int64_t SqliteDictionary::last_id() const {
  return sqlite3_last_insert_rowid(connection_.handle());
}

// ---- SqliteOutcomes

SqliteOutcomes::SqliteOutcomes(const sqlite::Connection& connection)
    : connection_(connection),
      find_(connection, "SELECT id FROM outcome WHERE code = ?"),
      insert_(connection,
              "INSERT INTO outcome (code, verdict, certainty, scope, layer, method) VALUES (?,?,?,?,?,?)") {}

std::int64_t SqliteOutcomes::number(const Outcome& outcome) {
  const std::uint64_t code = outcome.code();
  const auto known = known_.find(code);
  if (known != known_.end()) return known->second;
  return known_[code] = find_or_insert(outcome);
}

std::int64_t SqliteOutcomes::find_or_insert(const Outcome& outcome) {
  const auto code = std::bit_cast<std::int64_t>(outcome.code());
  find_.bind(1, code);
  const std::int64_t found = find_.step() ? find_.integer(0) : 0;
  find_.run();
  if (found != 0) return found;
  insert_
      .bind_all(code, to_string(outcome.word), to_string(outcome.certainty), to_string(outcome.scope),
                text_of(outcome.layer), text_of(outcome.method))
      .run();
  return sqlite3_last_insert_rowid(connection_.handle());
}

}  // namespace saksi
