#include "core/judge/fingerprint.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <unordered_map>

#include "core/digest.h"
#include "core/judge/body_prints.h"
#include "core/judge/fingerprint_csv.h"
#include "core/judge/page_regexp.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

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

}  // namespace

struct Fingerprints::Compiled {
  std::vector<Fingerprint> all;  // in the order in which they are asked
  std::string version;
  std::map<IpAddress, std::size_t> addresses;
  std::unordered_map<std::string, std::size_t> names;
  BodyPrints body;
  std::map<std::string, std::vector<std::size_t>> headers;  // lower-case name -> indexes
  std::map<std::size_t, std::unique_ptr<RE2>> regexps;      // of headers

  void compile(std::vector<Fingerprint> prints);
  void add_dns(std::size_t index);
  void add_header(std::size_t index);
  [[nodiscard]] bool matches(std::size_t index, std::string_view text) const;
  [[nodiscard]] std::optional<std::size_t> match_any(const std::vector<std::size_t>& indexes,
                                                     std::string_view text) const;
};

void Fingerprints::Compiled::compile(std::vector<Fingerprint> prints) {
  all = std::move(prints);
  std::stable_sort(all.begin(), all.end(),
                   [](const Fingerprint& a, const Fingerprint& b) { return rank(a.scope) < rank(b.scope); });
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].location == "dns")
      add_dns(i);
    else if (all[i].location != "body")
      add_header(i);
  }
  body = BodyPrints{all};
}

void Fingerprints::Compiled::add_dns(std::size_t index) {
  const std::string& pattern = all[index].pattern;
  if (const auto address = IpAddress::parse(pattern))
    addresses.emplace(*address, index);
  else
    names.emplace(canonical_name(pattern), index);
}

void Fingerprints::Compiled::add_header(std::size_t index) {
  const Fingerprint& print = all[index];
  if (print.type == PatternType::regexp) regexps.emplace(index, make_page_regexp(print.pattern));
  headers[print.location.substr(std::string_view{"header."}.size())].push_back(index);
}

bool Fingerprints::Compiled::matches(std::size_t index, std::string_view text) const {
  const Fingerprint& print = all[index];
  switch (print.type) {
    case PatternType::full:
      return text == print.pattern;
    case PatternType::prefix:
      return text.starts_with(print.pattern);
    case PatternType::contains:
      return text.find(print.pattern) != std::string_view::npos;
    case PatternType::regexp:
      return RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, *regexps.at(index));
  }
  return false;
}

std::optional<std::size_t> Fingerprints::Compiled::match_any(const std::vector<std::size_t>& indexes,
                                                             std::string_view text) const {
  for (const std::size_t index : indexes) {
    if (matches(index, text)) return index;
  }
  return std::nullopt;
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
  auto rows = parse_fingerprint_rows(csv, origin);
  if (!rows) return tl::make_unexpected(rows.error());
  return compile(std::move(*rows));
}

Fingerprints Fingerprints::compile(std::vector<Fingerprint> prints) {
  auto compiled = std::make_shared<Compiled>();
  prints = without_duplicates(std::move(prints));
  compiled->version = content_version(prints);
  compiled->compile(std::move(prints));
  Fingerprints result;
  result.compiled_ = std::move(compiled);
  return result;
}

Result<Fingerprints> Fingerprints::load(const std::vector<std::filesystem::path>& files) {
  std::vector<Fingerprint> joined;
  for (const auto& file : files) {
    std::ifstream stream{file, std::ios::binary};
    std::stringstream content;
    content << stream.rdbuf();
    if (!stream)
      return fail("fingerprints: " + file.string() + " cannot be read; check the path and its rights");
    auto rows = parse_fingerprint_rows(content.str(), file.string());
    if (!rows) return tl::make_unexpected(rows.error());
    std::move(rows->begin(), rows->end(), std::back_inserter(joined));
  }
  return compile(std::move(joined));
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
    const auto asked = prints.headers.find(ascii_lower(name));
    if (asked != prints.headers.end()) keep_first(best, prints.match_any(asked->second, value));
  }
  keep_first(best, prints.body.lowest_match(response.body));
  return best ? &prints.all[*best] : nullptr;
}

const std::vector<Fingerprint>& Fingerprints::all() const {
  return compiled_->all;
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
