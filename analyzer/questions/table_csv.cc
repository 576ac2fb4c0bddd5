#include "analyzer/questions/table.h"
#include "analyzer/report/utf8.h"
#include "core/csv.h"

namespace saksi {

namespace {

/// RFC 4180 wants CRLF; a reader of a spreadsheet wants valid UTF-8 and no line end inside a cell.
std::string row_text(const std::vector<std::string>& fields) {
  std::string line = csv_line_for_spreadsheets(fields);
  line.pop_back();
  return line + "\r\n";
}

}  // namespace

std::string to_csv(const Table& table) {
  std::vector<std::string> fields;
  for (const Column& column : table.columns) {
    if (!column.name.empty()) fields.push_back(column.name);
  }
  std::string out = row_text(fields);
  for (const std::vector<Value>& row : table.rows) {
    fields.clear();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (!table.columns[i].name.empty())
        fields.push_back(to_plain_line(plain_text(row.at(i), table.columns[i].type)));
    }
    out += row_text(fields);
  }
  return out;
}

}  // namespace saksi
