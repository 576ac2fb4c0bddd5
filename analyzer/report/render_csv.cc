#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "analyzer/report/render.h"
#include "analyzer/report/utf8.h"
#include "analyzer/report/words.h"
#include "core/csv.h"

namespace saksi {

namespace {

using Row = std::vector<std::string>;

/// RFC 4180 wants CRLF; a reader of a spreadsheet wants valid UTF-8 and no line end inside a cell.
std::string row_text(Row row) {
  for (std::string& field : row) field = to_plain_line(field);
  std::string line = csv_line_for_spreadsheets(row);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  return line + "\r\n";
}

std::string time_or_empty(const std::optional<SystemTime>& time) {
  return time ? to_rfc3339(*time) : "";
}

template <class Enum>
std::string name_or_empty(const std::optional<Enum>& value) {
  return value ? std::string(to_string(*value)) : "";
}

std::string joined(const std::vector<std::string>& items, std::string_view between) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : std::string(between)) + item;
  return out;
}

std::string counts_text(const std::vector<MethodCount>& counts) {
  std::vector<std::string> items;
  items.reserve(counts.size());
  for (const MethodCount& count : counts) {
    items.push_back(code_of(count.layer, count.method) + " x" + std::to_string(count.measurements));
  }
  return joined(items, "; ");
}

std::string isolation_text(const std::vector<ExperimentCount>& counts) {
  std::vector<std::string> items;
  for (const ExperimentCount& count : counts) {
    items.push_back(std::string(to_string(count.experiment)) + " x" + std::to_string(count.measurements));
  }
  return joined(items, "; ");
}

std::string place_text(const Location& location) {
  return std::string(to_string(location.place)) + " hop " + std::to_string(location.hop) +
         (location.asn.known() ? " " + location.asn.to_string() : "");
}

std::string places_text(const std::vector<PlaceCount>& counts) {
  std::vector<std::string> items;
  for (const PlaceCount& it : counts) {
    items.push_back(place_text({it.hop, it.place, std::nullopt, it.asn}) + " x" +
                    std::to_string(it.measurements));
  }
  return joined(items, "; ");
}

std::string experiments_text(const Verdict& verdict) {
  std::vector<std::string> items;
  for (const Experiment it : verdict.isolated_by) items.emplace_back(to_string(it));
  return joined(items, " ");
}

/// Four digits: more would pretend to know more.
std::string number_text(double number) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.4f", number);
  return buffer.data();
}

std::string asn_text(const Network& network) {
  return network.asn.known() ? network.asn.to_string() : "AS0";
}

std::string ids_text(const Cell& cell) {
  std::vector<std::string> ids;
  for (const Citation& citation : cell.evidence) ids.push_back(citation.id);
  return joined(ids, " ");
}

Row cell_row(const Report& report, const Site& site, const Cell& cell) {
  const Network& network = report.networks.at(cell.network);
  return {site.url,
          site.host,
          site.category,
          joined(site.groups, " "),
          asn_text(network),
          network.as_name,
          network.country.to_string(),
          cell.tested() ? std::string(to_string(cell.verdict)) : "",
          std::string(to_string(cell.certainty)),
          std::string(to_string(cell.scope)),
          name_or_empty(cell.layer),
          name_or_empty(cell.method),
          std::to_string(cell.measurements),
          std::to_string(cell.blocked),
          std::to_string(cell.open),
          std::to_string(cell.failed),
          std::to_string(cell.runs),
          std::to_string(cell.days),
          std::to_string(cell.blocked_days),
          time_or_empty(cell.first_measured),
          time_or_empty(cell.last_measured),
          time_or_empty(cell.last_open),
          time_or_empty(cell.first_seen),
          time_or_empty(cell.last_seen),
          time_or_empty(cell.open_again),
          counts_text(cell.methods),
          counts_text(cell.interference),
          joined(cell.reasons, " "),
          ids_text(cell),
          cell.blocked > 0 ? std::to_string(cell.attempts) : "",
          cell.blocked > 0 ? std::to_string(cell.agreed) : "",
          isolation_text(cell.isolated_by),
          places_text(cell.places),
          cell.share ? number_text(cell.share->share) : "",
          cell.share ? number_text(cell.share->low) : "",
          cell.share ? number_text(cell.share->high) : "",
          cell.share ? number_text(cell.share->effective_runs) : "",
          cell.share ? (cell.share->sufficient ? "yes" : "no") : "",
          std::to_string(cell.not_cited),
          report.simulated ? "yes" : "no"};
}

