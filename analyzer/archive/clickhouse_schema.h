// The tables of the archive in a ClickHouse database (docs/format-archive.md). Private to ClickhouseArchive.
#pragma once

#include <string>

#include "analyzer/archive/clickhouse_client.h"

namespace saksi {

/// Columns of `result` in the order in which clickhouse_rows.h writes and reads them.
inline constexpr const char* kClickhouseColumns =
    "key, month, day, started, source, offset, length, test, input, host, asn, as_name, country, "
    "resolver_asn, "
    "run, software, ours, simulated, line_broken, verdict, certainty, scope, layer, method, dns_state, "
    "dns_method, "
    "tcp_state, tcp_method, tls_state, tls_method, http_state, http_method, rate_state, rate_method, "
    "attempts, "
    "agreed, isolated_by, place, reached, fingerprint, ooni_blocking, ooni_blocking_stored, ooni_anomaly, "
    "ooni_confirmed, ooni_failure, difference, address, address_asn, address_of_control, address_proven, "
    "dns_failure, tcp_failure, tls_failure, http_failure, ipv6_failed, control_answered, control_reached, "
    "status, body_length, body_hash, title_hash, certificate_hash";

/// Makes what is not there yet. Throws StoreError.
void make_clickhouse_archive(ClickhouseClient& client);
/// Throws StoreError unless the database holds an archive that we can read.
void check_clickhouse_archive(ClickhouseClient& client);

/// "Enum8('' = -1, 'ok' = 0, ...)" of a kind of `all_words()`.
[[nodiscard]] std::string clickhouse_enum(const std::string& kind);

}  // namespace saksi
