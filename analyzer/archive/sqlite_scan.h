// Reads the narrow table `result` from end to end: every question that counts goes through here. Two threads
// over two connections of their own where the archive is a file; by ranges of ids, so that no index is
// needed. The filter is applied on numbers: which inputs and networks count is worked out once, from the
// dictionaries.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"
#include "core/sqlite.h"

namespace saksi {

/// A row of `result`.
struct ScannedRow {
  std::int64_t id = 0;
  std::int64_t started = 0;  // seconds
  std::uint32_t input = 0;   // numbers of the dictionaries
  std::uint32_t network = 0;
  std::uint32_t outcome = 0;  // after correction, where corrections are asked for
  std::int64_t flags = 0;
  std::int64_t attempts = 0;
  std::int64_t agreed = 0;
  std::uint16_t isolated_by = 0;
  std::uint64_t run = 0;
};

/// A correction by the id of what it corrects.
struct CorrectedRow {
  std::int64_t id = 0;
  std::uint32_t outcome = 0;
  bool set_aside = false;
};

/// Dictionaries of a file from a stranger may hold any number; a greater one names nothing.
inline constexpr std::int64_t kMostNames = std::int64_t{1} << 27;

/// A Filter in the numbers of this file.
struct Selection {
  std::vector<char> inputs, networks;  // by number: does it count?
  std::vector<std::int64_t> moments;   // sorted; seconds, empty: all
  std::vector<char> outcomes;          // likewise
  std::int64_t since = 0, until = 0;   // seconds: since <= started < until
  std::int64_t flags_mask = 0, flags = 0;
  bool set_aside = false;                 // take also what is set aside
  std::vector<CorrectedRow> corrections;  // by id; empty when they are not to be applied

  /// Applies the correction, if any; says whether the row counts.
  [[nodiscard]] bool takes(ScannedRow& row, std::vector<CorrectedRow>::const_iterator& correction) const;
};

enum class Corrections : std::uint8_t { applied, ignored };
[[nodiscard]] Selection selection_of(const sqlite::Connection& connection, const Filter& filter,
                                     Corrections corrections);

/// Seconds that "from this moment on" and "before this moment" mean for whole seconds.
[[nodiscard]] std::int64_t first_second(const std::optional<SystemTime>& since);
[[nodiscard]] std::int64_t end_second(const std::optional<SystemTime>& until);

/// Ranges of ids, handed to as many threads as pay.
class SqliteScan {
 public:
  /// `file` empty: an archive in memory, which only `own` can read.
  SqliteScan(const sqlite::Connection& own, std::filesystem::path file);

  [[nodiscard]] std::size_t workers() const { return workers_; }
  /// Calls work(connection, worker, first, last) until all ids up to the greatest were handed out. The first
  /// exception of any worker ends the scan and is thrown.
  using Work = std::function<void(const sqlite::Connection&, std::size_t, std::int64_t, std::int64_t)>;
  void over_ranges(const Work& work) const;
  /// Calls visit(worker, row, statement) for every row that the selection takes. `more`: columns of `detail`
  /// ("d.address, d.status") that the statement then has from kFirstMore on.
  static constexpr int kFirstMore = 10;
  template <class Visit>
  void over_rows(const Selection& selection, const std::string& more, Visit visit) const {
    over_ranges(
        [&](const sqlite::Connection& connection, std::size_t worker, std::int64_t first, std::int64_t last) {
          sqlite::Statement rows{connection, rows_sql(more)};
          rows.bind_all(first, last);
          auto correction = first_correction(selection, first);
          while (rows.step()) {
            ScannedRow row = read(rows);
            if (selection.takes(row, correction)) visit(worker, row, rows);
          }
        });
  }
  /// Rows with ids from one to another, and how to read them.
  [[nodiscard]] static std::string rows_sql(const std::string& more);
  [[nodiscard]] static ScannedRow read(const sqlite::Statement& row);

 private:
  [[nodiscard]] static std::vector<CorrectedRow>::const_iterator first_correction(const Selection& selection,
                                                                                  std::int64_t id);
  const sqlite::Connection& own_;
  std::filesystem::path file_;
  std::int64_t last_id_;
  std::int64_t range_;  // ids at a time
  std::size_t workers_;
};

}  // namespace saksi
