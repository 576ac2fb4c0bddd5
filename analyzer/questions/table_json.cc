#include <nlohmann/json.hpp>

#include "analyzer/questions/table.h"

namespace saksi {

namespace {

using Json = nlohmann::ordered_json;

struct AsJson {
  ColumnType type;
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(const std::string& text) const { return text; }
  Json operator()(std::int64_t number) const { return number; }
  Json operator()(double number) const { return number; }
  Json operator()(bool truth) const { return truth; }
  Json operator()(SystemTime time) const { return plain_text(time, type); }
};

Json columns_json(const Table& table) {
  Json out = Json::array();
  for (const Column& column : table.columns) {
    if (column.name.empty()) continue;
    out.push_back(
        {{"name", column.name}, {"type", to_string(column.type)}, {"description", column.description}});
  }
  return out;
}

Json row_json(const Table& table, const std::vector<Value>& row) {
  Json out = Json::object();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name.empty()) continue;
    out[table.columns[i].name] = std::visit(AsJson{table.columns[i].type}, row.at(i));
  }
  return out;
}

}  // namespace

std::string to_json(const Table& table) {
  Json rows = Json::array();
  for (const std::vector<Value>& row : table.rows) rows.push_back(row_json(table, row));
  const Json json = {{"format", "saksi-table"}, {"format_version", 1},  {"name", table.name},
                     {"title", table.title},    {"about", table.about}, {"columns", columns_json(table)},
                     {"rows", std::move(rows)}, {"notes", table.notes}};
  // Bytes that are not UTF-8 become U+FFFD rather than an exception: texts come from hostile servers.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace saksi
