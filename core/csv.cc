#include "core/csv.h"

namespace saksi {
namespace {

constexpr std::size_t kMaxFieldBytes = 64 * 1024;
constexpr std::size_t kMaxFields = 64;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Reads rows off a text, front to back. After a false, `error()` says why, or is empty at the end.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  }

  bool next_row(CsvRow& row) {
    skip_empty_lines();
    if (at_end()) return false;
    row = CsvRow{line_, {}};
    do {
      if (row.fields.size() == kMaxFields) return stop("has more than 64 fields");
      std::string& field = row.fields.emplace_back();
      if (!(take('"') ? quoted(field) : plain(field))) return false;
    } while (take(','));
    return end_of_line() || stop("has text after a closing quote");
  }

  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] std::size_t line() const { return line_; }

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] bool sees(char c) const { return !at_end() && text_[at_] == c; }
  bool take(char c) {
    if (!sees(c)) return false;
    ++at_;
    return true;
  }

  bool stop(std::string why) {
    error_ = std::move(why);
    return false;
  }

  bool append(std::string& field) {
    if (field.size() == kMaxFieldBytes) return stop("has a field of more than 64 KiB");
    if (text_[at_] == '\0') return stop("holds a NUL byte");
    if (text_[at_] == '\n') ++line_;
    field += text_[at_++];
    return true;
  }

  bool quoted(std::string& field) {
    const std::size_t opened = line_;
    while (!at_end()) {
      if (take('"') && !sees('"')) return true;
      if (!append(field)) return false;  // of a doubled quote, the second
    }
    line_ = opened;
    return stop("opens a quote that never closes");
  }

  bool plain(std::string& field) {
    while (!at_end() && !sees(',') && !sees('\n') && !sees('\r')) {
      if (sees('"')) return stop("has a quote inside a field that does not begin with one");
      if (!append(field)) return false;
    }
    return true;
  }

  bool end_of_line() {
    if (at_end()) return true;
    const std::size_t before = at_;
    take('\r');
    if (take('\n')) {
      ++line_;
      return true;
    }
    at_ = before;
    return false;
  }

  void skip_empty_lines() {
    while (!at_end() && end_of_line()) {
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::string error_;
};

std::string joined(const std::vector<std::string>& fields, bool for_spreadsheets) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line += ',';
    std::string text = field;
    if (for_spreadsheets && !field.empty() &&
        std::string_view{"=+-@\t\r"}.find(field[0]) != std::string_view::npos) {
      text.insert(0, "'");
    }
    const bool quote =
        text.find_first_of(",\"\r\n") != std::string::npos || (text.empty() && fields.size() == 1);
    if (quote) line += '"';
    for (const char c : text) line += c == '"' ? std::string{"\"\""} : std::string(1, c);
    if (quote) line += '"';
  }
  return line + "\n";
}

}  // namespace

Result<std::vector<CsvRow>> parse_csv(std::string_view text, const std::string& origin) {
  CsvReader reader{text};
  std::vector<CsvRow> rows;
  CsvRow row;
  while (reader.next_row(row)) rows.push_back(std::move(row));
  if (reader.error().empty()) return rows;
  return fail(origin + ":" + std::to_string(reader.line()) + ": the row " + reader.error() +
              "; write the file as RFC 4180 CSV");
}

std::string csv_line(const std::vector<std::string>& fields) {
  return joined(fields, false);
}
std::string csv_line_for_spreadsheets(const std::vector<std::string>& fields) {
  return joined(fields, true);
}

}  // namespace saksi
