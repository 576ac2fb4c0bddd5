#include "core/judge/fingerprint.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <unordered_map>

#include "core/certificate.h"
#include "core/digest.h"
#include "core/judge/fingerprint_csv.h"
#include "core/judge/fingerprint_signatures.h"
#include "core/judge/pattern_pass.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

constexpr std::string_view kHeaderPlace = "header.";

/// False positives first; among the rest the wider authority first.
int rank(Scope scope) {
  switch (scope) {
    case Scope::fp:
      return 0;
    case Scope::national:
      return 1;
    case Scope::isp:
      return 2;
    case Scope::product:
      return 3;
    case Scope::institution:
      return 4;
    case Scope::vbw:
      return 5;
    case Scope::unknown:
      return 6;
  }
  return 6;
}

std::string canonical_name(std::string_view hostname) {
  while (hostname.ends_with('.')) hostname.remove_suffix(1);
  return ascii_lower(hostname);
}

void keep_first(std::optional<std::size_t>& best, std::optional<std::size_t> found) {
  if (found && (!best || *found < *best)) best = found;
}

/// The prints of one place, by their place in the order in which they are asked.
class PrintsOfPlace {
 public:
  void add(const Fingerprint& print, std::size_t index) {
    patterns_.push_back({print.type, print.pattern});
    indexes_.push_back(index);
  }
  void compile() { pass_ = PatternPass{std::move(patterns_)}; }
  [[nodiscard]] std::optional<std::size_t> first_match(std::string_view text) const {
    const auto found = pass_.lowest_match(text);
    return found ? std::optional{indexes_[*found]} : std::nullopt;
  }

 private:
  std::vector<Pattern> patterns_;     // until compiled
  std::vector<std::size_t> indexes_;  // ascending
  PatternPass pass_;
};

}  // namespace

struct Fingerprints::Compiled {
  std::vector<Fingerprint> all;  // in the order in which they are asked
  std::vector<SkippedPrint> skipped;
  std::string version;
  std::map<IpAddress, std::size_t> addresses;
  std::unordered_map<std::string, std::size_t> names;
  std::map<std::string, PrintsOfPlace, std::less<>> places;                // but for dns
  const PrintsOfPlace* body = nullptr;                                     // one of these, as are:
  std::vector<std::pair<std::string_view, const PrintsOfPlace*>> headers;  // by lower-case name
  bool has_certificates = false;

  void compile(std::vector<Fingerprint> prints);
  void add_dns(std::size_t index);
  [[nodiscard]] const PrintsOfPlace* of_header(std::string_view name) const;  // null: none asks for it
  void ask(std::string_view place, std::string_view text, std::optional<std::size_t>& best) const;
};

void Fingerprints::Compiled::compile(std::vector<Fingerprint> prints) {
  all = std::move(prints);
  std::stable_sort(all.begin(), all.end(),
                   [](const Fingerprint& a, const Fingerprint& b) { return rank(a.scope) < rank(b.scope); });
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].location == "dns")
      add_dns(i);
    else
      places[all[i].location].add(all[i], i);
    has_certificates |= all[i].location.starts_with("tls.");
  }
  for (auto& [place, asked] : places) {
    asked.compile();
    if (place == "body") body = &asked;
    if (place.starts_with(kHeaderPlace))
      headers.emplace_back(std::string_view{place}.substr(kHeaderPlace.size()), &asked);
  }
}

void Fingerprints::Compiled::add_dns(std::size_t index) {
  const std::string& pattern = all[index].pattern;
  if (const auto address = IpAddress::parse(pattern))
    addresses.emplace(*address, index);
  else
    names.emplace(canonical_name(pattern), index);
}

const PrintsOfPlace* Fingerprints::Compiled::of_header(std::string_view name) const {
  for (const auto& [asked_name, asked] : headers) {
    if (same_ignoring_case(asked_name, name)) return asked;
  }
  return nullptr;
}

void Fingerprints::Compiled::ask(std::string_view place, std::string_view text,
                                 std::optional<std::size_t>& best) const {
  const auto asked = places.find(place);
  if (asked != places.end()) keep_first(best, asked->second.first_match(text));
}