Row measurement_row(const Report& report, const std::string& url, const Network& network,
                    const Citation& citation, const std::string& set_aside) {
  const Verdict& verdict = citation.verdict;
  const NoticeText notice = verdict.notice.value_or(NoticeText{});
  const std::optional<Foreign>& foreign = citation.foreign;
  return {citation.id,
          citation.run_id,
          to_rfc3339(citation.started),
          url,
          asn_text(network),
          network.as_name,
          network.country.to_string(),
          std::string(to_string(verdict.word)),
          std::string(to_string(verdict.certainty)),
          std::string(to_string(verdict.scope)),
          name_or_empty(verdict.layer),
          name_or_empty(verdict.method),
          verdict.fingerprint,
          citation.control_saw,
          joined(verdict.reasons, " "),
          std::to_string(verdict.attempts),
          std::to_string(verdict.agreed),
          experiments_text(verdict),
          verdict.location ? place_text(*verdict.location) : "",
          notice.authority,
          notice.law,
          notice.reason,
          notice.contact,
          notice.remedy,
          notice.language,
          foreign ? foreign->software : "",
          foreign ? foreign->file : "",
          foreign ? foreign->sha256 : "",
          foreign ? std::to_string(foreign->offset) : "",
          foreign ? std::to_string(foreign->length) : "",
          foreign ? foreign->ooni : "",
          foreign ? foreign->difference : "",
          set_aside,
          report.simulated ? "yes" : "no"};
}

}  // namespace

std::string render_cells_csv(const Report& report) {
  std::string out =
      row_text({"url",           "host",           "category",     "groups",          "asn",
                "as_name",       "country",        "verdict",      "certainty",       "scope",
                "layer",         "method",         "measurements", "blocked",         "open",
                "failed",        "runs",           "days",         "blocked_days",    "first_measured",
                "last_measured", "last_open",      "first_seen",   "last_seen",       "open_again",
                "methods",       "interference",   "reasons",      "measurement_ids", "attempts",
                "agreed",        "isolated_by",    "places",       "share",           "share_low",
                "share_high",    "effective_runs", "sufficient",   "not_listed",      "simulated"});
  for (const Site& site : report.sites) {
    for (const Cell& cell : site.cells) out += row_text(cell_row(report, site, cell));
  }
  return out;
}

std::string render_measurements_csv(const Report& report) {
  std::string out =
      row_text({"id",         "run_id",        "started",        "url",           "asn",
                "as_name",    "country",       "verdict",        "certainty",     "scope",
                "layer",      "method",        "fingerprint",    "control_saw",   "reasons",
                "attempts",   "agreed",        "isolated_by",    "place",         "notice_authority",
                "notice_law", "notice_reason", "notice_contact", "notice_remedy", "notice_language",
                "software",   "file",          "file_sha256",    "offset",        "length",
                "ooni",       "difference",    "set_aside",      "simulated"});
  for (const Site& site : report.sites) {
    for (const Cell& cell : site.cells) {
      const Network& network = report.networks.at(cell.network);
      for (const Citation& citation : cell.evidence) {
        out += row_text(measurement_row(report, site.url, network, citation, ""));
      }
    }
  }
  for (const SetAside& aside : report.set_aside) {
    out += row_text(measurement_row(report, aside.url, aside.network, aside.citation, aside.why));
  }
  return out;
}

std::string render_networks_csv(const Report& report) {
  Row head = {"asn",  "as_name", "country", "located", "measurements", "set_aside",
              "runs", "days",    "urls",    "first",   "last"};
  for (std::size_t i = 0; i < kMarkCount; ++i)
    head.push_back("urls_" + std::string(name_of_mark(static_cast<Mark>(i))));
  head.emplace_back("simulated");
  std::string out = row_text(head);
  for (std::size_t i = 0; i < report.networks.size(); ++i) {
    const Network& network = report.networks[i];
    const NetworkCounts& counts = report.network_counts.at(i);
    Row row = {asn_text(network),
               network.as_name,
               network.country.to_string(),
               network.located ? "yes" : "no",
               std::to_string(counts.measurements),
               std::to_string(counts.set_aside),
               std::to_string(counts.runs),
               std::to_string(counts.days),
               std::to_string(counts.urls),
               time_or_empty(counts.first),
               time_or_empty(counts.last)};
    for (const std::size_t marked : counts.marks) row.push_back(std::to_string(marked));
    row.emplace_back(report.simulated ? "yes" : "no");
    out += row_text(row);
  }
  return out;
}

}  // namespace saksi
