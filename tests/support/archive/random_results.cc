#include "tests/support/archive/random_results.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

namespace saksi {
namespace {

using namespace std::string_literals;

constexpr std::int64_t kNoon = 1'795'262'400;  // 2026-11-21 12:00:00 UTC

std::uint64_t below(Randomness& random, std::uint64_t end) {
  return std::uniform_int_distribution<std::uint64_t>{0, end - 1}(random);
}

bool chance(Randomness& random, unsigned one_in) {
  return below(random, one_in) == 0;
}

template <class Enum>
Enum any(Randomness& random, Enum last) {
  return static_cast<Enum>(below(random, static_cast<std::uint64_t>(last) + 1));
}

template <class Enum>
std::optional<Enum> maybe(Randomness& random, Enum last) {
  return chance(random, 2) ? std::nullopt : std::optional{any(random, last)};
}

template <std::size_t N>
const std::string& one_of(Randomness& random, const std::array<std::string, N>& texts) {
  return texts[below(random, N)];
}

const std::array<std::string, 6>& odd_texts() {
  static const std::array<std::string, 6> texts{""s,
                                                "it's \"quoted\" \\ and\ttabbed\r\n"s,
                                                "with\0nul"s,
                                                "Kraków \u0645\u0627\u0644"s,
                                                "\xff\xfe bad \xc3"s,
                                                "'); DROP TABLE result; --"s};
  return texts;
}

std::string random_input(Randomness& random) {
  if (chance(random, 8)) return one_of(random, odd_texts());
  return "https://site" + std::to_string(below(random, 12)) + ".test/";
}

std::string random_name(Randomness& random) {
  return chance(random, 5) ? one_of(random, odd_texts()) : "Name " + std::to_string(below(random, 4));
}

Vantage random_vantage(Randomness& random) {
  const std::array<const char*, 4> countries{"MY", "PK", "IN", "ZZ"};
  Vantage vantage;
  vantage.asn = Asn{static_cast<std::uint32_t>(chance(random, 9) ? 0 : 4'780 + below(random, 5))};
  vantage.as_name = random_name(random);
  vantage.country = *CountryCode::parse(countries[below(random, countries.size())]);
  return vantage;
}

IpAddress random_address(Randomness& random) {
  std::string bytes(chance(random, 4) ? 16 : 4, '\0');
  bytes.back() = static_cast<char>(below(random, 6));
  bytes.front() = '\x20';
  return *IpAddress::from_bytes(bytes);
}

Observed random_observed(Randomness& random) {
  Observed seen;
  if (!chance(random, 4)) seen.address = random_address(random);
  seen.address_asn = Asn{static_cast<std::uint32_t>(below(random, 4))};
  seen.address_of_control = chance(random, 2);
  seen.address_proven = chance(random, 3);
  seen.dns_failure = maybe(random, Failure::unknown_failure);
  seen.tcp_failure = maybe(random, Failure::unknown_failure);
  seen.tls_failure = maybe(random, Failure::unknown_failure);
  seen.http_failure = maybe(random, Failure::unknown_failure);
  seen.ipv6_failed = chance(random, 3);
  seen.control_answered = chance(random, 2);
  seen.control_reached = chance(random, 2);
  seen.status = static_cast<int>(below(random, 600));
  seen.body_length = static_cast<std::int64_t>(below(random, 100'000)) - 1;
  seen.body_hash = chance(random, 3) ? 0 : below(random, 5) + (std::uint64_t{1} << 63);
  seen.title_hash = below(random, 4);
  seen.certificate_hash = chance(random, 3) ? 0 : ~below(random, 3);
  return seen;
}

ArchivedResult random_result(Randomness& random) {
  ArchivedResult result;
  result.key = random_key(random);
  result.source = static_cast<std::uint32_t>(below(random, 4) + 1);
  result.offset = random();
  result.length = static_cast<std::uint32_t>(random());
  result.started = SystemTime{
      std::chrono::seconds{kNoon - 3'600'000 + static_cast<std::int64_t>(below(random, 2'000'000))}};
  result.test = chance(random, 3) ? any(random, TestName::other) : TestName::web_connectivity;
  result.input = random_input(random);
  result.host = result.input.starts_with("https://") ? result.input.substr(8, result.input.size() - 9) : "";
  result.vantage = random_vantage(random);
  result.resolver_asn = Asn{static_cast<std::uint32_t>(random())};
  result.run = below(random, 40) * 0x9e37'79b9'7f4a'7c15;
  result.software = random_name(random);
  result.ours = chance(random, 3);
  result.simulated = chance(random, 4);
  result.line_broken = chance(random, 10);
  result.outcome = random_outcome(random);
  for (LayerResult& layer : result.layers) {
    layer = {any(random, FindingState::unknown), maybe(random, Method::throttled)};
  }
  result.attempts = static_cast<int>(below(random, 4));
  result.agreed = static_cast<int>(below(random, 4));
  result.isolated_by = static_cast<std::uint16_t>(random());
  result.place = any(random, Place::unknown);
  result.reached = chance(random, 2);
  result.fingerprint = random_name(random);
  result.ooni_blocking = any(random, OoniBlocking::http_diff);
  result.ooni = {any(random, OoniBlocking::http_diff), chance(random, 2), chance(random, 3),
                 chance(random, 4)};
  result.difference = any(random, Difference::not_judged);
  result.observed = random_observed(random);
  return result;
}

auto compared(const ArchivedResult& r) {
  return std::tuple{
      r.key,         r.source,        r.offset,      r.length,          r.started,         r.test,
      r.input,       r.host,          r.vantage.asn, r.vantage.as_name, r.vantage.country, r.resolver_asn,
      r.run,         r.software,      r.ours,        r.simulated,       r.line_broken,     r.outcome,
      r.layers,      r.attempts,      r.agreed,      r.isolated_by,     r.place,           r.reached,
      r.fingerprint, r.ooni_blocking, r.ooni,        r.difference,      r.observed};
}

}  // namespace

ResultKey random_key(Randomness& random) {
  ResultKey key;
  for (auto& byte : key) byte = static_cast<std::uint8_t>(random());
  return key;
}

Outcome random_outcome(Randomness& random) {
  Outcome outcome;
  outcome.word = any(random, VerdictWord::inconclusive);
  outcome.certainty = any(random, Certainty::possible);
  outcome.scope = any(random, Scope::isp);
  if (chance(random, 3)) outcome.layer = any(random, Layer::tcp);
  if (chance(random, 3)) outcome.method = any(random, Method::no_answer);
  return outcome;
}

std::vector<ArchivedResult> random_results(std::uint64_t seed, std::size_t how_many) {
  Randomness random{seed};
  std::vector<ArchivedResult> results;
  while (results.size() < how_many) results.push_back(random_result(random));
  return results;
}

std::vector<ArchivedResult> extreme_results() {
  constexpr auto kMost = std::numeric_limits<std::uint32_t>::max();
  Randomness random{7};
  std::vector<ArchivedResult> results = random_results(7, 3);
  ArchivedResult& great = results[0];
  great.key.fill(0xff);
  great.source = great.length = kMost;
  great.offset = great.run = std::numeric_limits<std::uint64_t>::max();
  great.vantage.asn = great.resolver_asn = great.observed.address_asn = Asn{kMost};
  great.attempts = great.agreed = std::numeric_limits<int>::max();
  great.isolated_by = 0xffff;
  great.started = SystemTime{std::chrono::seconds{253'402'300'799}};  // the last second of the year 9999
  great.observed.status = std::numeric_limits<int>::max();
  great.observed.body_length = std::numeric_limits<std::int64_t>::max();
  great.observed.body_hash = great.observed.title_hash = std::numeric_limits<std::uint64_t>::max();
  ArchivedResult& small = results[1];
  small = ArchivedResult{};
  small.started = SystemTime{std::chrono::seconds{-1}};
  small.attempts = small.agreed = 0;
  small.observed.status = std::numeric_limits<int>::min();
  ArchivedResult& bytes = results[2];
  for (int byte = 0; byte < 256; ++byte) bytes.input += static_cast<char>(byte);
  bytes.host = bytes.vantage.as_name = bytes.software = bytes.fingerprint = bytes.input;
  bytes.input += std::string(100'000, 'x');
  return results;
}

Source some_source(unsigned number) {
  Source source;
  source.path = "/evidence/" + std::to_string(number) + ".jsonl.gz";
  source.sha256 = std::string(62, 'a') + std::to_string(10 + number);
  source.bytes = 1'000 + number;
  return source;
}

bool same_result(const ArchivedResult& left, const ArchivedResult& right) {
  return compared(left) == compared(right);
}

}  // namespace saksi
