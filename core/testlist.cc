#include "core/testlist.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <unordered_map>

#include "core/clock.h"
#include "core/csv.h"
#include "core/digest.h"
#include "core/utf8.h"

namespace saksi {
namespace {

constexpr std::uintmax_t kMaxListBytes = std::uintmax_t{64} << 20;
constexpr std::array<std::string_view, 6> kColumns{"url",        "category_code", "category_description",
                                                   "date_added", "source",        "notes"};

constexpr std::size_t kFirstFreeText = 4;  // source and notes are for people to read

struct Category {
  std::string_view code;
  std::string_view description;
};

constexpr std::array kCategories{Category{"ALDR", "Alcohol & Drugs"},
                                 Category{"REL", "Religion"},
                                 Category{"PORN", "Pornography"},
                                 Category{"PROV", "Provocative Attire"},
                                 Category{"POLR", "Political Criticism"},
                                 Category{"HUMR", "Human Rights Issues"},
                                 Category{"ENV", "Environment"},
                                 Category{"MILX", "Terrorism and Militants"},
                                 Category{"HATE", "Hate Speech"},
                                 Category{"NEWS", "News Media"},
                                 Category{"XED", "Sex Education"},
                                 Category{"PUBH", "Public Health"},
                                 Category{"GMB", "Gambling"},
                                 Category{"ANON", "Anonymization and circumvention tools"},
                                 Category{"DATE", "Online Dating"},
                                 Category{"GRP", "Social Networking"},
                                 Category{"LGBT", "LGBT"},
                                 Category{"FILE", "File-sharing"},
                                 Category{"HACK", "Hacking Tools"},
                                 Category{"COMT", "Communication Tools"},
                                 Category{"MMED", "Media sharing"},
                                 Category{"HOST", "Hosting and Blogging Platforms"},
                                 Category{"SRCH", "Search Engines"},
                                 Category{"GAME", "Gaming"},
                                 Category{"CULTR", "Culture"},
                                 Category{"ECON", "Economics"},
                                 Category{"GOVT", "Government"},
                                 Category{"COMM", "E-commerce"},
                                 Category{"CTRL", "Control content"},
                                 Category{"IGO", "Intergovernmental Organizations"},
                                 Category{"MISC", "Miscellaneous content"}};

/// What is wrong with one row; empty when nothing is.
using Complaint = std::string;

std::string shown(std::string_view text) {
  std::string copy{text.substr(0, 80)};
  if (!is_utf8(copy)) return "(not UTF-8)";
  std::replace_if(
      copy.begin(), copy.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
  return "'" + copy + "'";
}

std::string trimmed(const std::string& text) {
  const std::size_t from = text.find_first_not_of(' ');
  return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(' ') - from + 1);
}

Complaint outer_blank(const std::string& column, const std::string& field) {
  return column + " " + shown(field) + " begins or ends with a blank; take it out";
}

Complaint unclean_field(const CsvRow& row) {
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const std::string& field = row.fields[i];
    const std::string name{kColumns[i]};
    if (!is_utf8(field)) return name + " is not UTF-8; save the file as UTF-8";
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(field.begin(), field.end(), control)) {
      return name + " holds a line break, tab or other control character; take it out";
    }
    if (i < kFirstFreeText && field != trimmed(field)) return outer_blank(name, field);
  }
  return {};
}

Complaint wrong_category(const std::string& code, const std::string& description) {
  const std::string_view wanted = category_description(code);
  if (wanted.empty()) {
    return "unknown category_code " + shown(code) + "; use one of the 31 Citizen Lab codes";
  }
  if (description == wanted) return {};
  return "category_description " + shown(description) + " does not belong to " + code + "; write '" +
         std::string{wanted} + "'";
}

Complaint wrong_date(const std::string& date) {
  if (date.size() == 10 && parse_time(date + " 00:00:00")) return {};
  return "date_added " + shown(date) + " is no date; write it as 2026-11-21";
}

