#include "core/store_rows.h"

#include "core/enum_names.h"
#include "core/json.h"

namespace saksi {
namespace {

constexpr EnumNames<RunState, 3> kRunStateNames{
    {{RunState::running, "running"}, {RunState::done, "done"}, {RunState::interrupted, "interrupted"}}};
static_assert(names_every_enumerator(kRunStateNames, RunState::interrupted));

template <class Enum>
std::optional<std::string> word_or_null(const std::optional<Enum>& value) {
  if (!value) return std::nullopt;
  return std::string{to_string(*value)};
}

template <class T>
T known(const std::optional<T>& value, const std::string& row, const std::string& text) {
  if (value) return *value;
  throw StoreError{"the store's row " + row + " holds '" + text.substr(0, 60) +
                   "', which Saksi does not write. The file was changed by another program or is damaged"};
}

SystemTime time_of(const std::string& row, const std::string& text) {
  const auto time = parse_time(text);
  return known(time ? std::optional{*time} : std::nullopt, row, text);
}

Vantage vantage_of(const sqlite::Statement& row, const std::string& id, int first) {
  return {known(Asn::parse(row.text(first)), id, row.text(first)), row.text(first + 1),
          known(CountryCode::parse(row.text(first + 2)), id, row.text(first + 2))};
}

}  // namespace

std::string_view to_string(RunState state) {
  return enum_to_text(kRunStateNames, state);
}

std::string placeholders(int count) {
  std::string list = "?";
  for (int i = 1; i < count; ++i) list += ", ?";
  return list;
}

void bind_run(sqlite::Statement& statement, const Run& run) {
  std::optional<std::string> ended;
  if (run.ended) ended = to_text(*run.ended);
  statement.bind_all(run.id, to_text(run.started), ended, to_string(run.state), run.software_version,
                     run.country, run.list_name, run.list_hash, run.vantage.asn.to_string(),
                     run.vantage.as_name, run.vantage.country.to_string(), to_string(run.line.state),
                     run.line.always_open_tested, run.line.always_open_failed, run.simulated,
                     run.geo_description, run.controls);
}

Run read_run(const sqlite::Statement& row) {
  Run run;
  run.id = row.text(0);
  run.started = time_of(run.id, row.text(1));
  if (!row.is_null(2)) run.ended = time_of(run.id, row.text(2));
  run.state = known(enum_from_text(kRunStateNames, row.text(3)), run.id, row.text(3));
  run.software_version = row.text(4);
  run.country = row.text(5);
  run.list_name = row.text(6);
  run.list_hash = row.text(7);
  run.vantage = vantage_of(row, run.id, 8);
  run.line.state = known(line_state_from_string(row.text(11)), run.id, row.text(11));
  run.line.always_open_tested = static_cast<int>(row.integer(12));
  run.line.always_open_failed = static_cast<int>(row.integer(13));
  run.simulated = row.integer(14) != 0;
  run.geo_description = row.text(15);
  run.controls = row.text(16);
  return run;
}

void bind_measurement(sqlite::Statement& statement, const Scrubbed<Measurement>& measurement,
                      const Verdict& verdict) {
  const Measurement& m = measurement.get();
  const auto runtime = std::chrono::duration_cast<std::chrono::milliseconds>(m.runtime);
  statement.bind_all(m.id, m.run_id, m.url.text(), m.url.host(), m.category, to_text(m.started),
                     std::int64_t{runtime.count()}, m.vantage.asn.to_string(), m.vantage.as_name,
                     m.vantage.country.to_string(), m.simulated, to_string(verdict.word),
                     word_or_null(verdict.layer), word_or_null(verdict.method), to_string(verdict.certainty),
                     to_string(verdict.scope));
  int at = 16;
  for (const Layer layer : kLayers) {
    const Finding& finding = verdict.finding(layer);
    statement.bind(++at, to_string(finding.state));
    statement.bind(++at, word_or_null(finding.method));
  }
  statement.bind(++at, verdict.rules_version);
  statement.bind(++at, verdict.fingerprints_version);
  statement.bind(++at, verdict_json(verdict));
  statement.bind(++at, evidence_json(measurement));
}

StoredVerdict read_stored_verdict(const sqlite::Statement& row) {
  StoredVerdict stored;
  stored.id = row.text(0);
  stored.run_id = row.text(1);
  stored.url = row.text(2);
  stored.host = row.text(3);
  stored.category = row.text(4);
  stored.started = time_of(stored.id, row.text(5));
  stored.vantage = vantage_of(row, stored.id, 6);
  stored.simulated = row.integer(9) != 0;
  auto verdict = parse_verdict(row.text(10));
  if (!verdict) throw StoreError{"the store's row " + stored.id + ": " + verdict.error().message};
  stored.verdict = std::move(*verdict);
  return stored;
}

}  // namespace saksi
