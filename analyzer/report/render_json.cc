#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analyzer/report/render.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

using Json = nlohmann::ordered_json;

Json time_json(const std::optional<SystemTime>& time) {
  return time ? Json(to_rfc3339(*time)) : Json(nullptr);
}

template <class Enum>
Json name_json(const std::optional<Enum>& value) {
  return value ? Json(to_string(*value)) : Json(nullptr);
}

Json network_json(const Network& network) {
  return {{"asn", network.asn.number},
          {"as_name", network.as_name},
          {"country", network.country.to_string()},
          {"located", network.located}};
}

Json marks_json(const std::array<std::size_t, kMarkCount>& marks) {
  Json out = Json::object();
  for (std::size_t i = 0; i < kMarkCount; ++i)
    out[std::string(name_of_mark(static_cast<Mark>(i)))] = marks[i];
  return out;
}

Json counts_json(const NetworkCounts& counts) {
  return {{"measurements", counts.measurements},
          {"set_aside", counts.set_aside},
          {"runs", counts.runs},
          {"days", counts.days},
          {"urls", counts.urls},
          {"urls_by_mark", marks_json(counts.marks)},
          {"first", time_json(counts.first)},
          {"last", time_json(counts.last)}};
}

Json methods_json(const std::vector<MethodCount>& methods) {
  Json out = Json::array();
  for (const MethodCount& method : methods) {
    out.push_back({{"layer", to_string(method.layer)},
                   {"method", to_string(method.method)},
                   {"measurements", method.measurements}});
  }
  return out;
}

Json words_json(const std::optional<NoticeText>& words) {
  if (!words) return nullptr;
  return {{"authority", words->authority}, {"law", words->law},       {"reason", words->reason},
          {"contact", words->contact},     {"remedy", words->remedy}, {"language", words->language}};
}

Json notice_json(const Notice& notice) {
  return {{"fingerprint", notice.fingerprint},
          {"scope", to_string(notice.scope)},
          {"source", notice.source},
          {"address", notice.address},
          {"url", notice.url},
          {"title", notice.title},
          {"text", notice.text},
          {"authority", notice.authority},
          {"words", words_json(notice.words)}};
}

Json findings_json(const Verdict& verdict) {
  Json out = Json::object();
  for (const Finding& finding : verdict.findings) {
    out[std::string(to_string(finding.layer))] = {{"state", to_string(finding.state)},
                                                  {"method", name_json(finding.method)}};
  }
  return out;
}

Json location_json(const std::optional<Location>& location) {
  if (!location) return nullptr;
  return {{"hop", location->hop},
          {"place", to_string(location->place)},
          {"router", location->router ? Json(location->router->to_string()) : Json(nullptr)},
          {"asn", location->asn.number}};
}

Json experiments_json(const std::vector<Experiment>& experiments) {
  Json out = Json::array();
  for (const Experiment experiment : experiments) out.push_back(to_string(experiment));
  return out;
}

Json isolation_json(const std::vector<ExperimentCount>& counts) {
  Json out = Json::array();
  for (const ExperimentCount& count : counts) {
    out.push_back({{"experiment", to_string(count.experiment)}, {"measurements", count.measurements}});
  }
  return out;
}

Json places_json(const std::vector<PlaceCount>& counts) {
  Json out = Json::array();
  for (const PlaceCount& count : counts) {
    out.push_back({{"hop", count.hop},
                   {"place", to_string(count.place)},
                   {"asn", count.asn.number},
                   {"measurements", count.measurements}});
  }
  return out;
}

Json foreign_json(const std::optional<Foreign>& foreign) {
  if (!foreign) return nullptr;
  return {{"software", foreign->software},    {"file", foreign->file},     {"sha256", foreign->sha256},
          {"offset", foreign->offset},        {"length", foreign->length}, {"ooni", foreign->ooni},
          {"difference", foreign->difference}};
}

