// Results: the table of findings, how it is done, and what must not be mistaken for blocking.
#include <algorithm>
#include <cmath>
#include <map>

#include "analyzer/report/html_parts.h"
#include "analyzer/report/words.h"

namespace saksi::html {

namespace {

bool has_finding(const Site& site) {
  const Mark mark = mark_of(site);
  return is_blocking(mark) || mark == Mark::local_filter;
}

std::string site_anchor(const Report& report, const Site& site) {
  return "site-" + std::to_string(&site - report.sites.data() + 1);
}

std::string when_text(const Cell& cell) {
  std::string text =
      std::to_string(cell.blocked) + " of " + count_of(cell.measurements, "measurement", "measurements");
  if (cell.first_seen && cell.last_seen) {
    const std::string first = iso_day(*cell.first_seen);
    const std::string last = iso_day(*cell.last_seen);
    text += ", " + first + (first == last ? "" : " to " + last);
  }
  return text;
}

Html finding_cell(const Cell& cell) {
  const Mark mark = mark_of(cell);
  Html content = mark_label(mark);
  if (is_blocking(mark) || mark == Mark::local_filter) {
    content << element("span", {{"class", "how"}}, method_of(cell));
    content << element("span", {{"class", "when"}}, when_text(cell));
  } else if (mark == Mark::not_concluded && cell.blocked > 0) {
    content << element("span", {{"class", "when"}}, when_text(cell));
  }
  return content;
}

std::string groups_text(const Site& site) {
  std::vector<std::string> names;
  for (const std::string& group : site.groups) names.emplace_back(name_of_group(group));
  const std::string category(name_of_category(site.category));
  return names.empty() ? category : category + " \xC2\xB7 " + list_of(names);
}

Html site_head(const Report& report, const Site& site) {
  const Html link =
      element("a", {{"class", "more"}, {"href", "#" + site_anchor(report, site)}}, "how we know");
  return join({url_text(site.url), element("span", {{"class", "about"}}, groups_text(site)), link});
}

std::vector<Column> network_columns(const Report& report) {
  std::vector<Column> columns{{"URL", false}};
  for (const Network& network : report.networks) columns.push_back({name_of(network), false});
  return columns;
}

struct MethodRow {
  std::size_t pairs = 0;  // URL and network
  std::vector<std::string> networks;
};

void count_method(std::map<std::pair<Layer, Method>, MethodRow>& rows, const Cell& cell,
                  const Report& report) {
  MethodRow& row = rows[{*cell.layer, *cell.method}];
  ++row.pairs;
  const std::string name = short_name_of(report.networks.at(cell.network));
  if (std::find(row.networks.begin(), row.networks.end(), name) == row.networks.end())
    row.networks.push_back(name);
}

Html bar(std::size_t value, std::size_t most) {
  const std::string width = std::to_string(100 * value / std::max<std::size_t>(most, 1));
  const Html rect = element("rect", {{"width", width}, {"height", "10"}, {"class", "bar"}}, {});
  const Html chart = element("svg",
                             {{"class", "chart"},
                              {"viewBox", "0 0 100 10"},
                              {"preserveAspectRatio", "none"},
                              {"aria-hidden", "true"},
                              {"focusable", "false"}},
                             rect);
  return join({element("span", {{"class", "value"}}, std::to_string(value)), chart});
}

}  // namespace

namespace {

/// A column for each network reads well up to so many; more become rows.
constexpr std::size_t kMostColumns = 8;
/// A page is for reading: so many findings; cells.csv has all.
constexpr std::size_t kMostFindings = 300;

std::string share_text(const Cell& cell) {
  if (!cell.share) return "";
  if (!cell.share->sufficient) return "insufficient";
  const auto percent = [](double share) { return std::to_string(std::lround(100 * share)); };
  return percent(cell.share->share) + " % (" + percent(cell.share->low) + "-" + percent(cell.share->high) +
         ")";
}

Html results_by_row(const Report& report) {
  Table table(
      "URLs with findings, a row for each network. Blocked from the first to the last day (UTC); of "
      "independent runs the share that is blocked, with its 95 % interval.",
      {{"URL", false}, {"Network", false}, {"Finding", false}, {"Share of runs", false}}, "plain");
  std::size_t left_out = 0;
  std::size_t shown = 0;
  for (const Site& site : report.sites) {
    if (!has_finding(site)) continue;
    for (const Cell& cell : site.cells) {
      const Mark mark = mark_of(cell);
      if (!is_blocking(mark) && mark != Mark::local_filter) continue;
      if (shown == kMostFindings) {
        ++left_out;
        continue;
      }
      ++shown;
      table.add({url_text(site.url), name_of(report.networks.at(cell.network)), finding_cell(cell),
                 share_text(cell)});
    }
  }
  if (table.empty()) return paragraph("On no network was a sign of blocking found. cells.csv has every URL.");
  Html out = table.html();
  if (left_out > 0)
    out << paragraph(std::to_string(left_out) +
                     " more pairs of URL and network with findings are in cells.csv.");
  return out;
}

}  // namespace

Html results(const Report& report) {
  if (report.networks.size() > kMostColumns) return section("results", "Results", results_by_row(report));
  Table table(
      "URLs with findings, on each network. The dates are the first and the last day on which the failure "
      "was "
      "seen (UTC).",
      network_columns(report), "results");
  for (const Site& site : report.sites) {
    if (!has_finding(site)) continue;
    std::vector<Html> cells{site_head(report, site)};
    for (const Cell& cell : site.cells) cells.push_back(finding_cell(cell));
    table.add(cells);
  }
  const Html content =
      table.empty() ? paragraph("On no network was a sign of blocking found. Every URL is in the annex.")
                    : table.html();
  return section("results", "Results", content);
}

Html methods(const Report& report) {
  std::map<std::pair<Layer, Method>, MethodRow> rows;
  for (const Site& site : report.sites) {
    for (const Cell& cell : site.cells) {
      if (is_blocking(mark_of(cell)) && cell.layer && cell.method) count_method(rows, cell, report);
    }
  }
  if (rows.empty()) return {};
  std::size_t most = 0;
  for (const auto& [key, row] : rows) most = std::max(most, row.pairs);
  Table table("How the blocking is done: the number of pairs of URL and network by the step that failed",
              {{"Step and method", false}, {"URL and network pairs", false}, {"Networks", false}}, "bars");
  for (const auto& [key, row] : rows) {
    const auto [layer, method] = key;
    const Html name =
        join({element("b", std::string(name_of(layer))), ", ", std::string(step_of(layer)), ": ",
              std::string(phrase_of(layer, method)), " ", element("code", std::string(to_string(method)))});
    table.add({name, bar(row.pairs, most), list_of(row.networks)});
  }
  return section("methods", "How it is done", table.html());
}

namespace {

std::string interference_text(const Cell& cell) {
  std::vector<std::string> items;
  for (const MethodCount& count : cell.interference) {
    items.push_back(std::string(name_of(count.layer)) + ": " +
                    std::string(phrase_of(count.layer, count.method)) + " (" +
                    count_of(count.measurements, "measurement", "measurements") + ")");
  }
  return list_of(items);
}

std::string apart_text(const Cell& cell) {
  if (!cell.interference.empty() && cell.verdict == VerdictWord::accessible) return interference_text(cell);
  // The rules' own reason stands last; it says why the measurements' reasons were not enough.
  if (mark_of(cell) == Mark::not_concluded && !cell.reasons.empty()) return cell.reasons.back();
  for (auto it = cell.evidence.rbegin(); it != cell.evidence.rend(); ++it) {
    if (it->verdict.word == cell.verdict && !it->verdict.reasons.empty()) return it->verdict.reasons.front();
  }
  return cell.reasons.empty() ? "" : cell.reasons.front();
}

struct ApartRow {
  std::string text;
  std::vector<std::string> networks;
  std::size_t measurements = 0;
};

/// Networks on which the same was seen share a row.
std::vector<ApartRow> apart_rows(const Report& report, const Site& site, Mark mark) {
  std::vector<ApartRow> rows;
  for (const Cell& cell : site.cells) {
    if (mark_of(cell) != mark) continue;
    const std::string text = apart_text(cell);
    auto row =
        std::find_if(rows.begin(), rows.end(), [&text](const ApartRow& one) { return one.text == text; });
    if (row == rows.end()) row = rows.insert(rows.end(), ApartRow{text, {}, 0});
    row->networks.push_back(name_of(report.networks.at(cell.network)));
    row->measurements += cell.measurements;
  }
  return rows;
}

Html table_of_mark(const Report& report, Mark mark, const Html& caption) {
  Table table(caption,
              {{"URL", false}, {"Networks", false}, {"What was seen", false}, {"Measurements", true}},
              "plain");
  std::size_t rows = 0;
  std::size_t left_out = 0;
  for (const Site& site : report.sites) {
    for (const ApartRow& row : apart_rows(report, site, mark)) {
      if (++rows > kMostFindings) {
        ++left_out;
        continue;
      }
      table.add({url_text(site.url), list_of(row.networks, kMostColumns), row.text,
                 std::to_string(row.measurements)});
    }
  }
  Html out = table.empty() ? Html() : table.html();
  if (left_out > 0) out << paragraph(std::to_string(left_out) + " more rows are in cells.csv.");
  return out;
}

Html set_aside_table(const Report& report) {
  std::map<std::pair<std::string, std::string>, std::size_t> counts;
  for (const SetAside& aside : report.set_aside) ++counts[{name_of(aside.network), aside.why}];
  if (counts.empty()) return {};
  Table table("Set aside and counted neither as open nor as blocked",
              {{"Network", false}, {"Why", false}, {"Measurements", true}}, "plain");
  for (const auto& [key, count] : counts) table.add({key.first, key.second, std::to_string(count)});
  return table.html();
}

}  // namespace

Html not_blocking(const Report& report) {
  Html content;
  content << table_of_mark(
      report, Mark::interfered,
      "Interference without blocking: the page opened, yet one step was interfered with");
  content << table_of_mark(report, Mark::refused_by_server, "Refused by the site itself");
  content << table_of_mark(report, Mark::site_down, "Down for everyone");
  content << table_of_mark(report, Mark::not_concluded, "Not concluded");
  content << set_aside_table(report);
  if (content.empty()) content = paragraph("Nothing of this kind was seen.");
  return section("apart", "What is not blocking, and what is undecided", content);
}

}  // namespace saksi::html
