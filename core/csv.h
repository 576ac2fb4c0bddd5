// CSV by RFC 4180: quoted fields, doubled quotes, LF or CRLF, a UTF-8 byte order mark and empty
// lines skipped. Strict: a stray quote or a NUL byte is an error. Bounded: a field of over 64 KiB or a row of
// over 64 fields is an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace saksi {

struct CsvRow {
  std::size_t line = 0;  // where the row begins, from 1
  std::vector<std::string> fields;
};

/// `origin` names the source in errors.
[[nodiscard]] Result<std::vector<CsvRow>> parse_csv(std::string_view text, const std::string& origin);
/// One row with CRLF-free line end ("\n"), fields quoted where they must be.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& fields);
/// As csv_line, but a field that a spreadsheet would take for a formula (= + - @ TAB CR first) is defused
/// with a "'".
[[nodiscard]] std::string csv_line_for_spreadsheets(const std::vector<std::string>& fields);

}  // namespace saksi
