#include "analyzer/archive/sqlite_rows.h"

#include <algorithm>

#include "analyzer/archive/row_codes.h"

namespace saksi {
namespace {

constexpr const char* kWholeRow =
    "SELECT r.started, i.input, i.host, i.test, n.asn, n.country, n.as_name, o.code, r.flags, r.attempts, "
    "r.agreed, r.isolated_by, r.run, d.key, d.source, d.offset, d.length, d.resolver_asn, s.name, f.name, "
    "d.layers, d.place, d.ooni, d.difference, d.address, d.address_asn, d.observed, d.failures, d.status, "
    "d.body_length, d.body_hash, d.title_hash, d.certificate_hash "
    "FROM result AS r JOIN detail AS d ON d.id = r.id JOIN input AS i ON i.id = r.input "
    "JOIN network AS n ON n.id = r.network JOIN outcome AS o ON o.id = r.outcome "
    "JOIN software AS s ON s.id = d.software JOIN fingerprint AS f ON f.id = d.fingerprint WHERE r.id = ?";

Asn asn_at(const sqlite::Statement& row, int column) {
  return Asn{static_cast<std::uint32_t>(row.integer(column))};
}

std::uint64_t unsigned_at(const sqlite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

void read_counted(const sqlite::Statement& row, ArchivedResult& result) {
  result.started = time_of(row.integer(0));
  result.input = row.text(1);
  result.host = row.text(2);
  result.test = enum_at(row.integer(3), TestName::other);
  result.vantage = {asn_at(row, 4), row.text(6), CountryCode::parse(row.text(5)).value_or(CountryCode{})};
  result.outcome = Outcome::from_code(unsigned_at(row, 7)).value_or(Outcome{});
  result.ours = (row.integer(8) & kOursFlag) != 0;
  result.simulated = (row.integer(8) & kSimulatedFlag) != 0;
  result.line_broken = (row.integer(8) & kLineBrokenFlag) != 0;
  result.reached = (row.integer(8) & kReachedFlag) != 0;
  result.attempts = static_cast<int>(row.integer(9));
  result.agreed = static_cast<int>(row.integer(10));
  result.isolated_by = static_cast<std::uint16_t>(row.integer(11));
  result.run = unsigned_at(row, 12);
}

void read_detail(const sqlite::Statement& row, ArchivedResult& result) {
  result.key = key_from_bytes(row.bytes(13));
  result.source = static_cast<std::uint32_t>(row.integer(14));
  result.offset = unsigned_at(row, 15);
  result.length = static_cast<std::uint32_t>(row.integer(16));
  result.resolver_asn = asn_at(row, 17);
  result.software = row.text(18);
  result.fingerprint = row.text(19);
  result.layers = layers_from_code(row.integer(20));
  result.place = enum_at(row.integer(21), Place::unknown);
  read_ooni_code(row.integer(22), result);
  result.difference = enum_at(row.integer(23), Difference::none);
}

void read_observed(const sqlite::Statement& row, Observed& observed) {
  observed.address = IpAddress::from_bytes(row.bytes(24));
  observed.address_asn = asn_at(row, 25);
  read_observed_code(row.integer(26), observed);
  read_failures_code(row.integer(27), observed);
  observed.status = static_cast<int>(row.integer(28));
  observed.body_length = row.integer(29);
  observed.body_hash = unsigned_at(row, 30);
  observed.title_hash = unsigned_at(row, 31);
  observed.certificate_hash = unsigned_at(row, 32);
}

}  // namespace

ResultKey key_from_bytes(std::string_view bytes) {
  ResultKey key{};
  if (bytes.size() == key.size()) std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

SqliteRows::SqliteRows(const sqlite::Connection& connection) : statement_(connection, kWholeRow) {}

std::optional<ArchivedResult> SqliteRows::read(std::int64_t id) {
  statement_.bind(1, id);
  std::optional<ArchivedResult> result;
  if (statement_.step()) {
    result.emplace();
    read_counted(statement_, *result);
    read_detail(statement_, *result);
    read_observed(statement_, result->observed);
  }
  statement_.run();
  return result;
}

}  // namespace saksi
