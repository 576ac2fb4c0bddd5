// The first page: what this is, what was found, and the facts box.
#include "analyzer/report/html_parts.h"
#include "analyzer/report/words.h"

namespace saksi::html {

namespace {

Html banner(const Report& report) {
  if (!report.simulated) return {};
  return element("p", {{"class", "simulation"}, {"role", "note"}}, element("strong", kSimulationBanner));
}

std::string lede_text(const Report& report) {
  if (!report.first || !report.last) return "No measurement counts for this report.";
  return "Measured from " + count_of(report.networks.size(), "network", "networks") + " in " +
         report.country_name + " " + period_of(*report.first, *report.last) +
         " (UTC): " + count_of(report.sites.size(), "URL", "URLs") + ", " +
         count_of(report.account.counted_total(), "measurement", "measurements") + " in " +
         (report.runs_at_least ? "at least " : "") + count_of(report.runs, "run", "runs") +
         (report.provenance.others > 0 ? " of probes." : " of the probe.");
}

std::size_t sites_with(const Report& report, Mark mark) {
  std::size_t count = 0;
  for (const Site& site : report.sites) count += mark_of(site) == mark ? 1 : 0;
  return count;
}

Html tally(const Report& report) {
  Html items;
  for (const Mark mark :
       {Mark::confirmed, Mark::strong, Mark::possible, Mark::not_concluded, Mark::no_sign}) {
    const Html number = element("span", {{"class", "big"}}, std::to_string(sites_with(report, mark)));
    items << element("li", join({number, " ", mark_label(mark)}));
  }
  const std::string note = "URLs of " + std::to_string(report.sites.size()) +
                           " tested, each under the most certain word it reached on any network. Other "
                           "words: site down, refused by the "
                           "site, interfered with, local filter; see the annex. The key findings below count "
                           "a URL under each word that it "
                           "has on some network.";
  return element("div", {{"class", "tally"}},
                 join({element("ul", items), element("p", {{"class", "note"}}, note)}));
}

Html key_findings(const Report& report) {
  Html items;
  for (const KeyFinding& finding : report.key_findings) {
    const Html body = join({element("p", finding.text), bullets(finding.details)});
    items << element("li", join({mark_label(mark_of_certainty(finding.certainty)), element("div", body)}));
  }
  return section("key-findings", "Key findings", element("ul", {{"class", "findings"}}, items));
}

Html lists_used(const Provenance& provenance) {
  Html out;
  for (const ListUsed& list : provenance.lists) {
    if (!out.empty()) out << ", ";
    out << list.name << " (" << element("code", list.hash) << ")";
  }
  return out.empty() ? Html("none: URLs given by hand") : out;
}

std::string joined_or(const std::vector<std::string>& items, const std::string& otherwise) {
  return items.empty() ? otherwise : list_of(items);
}

std::string networks_text(const Report& report) {
  std::vector<std::string> names;
  for (const Network& network : report.networks) names.push_back(name_of(network));
  return names.empty() ? "none" : list_of(names, 20);
}

std::string days_text(const Report& report) {
  if (!report.first || !report.last) return "no measurement counts";
  return minute_of(*report.first) + " to " + minute_of(*report.last) + ", measured on " +
         count_of(report.days, "day", "days");
}

Html facts(const Report& report) {
  const Provenance& source = report.provenance;
  Facts box;
  box.add("Country", report.country_name + " (" + report.country.to_string() + ")");
  box.add("Networks tested", networks_text(report));
  box.add("Period", days_text(report));
  box.add("Measurements", std::to_string(report.account.counted_total()) + " that count, of " +
                              std::to_string(report.account.total) + " in the database");
  if (source.others > 0)
    box.add("Made by", std::to_string(source.ours) + " by saksi-probe, " + std::to_string(source.others) +
                           " by other probes (OONI), from " + count_of(source.files.size(), "file", "files"));
  box.add("URLs", std::to_string(report.sites.size()));
  box.add("Test lists", lists_used(source));
  box.add("Probe", joined_or(source.probe_versions, "unknown version"));
  box.add("Control", joined_or(source.controls, "none"));
  box.add("Rules and fingerprints",
          "rules " + source.rules_version + ", fingerprints " + source.fingerprints_version + " (" +
              std::to_string(source.fingerprints) + ", of which " +
              std::to_string(source.fingerprints_for_country) + " expected in " + report.country_name + ")");
  box.add("Network names from", joined_or(source.geolocation, "no geolocation database"));
  box.add("Made", minute_of(report.generated) + " with saksi-analyzer " + source.analyzer_version);
  return section("facts", "Facts", box.html("facts"));
}

Html contents() {
  return Html::raw(
      "<nav aria-label=\"Contents\"><ul>"
      "<li><a href=\"#key-findings\">Key findings</a></li><li><a href=\"#facts\">Facts</a></li>"
      "<li><a href=\"#tested\">What was tested</a></li><li><a href=\"#results\">Results</a></li>"
      "<li><a href=\"#methods\">How it is done</a></li><li><a href=\"#apart\">What is not blocking</a></li>"
      "<li><a href=\"#evidence\">How we know</a></li><li><a href=\"#limitations\">Limitations</a></li>"
      "<li><a href=\"#reading\">How to read</a></li><li><a href=\"#method\">Method and versions</a></li>"
      "<li><a href=\"#annex\">Annex</a></li></ul></nav>\n");
}

}  // namespace

Html front(const Report& report) {
  const Html overline = element("p", {{"class", "overline"}}, "Saksi \xC2\xB7 report on website blocking");
  const Html lede = element("p", {{"class", "lede"}}, lede_text(report));
  const Html header = element("header", join({banner(report), overline, element("h1", report.title), lede}));
  return join({header, tally(report), key_findings(report), facts(report), contents()});
}

}  // namespace saksi::html
