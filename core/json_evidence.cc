// The evidence record: a whole measurement, field by field, without loss (docs/format-evidence.md).
#include "core/json.h"
#include "core/json_attempt.h"
#include "core/json_observations.h"

namespace saksi {

using namespace json_support;

namespace {

constexpr std::int64_t kVersion = 1;

// ---- Writing

Ordered vantage_value(const Vantage& vantage) {
  return {{"asn", vantage.asn.to_string()},
          {"as_name", text(vantage.as_name)},
          {"country", vantage.country.to_string()}};
}

Ordered measurement_value(const Measurement& m) {
  Ordered value{{"saksi_evidence", kVersion},
                {"id", text(m.id)},
                {"run_id", text(m.run_id)},
                {"url", text(m.url.original())},
                {"category", text(m.category)},
                {"started", to_rfc3339_exact(m.started)},
                {"runtime_us", m.runtime.count()},
                {"software_version", text(m.software_version)},
                {"simulated", m.simulated},
                {"vantage", vantage_value(m.vantage)},
                {"resolver", vantage_value(m.resolver)}};
  put_attempt(value, m);
  value["retests"] = array_of(m.retests, retest_value);
  value["follow_ups"] = array_of(m.follow_ups, follow_up_value);
  return value;
}

}  // namespace

std::string evidence_json(const Scrubbed<Measurement>& measurement) {
  return dump(measurement_value(measurement.get()));
}

// ---- Reading

namespace {

Vantage read_vantage(const Fields& fields) {
  return {fields.parsed<Asn>("asn"), fields.text("as_name"), fields.parsed<CountryCode>("country")};
}

Url read_url(const Fields& fields) {
  auto url = Url::parse(fields.text("url"));
  if (!url) throw JsonProblem{url.error().message};
  return std::move(*url);
}

SystemTime read_time(const Fields& fields) {
  const auto time = parse_time(fields.text("started"));
  if (!time) throw JsonProblem{time.error().message};
  return *time;
}

Measurement read_measurement(const Fields& fields) {
  if (fields.integer("saksi_evidence", 0, kMostExact) != kVersion) {
    throw JsonProblem{"was written by a newer Saksi; update this program to read it"};
  }
  Measurement m;
  m.id = fields.text("id");
  m.run_id = fields.text("run_id");
  m.url = read_url(fields);
  m.category = fields.text("category");
  m.started = read_time(fields);
  m.runtime = read_offset(fields, "runtime_us");
  m.software_version = fields.text("software_version");
  m.simulated = fields.boolean("simulated");
  m.vantage = read_vantage(fields.object("vantage"));
  m.resolver = read_vantage(fields.object("resolver"));
  read_attempt(fields, m);
  // Records of before retests have neither.
  if (fields.has("retests")) m.retests = fields.list("retests", read_retest);
  if (fields.has("follow_ups")) m.follow_ups = fields.list("follow_ups", read_follow_up);
  return m;
}

}  // namespace

Result<Measurement> parse_evidence(std::string_view json) {
  return read_json(json, "evidence", read_measurement);
}

}  // namespace saksi
