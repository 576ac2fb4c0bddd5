#include "core/judge/fingerprint_csv.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/csv.h"
#include "core/judge/page_regexp.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

constexpr std::array<std::pair<std::string_view, Scope>, 11> kScopes{{{"nat", Scope::national},
                                                                      {"national", Scope::national},
                                                                      {"isp", Scope::isp},
                                                                      {"prod", Scope::product},
                                                                      {"product", Scope::product},
                                                                      {"inst", Scope::institution},
                                                                      {"institution", Scope::institution},
                                                                      {"injb", Scope::institution},
                                                                      {"vbw", Scope::vbw},
                                                                      {"fp", Scope::fp},
                                                                      {"prov", Scope::fp}}};

constexpr std::array<std::pair<std::string_view, PatternType>, 4> kPatternTypes{
    {{"full", PatternType::full},
     {"prefix", PatternType::prefix},
     {"contains", PatternType::contains},
     {"regexp", PatternType::regexp}}};

template <class T, std::size_t size>
std::optional<T> lookup(const std::array<std::pair<std::string_view, T>, size>& words,
                        std::string_view word) {
  for (const auto& [known, value] : words) {
    if (known == word) return value;
  }
  return std::nullopt;
}

/// Rows of one file, addressed by column name.
class Reader {
 public:
  Reader(std::string origin, const CsvRow& header) : origin_(std::move(origin)) {
    for (std::size_t i = 0; i < header.fields.size(); ++i) columns_[header.fields[i]] = i;
  }

  [[nodiscard]] Result<void> check_header() const {
    for (const char* needed : {"name", "scope", "location_found", "pattern_type", "pattern"}) {
      if (!columns_.contains(needed)) {
        return fail(origin_ + ":1: no column '" + needed +
                    "'; the columns are those of OONI's blocking-fingerprints");
      }
    }
    return {};
  }

  [[nodiscard]] bool is_ours(const CsvRow& row) const {
    const std::size_t name = columns_.at("name");
    return name < row.fields.size() && row.fields[name].starts_with("saksi.");
  }

  [[nodiscard]] Result<Fingerprint> read(const CsvRow& row) const {
    if (row.fields.size() != columns_.size()) {
      return fail(origin_ + ":" + std::to_string(row.line) + ": " + std::to_string(row.fields.size()) +
                  " fields where the header has " + std::to_string(columns_.size()));
    }
    Fingerprint print;
    print.name = field(row, "name");
    print.pattern = field(row, "pattern");
    print.location = field(row, "location_found");
    print.source = field(row, "source");
    print.notes = field(row, "notes");
    if (print.name.empty()) return wrong(row, "name", "is empty");
    if (print.pattern.empty()) return wrong(row, "pattern", "is empty");
    return with_vocabulary(row, std::move(print));
  }

 private:
  [[nodiscard]] Result<Fingerprint> with_vocabulary(const CsvRow& row, Fingerprint print) const {
    const auto scope = lookup(kScopes, field(row, "scope"));
    if (!scope) return wrong(row, "scope", "is none of nat, isp, prod, inst, vbw, fp, injb, prov");
    const auto type = lookup(kPatternTypes, field(row, "pattern_type"));
    if (!type) return wrong(row, "pattern_type", "is none of full, prefix, contains, regexp");
    print.scope = *scope;
    print.type = *type;
    if (!location_is_good(print.location)) {
      return wrong(row, "location_found",
                   "is none of dns, body, header.<lower-case name>, tls.issuer, tls.subject, tls.sha256");
    }
    if (print.location == "dns" && print.type != PatternType::full) {
      return wrong(row, "pattern_type", "must be full for an address or a name in DNS");
    }
    if (print.type == PatternType::regexp) {
      const auto regexp = make_page_regexp(print.pattern);
      if (!regexp->ok()) return wrong(row, "pattern", "is no regexp: " + regexp->error());
    }
    return with_countries(row, std::move(print));
  }

  /// "AE,SA", "AE, SA" and "AE SA" alike.
  [[nodiscard]] Result<Fingerprint> with_countries(const CsvRow& row, Fingerprint print) const {
    std::string code;
    for (const char c : field(row, "expected_countries") + ",") {
      if (c != ',' && c != ' ') {
        code += c;
      } else if (!code.empty()) {
        const auto country = CountryCode::parse(code);
        if (!country) return wrong(row, "expected_countries", "has '" + code + "', which is no country code");
        print.expected_countries.push_back(*country);
        code.clear();
      }
    }
    return print;
  }

  [[nodiscard]] static bool location_is_good(const std::string& location) {
    constexpr std::string_view kHeader = "header.";
    for (const std::string_view known : {"dns", "body", "tls.issuer", "tls.subject", "tls.sha256"}) {
      if (location == known) return true;
    }
    return location.starts_with(kHeader) && location.size() > kHeader.size() &&
           ascii_lower(location) == location;
  }

  [[nodiscard]] std::string field(const CsvRow& row, const std::string& column) const {
    const auto found = columns_.find(column);
    return found == columns_.end() ? std::string{} : row.fields[found->second];
  }

  [[nodiscard]] tl::unexpected<Error> wrong(const CsvRow& row, const std::string& column,
                                            const std::string& what) const {
    return fail(origin_ + ":" + std::to_string(row.line) + ": column '" + column + "' " + what);
  }

  std::string origin_;
  std::map<std::string, std::size_t> columns_;
};

}  // namespace

Result<std::vector<Fingerprint>> parse_fingerprint_rows(std::string_view csv, const std::string& origin,
                                                        std::vector<SkippedPrint>* skipped) {
  const auto rows = parse_csv(csv, origin);
  if (!rows) return tl::make_unexpected(rows.error());
  if (rows->empty()) return fail(origin + ": is empty; expected a header and rows");
  const Reader reader{origin, rows->front()};
  if (const auto checked = reader.check_header(); !checked) return tl::make_unexpected(checked.error());
  std::vector<Fingerprint> prints;
  for (std::size_t i = 1; i < rows->size(); ++i) {
    const CsvRow& row = (*rows)[i];
    auto print = reader.read(row);
    if (print) {
      prints.push_back(std::move(*print));
    } else if (skipped != nullptr && !reader.is_ours(row)) {
      skipped->push_back({origin + ":" + std::to_string(row.line), print.error().message});
    } else {
      return tl::make_unexpected(print.error());
    }
  }
  return prints;
}

}  // namespace saksi
