// Private to the store: which column of which query holds what. The order of the columns is written once, in
// the constants here, beside the functions that bind and read them.
#pragma once

#include "core/sqlite.h"
#include "core/store.h"

namespace saksi {

inline constexpr const char* kRunColumns =
    "id, started_at, ended_at, state, software_version, country, list_name, list_hash, probe_asn, "
    "probe_as_name, "
    "probe_cc, line_state, always_open_tested, always_open_failed, simulated, geo_description, controls";
inline constexpr int kRunColumnCount = 17;

inline constexpr const char* kMeasurementColumns =
    "id, run_id, url, host, category, started_at, runtime_ms, probe_asn, probe_as_name, probe_cc, simulated, "
    "verdict, layer, method, certainty, scope, dns_state, dns_method, tcp_state, tcp_method, tls_state, "
    "tls_method, "
    "http_state, http_method, rate_state, rate_method, rules_version, fingerprints_version, verdict_json, "
    "evidence";
inline constexpr int kMeasurementColumnCount = 30;

inline constexpr const char* kStoredVerdictColumns =
    "id, run_id, url, host, category, started_at, probe_asn, probe_as_name, probe_cc, simulated, "
    "verdict_json";
inline constexpr int kStoredVerdictColumnCount = 11;

/// "?, ?, ?"
[[nodiscard]] std::string placeholders(int count);

void bind_run(sqlite::Statement& statement, const Run& run);
void bind_measurement(sqlite::Statement& statement, const Scrubbed<Measurement>& measurement,
                      const Verdict& verdict);

/// The columns of kRunColumns and kStoredVerdictColumns. Throw StoreError when one holds no word of ours: the
/// file was changed by other hands.
[[nodiscard]] Run read_run(const sqlite::Statement& row);
[[nodiscard]] StoredVerdict read_stored_verdict(const sqlite::Statement& row);

}  // namespace saksi
