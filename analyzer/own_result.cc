#include "analyzer/own_result.h"

#include <xxhash.h>

#include "analyzer/ingest/ooni_observed.h"
#include "core/judge/line.h"
#include "core/judge/ooni.h"

namespace saksi {

namespace {

std::uint64_t hash_of(const std::string& text) {
  return XXH3_64bits(text.data(), text.size());
}

void add_verdict(ArchivedResult& row, const Verdict& verdict) {
  row.outcome = Outcome::of(verdict);
  for (const Finding& finding : verdict.findings)
    row.layers.at(static_cast<std::size_t>(finding.layer)) = {finding.state, finding.method};
  row.attempts = verdict.attempts;
  row.agreed = verdict.agreed;
  for (const Experiment experiment : verdict.isolated_by)
    row.isolated_by = static_cast<std::uint16_t>(row.isolated_by | 1U << static_cast<unsigned>(experiment));
  row.place = verdict.location ? verdict.location->place : Place::unknown;
  row.fingerprint = verdict.fingerprint;
}

}  // namespace

ArchivedResult own_result(const Measurement& measurement, const Verdict& verdict,
                          const CountryCode& run_country) {
  ArchivedResult row;
  row.key = result_key_from_hex(measurement.id).value_or(ResultKey{});
  row.started = std::chrono::floor<std::chrono::seconds>(measurement.started);
  row.input = measurement.url.text();
  row.host = measurement.url.host();
  row.vantage = measurement.vantage;
  if (!row.vantage.country.known()) row.vantage.country = run_country;
  row.resolver_asn = measurement.resolver.asn;
  row.run = hash_of(measurement.run_id);
  row.software = "saksi-probe " + measurement.software_version;
  row.ours = true;
  row.simulated = measurement.simulated;
  add_verdict(row, verdict);
  row.reached = got_any_page(measurement);
  row.ooni_blocking = ooni_keys(measurement).blocking;
  row.observed = observe(measurement, "");
  return row;
}

}  // namespace saksi