Json citation_json(const Citation& citation) {
  const Verdict& verdict = citation.verdict;
  return {{"id", citation.id},
          {"run_id", citation.run_id},
          {"started", to_rfc3339(citation.started)},
          {"verdict", to_string(verdict.word)},
          {"certainty", to_string(verdict.certainty)},
          {"scope", to_string(verdict.scope)},
          {"layer", name_json(verdict.layer)},
          {"method", name_json(verdict.method)},
          {"findings", findings_json(verdict)},
          {"fingerprint", verdict.fingerprint},
          {"reasons", verdict.reasons},
          {"attempts", verdict.attempts},
          {"agreed", verdict.agreed},
          {"isolated_by", experiments_json(verdict.isolated_by)},
          {"location", location_json(verdict.location)},
          {"control_saw", citation.control_saw},
          {"foreign", foreign_json(citation.foreign)},
          {"notice", citation.notice ? notice_json(*citation.notice) : Json(nullptr)}};
}

Json share_json(const std::optional<Share>& share) {
  if (!share) return nullptr;
  // Rounded as in cells.csv, so that the last bits of a machine's arithmetic make no difference.
  const auto rounded = [](double number) { return std::round(number * 1e4) / 1e4; };
  return {{"share", rounded(share->share)},
          {"low", rounded(share->low)},
          {"high", rounded(share->high)},
          {"effective_runs", rounded(share->effective_runs)},
          {"sufficient", share->sufficient}};
}

Json cell_json(const Cell& cell) {
  Json evidence = Json::array();
  for (const Citation& citation : cell.evidence) evidence.push_back(citation_json(citation));
  return {{"network", cell.network},
          {"mark", name_of_mark(mark_of(cell))},
          {"verdict", cell.tested() ? Json(to_string(cell.verdict)) : Json(nullptr)},
          {"certainty", to_string(cell.certainty)},
          {"scope", to_string(cell.scope)},
          {"layer", name_json(cell.layer)},
          {"method", name_json(cell.method)},
          {"measurements", cell.measurements},
          {"blocked", cell.blocked},
          {"open", cell.open},
          {"failed", cell.failed},
          {"runs", cell.runs},
          {"days", cell.days},
          {"blocked_days", cell.blocked_days},
          {"first_measured", time_json(cell.first_measured)},
          {"last_measured", time_json(cell.last_measured)},
          {"last_open", time_json(cell.last_open)},
          {"first_seen", time_json(cell.first_seen)},
          {"last_seen", time_json(cell.last_seen)},
          {"open_again", time_json(cell.open_again)},
          {"methods", methods_json(cell.methods)},
          {"interference", methods_json(cell.interference)},
          {"attempts", cell.attempts},
          {"agreed", cell.agreed},
          {"isolated_by", isolation_json(cell.isolated_by)},
          {"places", places_json(cell.places)},
          {"share", share_json(cell.share)},
          {"reasons", cell.reasons},
          {"evidence", evidence},
          {"not_listed", cell.not_cited}};
}

/// Of a large report: the cells that say more than "no sign" or "not tested".
bool is_told(const Cell& cell) {
  return mark_of(cell) < Mark::no_sign;
}

std::size_t cells_left_out(const Report& report) {
  std::size_t count = 0;
  for (const Site& site : report.sites) {
    count += static_cast<std::size_t>(
        std::count_if(site.cells.begin(), site.cells.end(), [](const Cell& cell) { return !is_told(cell); }));
  }
  return is_large(report) ? count : 0;
}

Json sites_json(const Report& report) {
  Json out = Json::array();
  for (const Site& site : report.sites) {
    Json cells = Json::array();
    for (const Cell& cell : site.cells) {
      if (!is_large(report) || is_told(cell)) cells.push_back(cell_json(cell));
    }
    out.push_back({{"url", site.url},
                   {"host", site.host},
                   {"category", site.category},
                   {"groups", site.groups},
                   {"mark", name_of_mark(mark_of(site))},
                   {"open_elsewhere", site.open_elsewhere},
                   {"failing_elsewhere", site.failing_elsewhere},
                   {"cells", cells}});
  }
  return out;
}

