#include "analyzer/archive/clickhouse_rows.h"

#include <algorithm>

#include "analyzer/archive/row_codes.h"

namespace saksi {
namespace {

template <class Enum>
void word(RowBinaryWriter& row, Enum value) {
  row.number(static_cast<std::int8_t>(value));
}

template <class Enum>
void word(RowBinaryWriter& row, const std::optional<Enum>& value) {
  row.number(value ? static_cast<std::int8_t>(*value) : std::int8_t{-1});
}

template <class Enum>
Enum word(RowBinaryReader& row, Enum otherwise) {
  return enum_at(row.number<std::int8_t>(), otherwise);
}

template <class Enum>
std::optional<Enum> optional_word(RowBinaryReader& row) {
  const auto number = row.number<std::int8_t>();
  const auto value = static_cast<Enum>(number);
  return number >= 0 && !to_string(value).empty() ? std::optional{value} : std::nullopt;
}

std::string_view bytes_of(const ResultKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

Asn read_asn(RowBinaryReader& row) {
  return Asn{row.number<std::uint32_t>()};
}

void write_observed(const Observed& seen, RowBinaryWriter& row) {
  row.string(seen.address ? seen.address->bytes() : std::string{});
  row.number(seen.address_asn.number);
  row.truth(seen.address_of_control);
  row.truth(seen.address_proven);
  word(row, seen.dns_failure);
  word(row, seen.tcp_failure);
  word(row, seen.tls_failure);
  word(row, seen.http_failure);
  row.truth(seen.ipv6_failed);
  row.truth(seen.control_answered);
  row.truth(seen.control_reached);
  row.number(std::int32_t{seen.status});
  row.number(seen.body_length);
  row.number(seen.body_hash);
  row.number(seen.title_hash);
  row.number(seen.certificate_hash);
}

void read_observed(RowBinaryReader& row, Observed& seen) {
  seen.address = IpAddress::from_bytes(row.string());
  seen.address_asn = read_asn(row);
  seen.address_of_control = row.truth();
  seen.address_proven = row.truth();
  seen.dns_failure = optional_word<Failure>(row);
  seen.tcp_failure = optional_word<Failure>(row);
  seen.tls_failure = optional_word<Failure>(row);
  seen.http_failure = optional_word<Failure>(row);
  seen.ipv6_failed = row.truth();
  seen.control_answered = row.truth();
  seen.control_reached = row.truth();
  seen.status = row.number<std::int32_t>();
  seen.body_length = row.number<std::int64_t>();
  seen.body_hash = row.number<std::uint64_t>();
  seen.title_hash = row.number<std::uint64_t>();
  seen.certificate_hash = row.number<std::uint64_t>();
}

void write_place(const ArchivedResult& result, RowBinaryWriter& row) {
  const std::int64_t started = seconds_of(result.started);
  row.fixed(bytes_of(result.key));
  row.number(month_of(started));
  row.number(day_of(started));
  row.number(started);
  row.number(result.source);
  row.number(result.offset);
  row.number(result.length);
  word(row, result.test);
  row.string(result.input);
  row.string(result.host);
  row.number(result.vantage.asn.number);
  row.string(result.vantage.as_name);
  row.fixed(result.vantage.country.to_string());
  row.number(result.resolver_asn.number);
  row.number(result.run);
  row.string(result.software);
  row.truth(result.ours);
  row.truth(result.simulated);
  row.truth(result.line_broken);
}

void read_place(RowBinaryReader& row, ArchivedResult& result) {
  const std::string_view key = row.fixed(result.key.size());
  std::copy(key.begin(), key.end(), result.key.begin());
  (void)row.number<std::uint32_t>();  // month
  (void)row.number<std::int32_t>();   // day
  result.started = time_of(row.number<std::int64_t>());
  result.source = row.number<std::uint32_t>();
  result.offset = row.number<std::uint64_t>();
  result.length = row.number<std::uint32_t>();
  result.test = word(row, TestName::other);
  result.input = row.string();
  result.host = row.string();
  result.vantage.asn = read_asn(row);
  result.vantage.as_name = row.string();
  result.vantage.country = CountryCode::parse(row.fixed(2)).value_or(CountryCode{});
  result.resolver_asn = read_asn(row);
  result.run = row.number<std::uint64_t>();
  result.software = row.string();
  result.ours = row.truth();
  result.simulated = row.truth();
  result.line_broken = row.truth();
}

}  // namespace

std::uint32_t month_of(std::int64_t seconds) {
  constexpr std::int64_t kYear2000 = 946'684'800, kYear2100 = 4'102'444'800;
  if (seconds < kYear2000 || seconds >= kYear2100) return 0;
  const std::chrono::sys_days day{std::chrono::days{day_of(seconds)}};
  const std::chrono::year_month_day date{day};
  return static_cast<std::uint32_t>(static_cast<int>(date.year())) * 100 +
         static_cast<unsigned>(date.month());
}

void write_outcome(const Outcome& outcome, RowBinaryWriter& row) {
  word(row, outcome.word);
  word(row, outcome.certainty);
  word(row, outcome.scope);
  word(row, outcome.layer);
  word(row, outcome.method);
}

Outcome read_outcome(RowBinaryReader& row) {
  Outcome outcome;
  outcome.word = word(row, VerdictWord::inconclusive);
  outcome.certainty = word(row, Certainty::not_concluded);
  outcome.scope = word(row, Scope::unknown);
  outcome.layer = optional_word<Layer>(row);
  outcome.method = optional_word<Method>(row);
  return outcome;
}

void write_result(const ArchivedResult& result, RowBinaryWriter& row) {
  write_place(result, row);
  write_outcome(result.outcome, row);
  for (const LayerResult& layer : result.layers) {
    word(row, layer.state);
    word(row, layer.method);
  }
  row.number(std::int32_t{result.attempts});
  row.number(std::int32_t{result.agreed});
  row.number(result.isolated_by);
  word(row, result.place);
  row.truth(result.reached);
  row.string(result.fingerprint);
  word(row, result.ooni_blocking);
  word(row, result.ooni.blocking);
  row.truth(result.ooni.anomaly);
  row.truth(result.ooni.confirmed);
  row.truth(result.ooni.failure);
  word(row, result.difference);
  write_observed(result.observed, row);
}

ArchivedResult read_result(RowBinaryReader& row) {
  ArchivedResult result;
  read_place(row, result);
  result.outcome = read_outcome(row);
  for (LayerResult& layer : result.layers) {
    layer.state = word(row, FindingState::unknown);
    layer.method = optional_word<Method>(row);
  }
  result.attempts = row.number<std::int32_t>();
  result.agreed = row.number<std::int32_t>();
  result.isolated_by = row.number<std::uint16_t>();
  result.place = word(row, Place::unknown);
  result.reached = row.truth();
  result.fingerprint = row.string();
  result.ooni_blocking = word(row, OoniBlocking::null);
  result.ooni.blocking = word(row, OoniBlocking::null);
  result.ooni.anomaly = row.truth();
  result.ooni.confirmed = row.truth();
  result.ooni.failure = row.truth();
  result.difference = word(row, Difference::none);
  read_observed(row, result.observed);
  return result;
}

}  // namespace saksi
