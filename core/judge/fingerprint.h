// Known notice pages, notice addresses and false-positive pages: in OONI's fingerprint CSV columns (ours:
// data/fingerprints.csv), or as Censored Planet writes its signatures (JSON lines, fingerprint_signatures.h).
// False positives (scope fp) are asked first and suppress. Two scopes of OONI's list
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
#include "core/judge/pattern.h"
#include "core/observation.h"
#include "core/result.h"
#include "core/verdict.h"

namespace saksi {

struct Fingerprint {
  std::string name;
  Scope scope = Scope::unknown;
  /// "dns" (an address, or the name in a CNAME), "body", "header.<lower-case name>", or of the certificate
  /// that a server showed: "tls.issuer", "tls.subject" (RFC 4514), "tls.sha256" (of the DER, lower-case hex)
  std::string location;
  PatternType type = PatternType::full;
  std::string pattern;
  std::vector<CountryCode> expected_countries;  // empty: any
  std::string source;
  std::string notes;

  /// Whether it may be met in this country: where the list names none, or the country is not known, anywhere.
  [[nodiscard]] bool expected_in(const CountryCode& country) const;
};

/// A row of somebody else's list that cannot be used.
struct SkippedPrint {
  std::string where;  // "file.csv:12"
  std::string why;
};

/// A set of fingerprints, ready to be asked. Immutable; safe to share. Regexps are linear-time (RE2): the
/// pages that they meet are hostile.
class Fingerprints {
 public:
  Fingerprints();
  /// Reads CSV text; `origin` names the file in errors. A bad row is an error that names line and column.
  [[nodiscard]] static Result<Fingerprints> parse(std::string_view csv, const std::string& origin);
  /// Reads and joins files of either form, told by their content; later ones win on an equal name. A row of
  /// ours (named "saksi.") that is bad is an error; one of others is left out and named in skipped().
  [[nodiscard]] static Result<Fingerprints> load(const std::vector<std::filesystem::path>& files);

  [[nodiscard]] const Fingerprint* match_address(const IpAddress& address) const;
  /// The target of a CNAME, in any case, with or without its final dot.
  [[nodiscard]] const Fingerprint* match_name(std::string_view hostname) const;
  /// Headers and body; a match of scope fp wins over every other, then national, isp, product, institution,
  /// vbw. Time is linear in the body, whatever the body.
  [[nodiscard]] const Fingerprint* match_response(const HttpResponse& response) const;
  /// The leaf certificate (DER) that a server showed: the same order of scopes.
  [[nodiscard]] const Fingerprint* match_certificate(const std::string& der) const;
  [[nodiscard]] const std::vector<Fingerprint>& all() const;
  /// What load() left out.
  [[nodiscard]] const std::vector<SkippedPrint>& skipped() const;
  /// SHA-256 over the content, first 16 hex digits; the same whichever file a row came from.
  [[nodiscard]] const std::string& version() const;

 private:
  struct Compiled;
  [[nodiscard]] static Fingerprints compile(std::vector<Fingerprint> prints,
                                            std::vector<SkippedPrint> skipped);

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace saksi
