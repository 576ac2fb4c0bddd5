#include "analyzer/archive/clickhouse_selection.h"

#include "analyzer/archive/clickhouse_client.h"
#include "analyzer/archive/clickhouse_rows.h"
#include "analyzer/archive/row_codes.h"
#include "analyzer/archive/sqlite_scan.h"

namespace saksi {
namespace {

constexpr const char* kOutcomeColumns[] = {"verdict", "certainty", "scope", "layer", "method"};

template <class Values, class Text>
std::string one_of(const std::string& column, const Values& values, Text text) {
  std::string list;
  for (const auto& value : values) list += (list.empty() ? "" : ", ") + text(value);
  return list.empty() ? "" : " AND " + column + " IN (" + list + ")";
}

std::string as_sql_text(const std::string& text) {
  return sql_text(text);
}

/// Times, and the months that they are in: partitions that need not be read.
std::string time_condition(const Filter& filter) {
  std::string condition;
  if (filter.since) {
    const std::int64_t first = first_second(filter.since);
    condition += " AND started >= " + std::to_string(first);
    const std::uint32_t month = month_of(first);
    if (month != 0) condition += " AND (month >= " + std::to_string(month) + " OR month = 0)";
  }
  if (filter.until) {
    const std::int64_t end = end_second(filter.until);
    condition += " AND started < " + std::to_string(end);
    const std::uint32_t month = month_of(end);
    if (month != 0) condition += " AND month <= " + std::to_string(month);
  }
  return condition;
}

std::string local_network() {
  return std::to_string(static_cast<int>(VerdictWord::local_network));
}

std::string without_corrections(const Filter& filter, const std::string& columns) {
  std::string sql = "(SELECT " + columns;
  for (const std::string name : kOutcomeColumns) sql += ", toInt8(" + name + ") AS e_" + name;
  sql += " FROM result WHERE " + condition_of(filter);
  if (!filter.set_aside) sql += " AND line_broken = 0 AND toInt8(verdict) != " + local_network();
  return sql + ")";
}

/// The corrections of that version, with names that `result` does not have.
std::string corrections_table(std::uint64_t version) {
  std::string sql = "(SELECT key, toUInt8(1) AS is_corrected, set_aside AS c_set_aside";
  for (const std::string name : kOutcomeColumns) sql += ", toInt8(" + name + ") AS c_" + name;
  return sql + " FROM correction WHERE version = " + std::to_string(version) + ")";
}

std::string with_corrections(const Filter& filter, const std::string& columns, std::uint64_t version) {
  std::string inner = "SELECT " + columns + ", c_set_aside";
  std::string outer = "(SELECT " + columns;
  for (const std::string name : kOutcomeColumns) {
    inner += ", if(is_corrected = 1, c_" + name + ", toInt8(" + name + ")) AS e_" + name;
    outer += ", e_" + name;
  }
  inner +=
      " FROM result ANY LEFT JOIN " + corrections_table(version) + " USING key WHERE " + condition_of(filter);
  if (!filter.set_aside) inner += " AND line_broken = 0";
  outer += " FROM (" + inner + ")";
  if (!filter.set_aside) outer += " WHERE c_set_aside = 0 AND e_verdict != " + local_network();
  return outer + ")";
}

}  // namespace

std::string condition_of(const Filter& filter) {
  std::string sql = "1";
  if (filter.test) sql += " AND test = " + sql_text(to_string(*filter.test));
  if (filter.country.known()) sql += " AND country = " + sql_text(filter.country.to_string());
  sql += one_of("asn", filter.networks, [](Asn asn) { return std::to_string(asn.number); });
  sql += one_of("input", filter.inputs, as_sql_text);
  sql += one_of("host", filter.hosts, as_sql_text);
  sql += time_condition(filter);
  if (filter.simulated) sql += *filter.simulated ? " AND simulated = 1" : " AND simulated = 0";
  if (filter.ours) sql += *filter.ours ? " AND ours = 1" : " AND ours = 0";
  sql += one_of("started", filter.moments, [](std::int64_t moment) { return std::to_string(moment); });
  return sql;
}

std::string selected(const Filter& filter, const std::string& columns, std::uint64_t corrections) {
  return corrections == 0 ? without_corrections(filter, columns)
                          : with_corrections(filter, columns, corrections);
}

}  // namespace saksi
