// Known notice pages, notice addresses and false-positive pages, in OONI's fingerprint CSV columns (ours:
// data/fingerprints.csv). False positives (scope fp) are asked first and suppress.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/endpoint.h"
#include "core/observation.h"
#include "core/result.h"
#include "core/verdict.h"

namespace saksi {

enum class PatternType : std::uint8_t { full, prefix, contains, regexp };

struct Fingerprint {
  std::string name;
  Scope scope = Scope::unknown;
  std::string location;  // "dns", "body", "header.<lower-case name>"
  PatternType type = PatternType::full;
  std::string pattern;
  std::vector<CountryCode> expected_countries;  // empty: any
  std::string source;
  std::string notes;
};

/// A set of fingerprints, ready to be asked. Immutable; safe to share. Regexps are linear-time (RE2): the
/// pages that they meet are hostile.
class Fingerprints {
 public:
  Fingerprints();
  /// Reads CSV text; `origin` names the file in errors. A bad row is an error that names line and column.
  [[nodiscard]] static Result<Fingerprints> parse(std::string_view csv, const std::string& origin);
  /// Reads and joins files; later ones win on an equal name.
  [[nodiscard]] static Result<Fingerprints> load(const std::vector<std::filesystem::path>& files);

  [[nodiscard]] const Fingerprint* match_address(const IpAddress& address) const;
  /// Headers and body; a match of scope fp wins over every other.
  [[nodiscard]] const Fingerprint* match_response(const HttpResponse& response) const;
  [[nodiscard]] const std::vector<Fingerprint>& all() const;
  /// SHA-256 over the content, first 16 hex digits.
  [[nodiscard]] const std::string& version() const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace saksi