/// The path is asked for because "http://a" and "http://a/" are the same URL and would be listed twice.
Complaint wrong_url(const std::string& text) {
  const std::size_t authority = text.find("://");
  if (authority != std::string::npos && text.find('/', authority + 3) == std::string::npos) {
    return "url " + shown(text) + " has no path; end it with '/'";
  }
  return {};
}

/// Reads a list row by row; keeps what it must remember between rows.
class ListReader {
 public:
  ListReader(std::string name, std::string_view csv) {
    reading_.list.hash = sha256_hex(csv).substr(0, 16);
    reading_.list.name = std::move(name);
  }

  void read(const CsvRow& row) {
    if (Complaint complaint = take(row); !complaint.empty()) {
      reading_.problems.push_back(where(row.line) + complaint);
    }
  }

  [[nodiscard]] std::string where(std::size_t line) const {
    return reading_.list.name + ".csv:" + std::to_string(line) + ": ";
  }
  [[nodiscard]] ListReading&& finish() && { return std::move(reading_); }

 private:
  Complaint take(const CsvRow& row) {
    const auto& fields = row.fields;
    if (fields.size() != kColumns.size()) {
      return std::to_string(fields.size()) + " columns instead of 6; quote a field that holds a comma";
    }
    for (Complaint complaint : {unclean_field(row), wrong_url(fields[0]),
                                wrong_category(fields[1], fields[2]), wrong_date(fields[3])}) {
      if (!complaint.empty()) return complaint;
    }
    auto url = Url::parse(fields[0]);
    if (!url) return url.error().message;
    const auto [seen, fresh] = first_line_.emplace(url->text(), row.line);
    if (!fresh) return "url " + shown(fields[0]) + " stands already in line " + std::to_string(seen->second);
    reading_.list.entries.push_back(
        {std::move(*url), fields[1], fields[3], trimmed(fields[4]), trimmed(fields[5]), row.line});
    return blank_in_free_text(fields);
  }

  /// Real lists end one note in thirty with a blank: worth saying, not worth losing the row.
  static Complaint blank_in_free_text(const std::vector<std::string>& fields) {
    for (std::size_t i = kFirstFreeText; i < kColumns.size(); ++i) {
      if (fields[i] != trimmed(fields[i])) return outer_blank(std::string{kColumns[i]}, fields[i]);
    }
    return {};
  }

  ListReading reading_;
  std::unordered_map<std::string, std::size_t> first_line_;
};

bool is_header(const CsvRow& row) {
  return std::equal(row.fields.begin(), row.fields.end(), kColumns.begin(), kColumns.end());
}

std::string header_line() {
  return csv_line({kColumns.begin(), kColumns.end()});
}

}  // namespace

std::string_view category_description(std::string_view code) {
  for (const Category& category : kCategories) {
    if (category.code == code) return category.description;
  }
  return {};
}

Result<ListReading> parse_test_list(std::string_view csv, const std::string& name) {
  auto rows = parse_csv(csv, name + ".csv");
  if (!rows) return tl::make_unexpected(rows.error());
  ListReader reader{name, csv};
  if (rows->empty() || !is_header(rows->front())) {
    std::string header = header_line();
    header.pop_back();
    return fail(reader.where(1) + "the first line must be the header: " + header);
  }
  for (std::size_t i = 1; i < rows->size(); ++i) reader.read((*rows)[i]);
  return std::move(reader).finish();
}

Result<ListReading> read_test_list(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) return fail(file.string() + ": cannot be read (" + error.message() + "); check the path");
  if (size > kMaxListBytes) return fail(file.string() + ": is larger than 64 MiB; no test list is");
  std::ifstream in{file, std::ios::binary};
  const std::string csv{std::istreambuf_iterator<char>{in}, {}};
  if (!in) return fail(file.string() + ": cannot be read; check its permissions");
  return parse_test_list(csv, file.stem().string());
}

std::string to_csv(const TestList& list) {
  std::string csv = header_line();
  for (const ListEntry& entry : list.entries) {
    csv += csv_line({entry.url.original(), entry.category, std::string{category_description(entry.category)},
                     entry.date_added, entry.source, entry.notes});
  }
  return csv;
}

}  // namespace saksi
