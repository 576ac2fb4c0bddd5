// Known notice pages, notice addresses and false-positive pages, in OONI's fingerprint CSV columns (ours:
// data/fingerprints.csv). False positives (scope fp) are asked first and suppress. Two scopes of OONI's list
// that we have no word for: `injb` (a harmless page that a home router injects) is read as institution,
// `prov` (a provider that refuses its own page by country) as fp, because neither is an act of the network.
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
  std::string location;  // "dns" (an address, or the name in a CNAME), "body", "header.<lower-case name>"
  PatternType type = PatternType::full;
  std::string pattern;
  std::vector<CountryCode> expected_countries;  // empty: any
  std::string source;
  std::string notes;

  /// Whether it may be met in this country: where the list names none, or the country is not known, anywhere.
  [[nodiscard]] bool expected_in(const CountryCode& country) const;
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
  /// The target of a CNAME, in any case, with or without its final dot.
  [[nodiscard]] const Fingerprint* match_name(std::string_view hostname) const;
  /// Headers and body; a match of scope fp wins over every other, then national, isp, product, institution,
  /// vbw. Time is linear in the body, whatever the body.
  [[nodiscard]] const Fingerprint* match_response(const HttpResponse& response) const;
  [[nodiscard]] const std::vector<Fingerprint>& all() const;
  /// SHA-256 over the content, first 16 hex digits; the same whichever file a row came from.
  [[nodiscard]] const std::string& version() const;

 private:
  struct Compiled;
  [[nodiscard]] static Fingerprints compile(std::vector<Fingerprint> prints);

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace saksi
