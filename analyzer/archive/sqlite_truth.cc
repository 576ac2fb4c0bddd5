#include "analyzer/archive/sqlite_questions.h"

namespace saksi {

std::vector<NameAddress> addresses_of_names(const sqlite::Connection&, const std::filesystem::path&,
                                            const Filter&) {
  return {};
}
std::vector<RunTally> tally_runs(const sqlite::Connection&, const std::filesystem::path&, const Filter&) {
  return {};
}
std::vector<SharedValue> values_of_many_hosts(const sqlite::Connection&, const std::filesystem::path&,
                                              std::uint32_t) {
  return {};
}

}  // namespace saksi
