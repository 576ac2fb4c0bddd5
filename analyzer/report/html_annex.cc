// The annexes: counts per network, and every URL on every network.
#include "analyzer/report/html_parts.h"
#include "analyzer/report/words.h"

namespace saksi::html {

namespace {

Html per_network(const Report& report) {
  Table table("Counts per network; the columns with marks count URLs",
              {{"Network", false},
               {"Measurements", true},
               {"Set aside", true},
               {"Runs", true},
               {"Days", true},
               {"URLs", true},
               {"Confirmed", true},
               {"Strong", true},
               {"Possible", true},
               {"Not concluded", true},
               {"No sign", true},
               {"Other", true}},
              "numbers");
  for (std::size_t i = 0; i < report.networks.size(); ++i) {
    const NetworkCounts& counts = report.network_counts.at(i);
    const auto urls = [&counts](Mark mark) { return counts.marks.at(static_cast<std::size_t>(mark)); };
    const std::size_t named = urls(Mark::confirmed) + urls(Mark::strong) + urls(Mark::possible) +
                              urls(Mark::not_concluded) + urls(Mark::no_sign);
    table.add({name_of(report.networks[i]), count_cell(counts.measurements), count_cell(counts.set_aside),
               count_cell(counts.runs), count_cell(counts.days), count_cell(counts.urls),
               count_cell(urls(Mark::confirmed)), count_cell(urls(Mark::strong)),
               count_cell(urls(Mark::possible)), count_cell(urls(Mark::not_concluded)),
               count_cell(urls(Mark::no_sign)), count_cell(counts.urls - named)});
  }
  return table.html();
}

Html compact_cell(const Cell& cell) {
  Html content = mark_label(mark_of(cell));
  if (cell.tested())
    content << element("span", {{"class", "when"}},
                       std::to_string(cell.blocked) + "/" + std::to_string(cell.measurements));
  return content;
}

Html every_site(const Report& report) {
  if (is_large(report)) {
    return paragraph("This report has " + std::to_string(report.sites.size()) + " URLs on " +
                     std::to_string(report.networks.size()) + " networks: cells.csv has every pair.");
  }
  std::vector<Column> columns{{"URL", false}, {"Category", false}};
  for (const Network& network : report.networks) columns.push_back({name_of(network), false});
  Table table("Every URL on every network; the numbers are blocked measurements / measurements", columns,
              "matrix");
  for (const Site& site : report.sites) {
    std::vector<Html> cells{url_text(site.url), site.category.empty() ? "-" : site.category};
    for (const Cell& cell : site.cells) cells.push_back(compact_cell(cell));
    table.add(cells);
  }
  return table.html();
}

}  // namespace

Html annexes(const Report& report) {
  if (report.networks.empty()) return section("annex", "Annex", paragraph("No network was tested."));
  return section("annex", "Annex",
                 join({element("h3", "1. Counts per network"), per_network(report),
                       element("h3", "2. Every URL on every network"), every_site(report)}));
}

}  // namespace saksi::html
