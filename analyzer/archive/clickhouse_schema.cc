#include "analyzer/archive/clickhouse_schema.h"

#include "analyzer/archive/row_codes.h"

namespace saksi {
namespace {

constexpr int kArchiveVersion = 1;

/// $word is replaced by the Enum8 of that kind. A month is a partition: old ones are never touched again.
/// Sorted as questions ask: one test, one country, one input, over time.
constexpr const char* kResultTable = R"sql(
CREATE TABLE IF NOT EXISTS result (
  key FixedString(16), month UInt32, day Int32, started Int64, source UInt32, offset UInt64, length UInt32,
  test $test, input String, host String, asn UInt32, as_name String, country FixedString(2),
  resolver_asn UInt32, run UInt64, software String, ours UInt8, simulated UInt8, line_broken UInt8,
  verdict $verdict, certainty $certainty, scope $scope, layer $layer, method $method,
  dns_state $state, dns_method $method, tcp_state $state, tcp_method $method, tls_state $state,
  tls_method $method, http_state $state, http_method $method, rate_state $state, rate_method $method,
  attempts Int32, agreed Int32, isolated_by UInt16, place $place, reached UInt8, fingerprint String,
  ooni_blocking $ooni_blocking, ooni_blocking_stored $ooni_blocking, ooni_anomaly UInt8, ooni_confirmed UInt8,
  ooni_failure UInt8, difference $difference, address String, address_asn UInt32, address_of_control UInt8,
  address_proven UInt8, dns_failure $failure, tcp_failure $failure, tls_failure $failure,
  http_failure $failure, ipv6_failed UInt8, control_answered UInt8, control_reached UInt8, status Int32,
  body_length Int64, body_hash UInt64, title_hash UInt64, certificate_hash UInt64,
  input_key FixedString(16) MATERIALIZED sipHash128(concat(toString(length(input)), ':', input, host, toString(toInt8(test))))
) ENGINE = MergeTree PARTITION BY month ORDER BY (test, country, input, started, key)
  SETTINGS index_granularity = 8192)sql";

constexpr const char* kSourceTable = R"sql(
CREATE TABLE IF NOT EXISTS source (
  id UInt32, kind $source, path String, sha256 String, bytes UInt64, done UInt64, lines UInt64, damaged UInt64,
  complete UInt8, trouble String, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY id)sql";

constexpr const char* kDamagedTable = R"sql(
CREATE TABLE IF NOT EXISTS damaged_line (
  source UInt32, offset UInt64, length UInt64, reason String, beginning String
) ENGINE = ReplacingMergeTree ORDER BY (source, offset))sql";

constexpr const char* kCorrectionTable = R"sql(
CREATE TABLE IF NOT EXISTS correction (
  version UInt64, key FixedString(16), verdict $verdict, certainty $certainty, scope $scope, layer $layer,
  method $method, rule String, set_aside UInt8
) ENGINE = MergeTree PARTITION BY version ORDER BY key)sql";

constexpr const char* kPropertyTable = R"sql(
CREATE TABLE IF NOT EXISTS archive_property (
  name String, value String, version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY name)sql";

/// `result` in the words and names of the SQLite archive's view.
constexpr const char* kResultsView = R"sql(
CREATE VIEW IF NOT EXISTS v_results AS
SELECT lower(hex(key)) AS key, toDateTime(started, 'UTC') AS started_at, test, input, host,
  concat('AS', toString(asn)) AS probe_asn, as_name AS probe_as_name, country AS probe_cc, verdict, certainty,
  scope, layer, method, attempts, agreed, place, fingerprint, dns_state, dns_method, tcp_state, tcp_method,
  tls_state, tls_method, http_state, http_method, rate_state, rate_method, ours, simulated, line_broken, reached,
  ooni_blocking, ooni_blocking_stored, ooni_anomaly, ooni_confirmed, ooni_failure, difference,
  concat('AS', toString(address_asn)) AS address_asn, address_of_control, address_proven, dns_failure,
  tcp_failure, tls_failure, http_failure, ipv6_failed, control_answered, control_reached, status, body_length,
  source, offset, length, software
FROM result)sql";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

std::string with_enums(const std::string& sql) {
  std::string text;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] != '$') {
      text += sql[i];
      continue;
    }
    std::string kind;
    while (is_letter(sql[i + 1])) kind += sql[++i];
    text += clickhouse_enum(kind);
  }
  return text;
}

/// All words in one text: what the enumerations of the tables were made of.
std::string words_text() {
  std::string text;
  for (const Word& word : all_words()) {
    text += word.kind + " " + std::to_string(word.number) + " " + word.text + "\n";
  }
  return text;
}

std::string stored_property(ClickhouseClient& client, const std::string& name) {
  std::string value;
  client.each_row(
      "SELECT value FROM archive_property WHERE name = " + sql_text(name) + " ORDER BY version DESC LIMIT 1",
      [&](RowBinaryReader& row) { value = row.string(); });
  return value;
}

void store_property(ClickhouseClient& client, const std::string& name, const std::string& value) {
  RowBinaryWriter row;
  row.string(name);
  row.string(value);
  row.number(std::uint64_t{1});
  client.insert("archive_property", "name, value, version", row.bytes());
}

}  // namespace

std::string clickhouse_enum(const std::string& kind) {
  std::string list = "Enum8('' = -1";
  for (const Word& word : all_words()) {
    if (word.kind == kind) list += ", " + sql_text(word.text) + " = " + std::to_string(word.number);
  }
  return list + ")";
}

void make_clickhouse_archive(ClickhouseClient& client) {
  client.run("CREATE DATABASE IF NOT EXISTS " + client.place().database, false);
  for (const char* table :
       {kPropertyTable, kResultTable, kSourceTable, kDamagedTable, kCorrectionTable, kResultsView}) {
    client.run(with_enums(table));
  }
  if (!stored_property(client, "archive_version").empty()) return;
  store_property(client, "words", words_text());
  store_property(client, "archive_version", std::to_string(kArchiveVersion));
}

void check_clickhouse_archive(ClickhouseClient& client) {
  const std::string version = stored_property(client, "archive_version");
  if (version != std::to_string(kArchiveVersion) || stored_property(client, "words") != words_text()) {
    throw StoreError{client.place().text() +
                     ": its archive was written by another version of Saksi (archive version " +
                     (version.empty() ? "unknown" : version) +
                     "), with other words for what is found. Use that version, or another database"};
  }
}

}  // namespace saksi
