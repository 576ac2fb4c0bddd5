#include "tests/support/archive/plausible_results.h"

#include <algorithm>
#include <array>
#include <string>

namespace saksi {
namespace {

constexpr std::int64_t kBegin = 1'787'529'600;  // 2026-08-24 00:00:00 UTC
constexpr std::int64_t kDay = 86'400;

/// Like Zipf's law: the first are chosen most often.
std::size_t uneven(std::mt19937_64& random, std::size_t end) {
  const double x = std::uniform_real_distribution<>{0, 1}(random);
  return std::min(end - 1, static_cast<std::size_t>(x * x * static_cast<double>(end)));
}

ArchivedResult url_number(std::uint32_t number) {
  ArchivedResult result;
  result.host = "www.site" + std::to_string(number) + ".example";
  result.input = "https://" + result.host + (number % 3 == 0 ? "/" : "/news/index.html");
  return result;
}

ArchivedResult network_number(std::uint32_t number, std::uint32_t how_many_countries) {
  const std::array<const char*, 12> countries{"MY", "PK", "IN", "RU", "IR", "TR",
                                              "ID", "EG", "BR", "KZ", "VN", "VE"};
  ArchivedResult result;
  result.vantage.asn = Asn{4'000 + 37 * number};
  result.vantage.as_name = "Network " + std::to_string(number) + " Telecommunications";
  result.vantage.country = *CountryCode::parse(countries[number % how_many_countries % countries.size()]);
  result.resolver_asn = result.vantage.asn;
  return result;
}

bool is_blocked(std::size_t url, std::size_t network) {
  return (url * 31 + network % 12 * 17) % 20 == 0;
}

void set_blocked(ArchivedResult& result, std::size_t network) {
  result.outcome = {VerdictWord::blocked, Certainty::possible, Scope::unknown, Layer::tls,
                    Method::reset_after_client_hello};
  result.layers[2] = {FindingState::interfered, Method::reset_after_client_hello};
  if (network % 3 == 0) {
    result.outcome = {VerdictWord::blocked, Certainty::confirmed, Scope::national, Layer::dns,
                      Method::notice_address};
    result.fingerprint = "national_notice";
    result.observed.address = IpAddress::parse("203.0.113." + std::to_string(network % 12));
  }
  result.reached = false;
  result.ooni = {OoniBlocking::dns, true, network % 3 == 0, false};
  result.difference = Difference::no_notice;
}

}  // namespace

PlausibleResults::PlausibleResults(const PlausibleScale& scale) : scale_(scale) {
  for (std::uint32_t i = 0; i < scale.urls; ++i) urls_.push_back(url_number(i));
  for (std::uint32_t i = 0; i < scale.networks; ++i) networks_.push_back(network_number(i, scale.countries));
}

const std::vector<ArchivedResult>& PlausibleResults::next(std::size_t most) {
  const std::uint64_t left = scale_.results - made_;
  batch_.resize(std::min<std::uint64_t>(most, left));
  for (ArchivedResult& result : batch_) fill(result);
  return batch_;
}

void PlausibleResults::begin_run() {
  run_ = random_();
  network_ = uneven(random_, networks_.size());
}

void PlausibleResults::fill(ArchivedResult& result) {
  if (made_ % scale_.urls_per_run == 0) begin_run();
  const std::size_t url = uneven(random_, urls_.size());
  result = ArchivedResult{};
  for (std::size_t i = 0; i < result.key.size(); i += 8) {
    const std::uint64_t bits = random_();
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&bits), 8,
                result.key.begin() + static_cast<std::ptrdiff_t>(i));
  }
  result.source = static_cast<std::uint32_t>(made_ / 20'000 + 1);
  result.offset = made_ % 20'000 * 19'800;
  result.length = 19'000;
  const auto time = static_cast<std::int64_t>(made_ * scale_.days * kDay / scale_.results);
  result.started =
      SystemTime{std::chrono::seconds{kBegin + time + static_cast<std::int64_t>(random_() % 600)}};
  result.input = urls_[url].input;
  result.host = urls_[url].host;
  result.vantage = networks_[network_].vantage;
  result.resolver_asn = networks_[network_].resolver_asn;
  result.run = run_;
  result.software = "ooniprobe-android 3.8." + std::to_string(network_ % 7);
  result.outcome = {VerdictWord::accessible, Certainty::no_sign, Scope::unknown, {}, {}};
  result.layers.fill({FindingState::ok, {}});
  result.layers[4] = {};
  result.reached = true;
  result.observed.address = IpAddress::parse("198.51.100." + std::to_string(url % 250));
  result.observed.address_asn = Asn{13'335};
  result.observed.address_of_control = result.observed.address_proven = true;
  result.observed.control_answered = result.observed.control_reached = true;
  result.observed.status = 200;
  result.observed.body_length = static_cast<std::int64_t>(10'000 + random_() % 90'000);
  result.observed.body_hash = random_() | 1;
  result.observed.title_hash = url * 977 + 1;
  result.observed.certificate_hash = url * 7'919 + 1;
  if (is_blocked(url, network_) && random_() % 10 != 0) set_blocked(result, network_);
  ++made_;
}

}  // namespace saksi