namespace {

/// Later rows win on an equal name, in the place of the earlier.
std::vector<Fingerprint> without_duplicates(std::vector<Fingerprint> prints) {
  std::unordered_map<std::string, std::size_t> places;
  std::vector<Fingerprint> kept;
  for (auto& print : prints) {
    const auto [place, is_new] = places.emplace(print.name, kept.size());
    if (is_new)
      kept.push_back(std::move(print));
    else
      kept[place->second] = std::move(print);
  }
  return kept;
}

std::string content_version(const std::vector<Fingerprint>& prints) {
  std::string content;
  for (const auto& print : prints) {
    for (const auto& part : {print.name, std::string{to_string(print.scope)}, print.location,
                             std::to_string(static_cast<int>(print.type)), print.pattern}) {
      content += std::to_string(part.size()) + ":" + part;
    }
    for (const auto& country : print.expected_countries) content += country.to_string();
    content += '\n';
  }
  return sha256_hex(content).substr(0, 16);
}

}  // namespace

Fingerprints::Fingerprints() {
  static const auto kEmpty = [] {
    auto empty = std::make_shared<Compiled>();
    empty->version = content_version({});
    return std::shared_ptr<const Compiled>{empty};
  }();
  compiled_ = kEmpty;
}

Result<Fingerprints> Fingerprints::parse(std::string_view csv, const std::string& origin) {
  auto rows = parse_fingerprint_rows(csv, origin, nullptr);
  if (!rows) return tl::make_unexpected(rows.error());
  return compile(std::move(*rows), {});
}

Fingerprints Fingerprints::compile(std::vector<Fingerprint> prints, std::vector<SkippedPrint> skipped) {
  auto compiled = std::make_shared<Compiled>();
  prints = without_duplicates(std::move(prints));
  compiled->version = content_version(prints);
  compiled->compile(std::move(prints));
  compiled->skipped = std::move(skipped);
  Fingerprints result;
  result.compiled_ = std::move(compiled);
  return result;
}

Result<Fingerprints> Fingerprints::load(const std::vector<std::filesystem::path>& files) {
  std::vector<Fingerprint> joined;
  std::vector<SkippedPrint> skipped;
  for (const auto& file : files) {
    std::ifstream stream{file, std::ios::binary};
    std::stringstream content;
    content << stream.rdbuf();
    if (!stream)
      return fail("fingerprints: " + file.string() + " cannot be read; check the path and its rights");
    const std::string text = content.str();
    auto rows = are_signatures(text) ? parse_signatures(text, file.string(), skipped)
                                     : parse_fingerprint_rows(text, file.string(), &skipped);
    if (!rows) return tl::make_unexpected(rows.error());
    std::move(rows->begin(), rows->end(), std::back_inserter(joined));
  }
  return compile(std::move(joined), std::move(skipped));
}

const Fingerprint* Fingerprints::match_address(const IpAddress& address) const {
  const auto found = compiled_->addresses.find(address);
  return found == compiled_->addresses.end() ? nullptr : &compiled_->all[found->second];
}

const Fingerprint* Fingerprints::match_name(std::string_view hostname) const {
  const auto found = compiled_->names.find(canonical_name(hostname));
  return found == compiled_->names.end() ? nullptr : &compiled_->all[found->second];
}

const Fingerprint* Fingerprints::match_response(const HttpResponse& response) const {
  const Compiled& prints = *compiled_;
  std::optional<std::size_t> best;
  for (const auto& [name, value] : response.headers) {
    if (const PrintsOfPlace* asked = prints.of_header(name)) keep_first(best, asked->first_match(value));
  }
  if (prints.body != nullptr) keep_first(best, prints.body->first_match(response.body));
  return best ? &prints.all[*best] : nullptr;
}

const Fingerprint* Fingerprints::match_certificate(const std::string& der) const {
  const Compiled& prints = *compiled_;
  if (!prints.has_certificates || der.empty()) return nullptr;
  std::optional<std::size_t> best;
  prints.ask("tls.issuer", issuer_name(der), best);
  prints.ask("tls.subject", subject_name(der), best);
  prints.ask("tls.sha256", sha256_hex(der), best);
  return best ? &prints.all[*best] : nullptr;
}

const std::vector<Fingerprint>& Fingerprints::all() const {
  return compiled_->all;
}
const std::vector<SkippedPrint>& Fingerprints::skipped() const {
  return compiled_->skipped;
}
const std::string& Fingerprints::version() const {
  return compiled_->version;
}

bool Fingerprint::expected_in(const CountryCode& country) const {
  if (expected_countries.empty() || !country.known()) return true;
  return std::any_of(expected_countries.begin(), expected_countries.end(),
                     [&](const CountryCode& expected) { return expected == country || !expected.known(); });
}

}  // namespace saksi
