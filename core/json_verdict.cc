// A verdict as JSON: the column verdict_json of the store, and test_keys.x_saksi of an exported measurement.
#include "core/json_verdict.h"

#include "core/json.h"

namespace saksi {

using namespace json_support;

namespace {

Ordered finding_value(const Finding& finding) {
  return {{"state", to_string(finding.state)}, {"method", word_or_null(finding.method)}};
}

Ordered location_value(const std::optional<Location>& location) {
  if (!location) return nullptr;
  return {{"hop", location->hop},
          {"place", to_string(location->place)},
          {"router", location->router ? Ordered(location->router->to_string()) : Ordered(nullptr)},
          {"asn", location->asn.to_string()}};
}

Location read_location(const Fields& fields) {
  Location location;
  location.hop = static_cast<int>(fields.integer("hop", 0, 255));
  location.place = fields.word("place", place_from_string);
  if (fields.has("router")) location.router = fields.parsed<IpAddress>("router");
  location.asn = fields.parsed<Asn>("asn");
  return location;
}

Ordered notice_value(const std::optional<NoticeText>& notice) {
  if (!notice) return nullptr;
  return {{"authority", null_if_empty(notice->authority)}, {"law", null_if_empty(notice->law)},
          {"reason", null_if_empty(notice->reason)},       {"contact", null_if_empty(notice->contact)},
          {"remedy", null_if_empty(notice->remedy)},       {"language", null_if_empty(notice->language)}};
}

NoticeText read_notice_value(const Fields& fields) {
  const auto quoted = [&](const char* key) { return fields.text_or_empty(key).substr(0, kMaxNoticeBytes); };
  return {quoted("authority"), quoted("law"),    quoted("reason"),
          quoted("contact"),   quoted("remedy"), quoted("language")};
}

Experiment read_experiment(const Parsed& value, const std::string& where) {
  const auto experiment = experiment_from_string(read_text(value, where));
  if (!experiment) throw JsonProblem{where + " is not an experiment that this program knows"};
  return *experiment;
}

/// A verdict of before retests rests on one look, and has none of these.
void read_repetition(const Fields& fields, Verdict& verdict) {
  constexpr std::int64_t kMostAttempts = 1000;
  if (fields.has("attempts"))
    verdict.attempts = static_cast<int>(fields.integer("attempts", 0, kMostAttempts));
  if (fields.has("agreed")) verdict.agreed = static_cast<int>(fields.integer("agreed", 0, kMostAttempts));
  if (fields.has("isolated_by")) verdict.isolated_by = fields.list("isolated_by", read_experiment);
  if (fields.has("location")) verdict.location = read_location(fields.object("location"));
}

Verdict read_verdict(const Fields& fields) {
  Verdict verdict;
  verdict.word = fields.word("verdict", verdict_word_from_string);
  verdict.certainty = fields.word("certainty", certainty_from_string);
  verdict.scope = fields.word("scope", scope_from_string);
  verdict.layer = fields.word_or_null("layer", layer_from_string);
  verdict.method = fields.word_or_null("method", method_from_string);
  const Fields findings = fields.object("findings");
  for (const Layer layer : kLayers) {
    const std::string name{to_string(layer)};
    if (!findings.has(name.c_str())) continue;
    const Fields finding = findings.object(name.c_str());
    verdict.findings.push_back({layer, finding.word("state", finding_state_from_string),
                                finding.word_or_null("method", method_from_string)});
  }
  verdict.reasons = fields.list("reasons", read_text);
  read_repetition(fields, verdict);
  if (fields.has("notice")) verdict.notice = read_notice_value(fields.object("notice"));
  verdict.fingerprint = fields.text_or_empty("fingerprint");
  verdict.rules_version = fields.text_or_empty("rules_version");
  verdict.fingerprints_version = fields.text_or_empty("fingerprints_version");
  return verdict;
}

}  // namespace

json_support::Ordered json_support::verdict_value(const Verdict& verdict) {
  Ordered findings = Ordered::object();
  for (const Finding& finding : verdict.findings) {
    findings[std::string{to_string(finding.layer)}] = finding_value(finding);
  }
  return {
      {"verdict", to_string(verdict.word)},
      {"certainty", to_string(verdict.certainty)},
      {"scope", to_string(verdict.scope)},
      {"layer", word_or_null(verdict.layer)},
      {"method", word_or_null(verdict.method)},
      {"findings", std::move(findings)},
      {"reasons", array_of(verdict.reasons, [](const std::string& reason) { return text(reason); })},
      {"attempts", verdict.attempts},
      {"agreed", verdict.agreed},
      {"isolated_by", array_of(verdict.isolated_by, [](Experiment it) { return Ordered(to_string(it)); })},
      {"location", location_value(verdict.location)},
      {"notice", notice_value(verdict.notice)},
      {"fingerprint", null_if_empty(verdict.fingerprint)},
      {"rules_version", text(verdict.rules_version)},
      {"fingerprints_version", text(verdict.fingerprints_version)}};
}

std::string verdict_json(const Verdict& verdict) {
  return dump(verdict_value(verdict));
}

Result<Verdict> parse_verdict(std::string_view json) {
  return read_json(json, "verdict", read_verdict);
}

}  // namespace saksi