Json account_json(const Account& account) {
  Json counted = Json::object();
  for (const auto& [word, count] : account.counted) counted[std::string(to_string(word))] = count;
  return {{"total", account.total},
          {"outside_period", account.outside_period},
          {"other_country", account.other_country},
          {"other_reality", account.other_reality},
          {"broken_line", account.broken_line},
          {"local_network", account.local_network},
          {"other_tests", account.other_tests},
          {"counted", counted}};
}

Json groups_json(const std::vector<TestedGroup>& groups) {
  Json out = Json::array();
  for (const TestedGroup& group : groups) {
    out.push_back({{"id", group.id},
                   {"name", group.name},
                   {"urls", group.urls},
                   {"urls_by_mark", marks_json(group.marks)}});
  }
  return out;
}

Json key_findings_json(const Report& report) {
  Json out = Json::array();
  for (const KeyFinding& finding : report.key_findings) {
    out.push_back(
        {{"certainty", to_string(finding.certainty)}, {"text", finding.text}, {"details", finding.details}});
  }
  return out;
}

Json provenance_json(const Provenance& provenance) {
  Json lists = Json::array();
  for (const ListUsed& list : provenance.lists) lists.push_back({{"name", list.name}, {"hash", list.hash}});
  Json files = Json::array();
  for (const FileUsed& file : provenance.files) {
    files.push_back(
        {{"name", file.name}, {"sha256", file.sha256}, {"lines", file.lines}, {"damaged", file.damaged}});
  }
  return {{"ours", provenance.ours},
          {"others", provenance.others},
          {"files", files},
          {"lists", lists},
          {"probe_versions", provenance.probe_versions},
          {"geolocation", provenance.geolocation},
          {"controls", provenance.controls},
          {"analyzer_version", provenance.analyzer_version},
          {"rules_version", provenance.rules_version},
          {"fingerprints_version", provenance.fingerprints_version},
          {"fingerprints", provenance.fingerprints},
          {"fingerprints_for_country", provenance.fingerprints_for_country}};
}

Json networks_json(const Report& report) {
  Json out = Json::array();
  for (std::size_t i = 0; i < report.networks.size(); ++i) {
    Json network = network_json(report.networks[i]);
    network["counts"] = counts_json(report.network_counts.at(i));
    out.push_back(std::move(network));
  }
  return out;
}

Json set_aside_json(const Report& report) {
  Json out = Json::array();
  for (const SetAside& aside : report.set_aside) {
    Json entry = citation_json(aside.citation);
    entry["url"] = aside.url;
    entry["network"] = network_json(aside.network);
    entry["why"] = aside.why;
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace

std::string render_json(const Report& report) {
  const Json json = {{"format", "saksi-report"},
                     {"format_version", 1},
                     {"title", report.title},
                     {"simulated", report.simulated},
                     {"country", report.country.to_string()},
                     {"country_name", report.country_name},
                     {"generated", to_rfc3339(report.generated)},
                     {"since", time_json(report.since)},
                     {"until", time_json(report.until)},
                     {"first", time_json(report.first)},
                     {"last", time_json(report.last)},
                     {"runs", report.runs},
                     {"runs_at_least", report.runs_at_least},
                     {"days", report.days},
                     {"key_findings", key_findings_json(report)},
                     {"limitations", report.limitations},
                     {"account", account_json(report.account)},
                     {"provenance", provenance_json(report.provenance)},
                     {"categories", groups_json(report.categories)},
                     {"rights_groups", groups_json(report.rights_groups)},
                     {"networks", networks_json(report)},
                     {"sites", sites_json(report)},
                     {"cells_left_out", cells_left_out(report)},
                     {"set_aside", set_aside_json(report)},
                     {"set_aside_not_listed", report.set_aside_not_listed}};
  // Bytes that are not UTF-8 become U+FFFD rather than an exception: titles come from hostile servers.
  return json.dump(is_large(report) ? 0 : 2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace saksi
