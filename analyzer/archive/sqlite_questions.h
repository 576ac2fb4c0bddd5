// What SqliteArchive answers, one function for each of Archive's reading methods (archive.h says what each
// gives). `file` is where more connections may read the same; empty for an archive in memory. Throws
// sqlite::Failure.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"
#include "core/sqlite.h"

namespace saksi {

[[nodiscard]] std::vector<Correction> read_corrections(const sqlite::Connection& connection);
[[nodiscard]] Tallies tally_rows(const sqlite::Connection& connection, const std::filesystem::path& file,
                                 const Filter& filter);
[[nodiscard]] std::size_t count_rows(const sqlite::Connection& connection, const std::filesystem::path& file,
                                     const Filter& filter);
[[nodiscard]] std::vector<ArchivedResult> read_results(const sqlite::Connection& connection,
                                                       const std::filesystem::path& file,
                                                       const Filter& filter, std::size_t most);
[[nodiscard]] std::vector<ArchivedResult> find_results(const sqlite::Connection& connection,
                                                       const std::string& hex_prefix);
[[nodiscard]] std::vector<NameAddress> addresses_of_names(const sqlite::Connection& connection,
                                                          const std::filesystem::path& file,
                                                          const Filter& filter);
[[nodiscard]] std::vector<RunTally> tally_runs(const sqlite::Connection& connection,
                                               const std::filesystem::path& file, const Filter& filter);
[[nodiscard]] std::vector<SharedValue> values_of_many_hosts(const sqlite::Connection& connection,
                                                            const std::filesystem::path& file,
                                                            std::uint32_t least_hosts);

}  // namespace saksi
