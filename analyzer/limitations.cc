#include "analyzer/limitations.h"

#include <algorithm>

#include "analyzer/report/words.h"

namespace saksi {

namespace {

using Texts = std::vector<std::string>;

void on_networks(Texts& out, const Report& report) {
  if (report.networks.size() == 1) {
    out.push_back("Only one network was measured, " + name_of(report.networks.front()) +
                  ". Nothing is said about other networks in " + report.country_name + ".");
  }
  for (const Network& network : report.networks) {
    if (!network.asn.known()) {
      out.emplace_back(
          "For some measurements the network is not known. They stand in a column of their own and never "
          "make a finding \"strong\" together with another network.");
    }
    if (!network.located) {
      out.push_back("For measurements on " + name_of(network) +
                    " the country is the one that the volunteer named; no geolocation confirms it.");
    }
  }
}

void on_coverage(Texts& out, const Report& report) {
  std::vector<std::string> partly;
  for (std::size_t i = 0; i < report.networks.size(); ++i) {
    const std::size_t urls = report.network_counts.at(i).urls;
    if (urls < report.sites.size()) {
      partly.push_back(name_of(report.networks[i]) + " (" + std::to_string(urls) + " of " +
                       std::to_string(report.sites.size()) + ")");
    }
  }
  if (!partly.empty())
    out.push_back("Not every URL was tested on every network: " + list_of(partly, 6) + ".");
  if (report.provenance.lists.size() > 1) {
    out.emplace_back(
        "More than one list, or more than one state of a list, was used. Counts of different periods or "
        "networks can only be compared over the URLs that were tested in both.");
  }
}

void on_time(Texts& out, const Report& report) {
  if (report.days == 1)
    out.emplace_back("All measurements are of one day. Whether a finding lasts is not known.");
  std::size_t without_opening = 0;
  for (const Site& site : report.sites) {
    without_opening +=
        static_cast<std::size_t>(std::count_if(site.cells.begin(), site.cells.end(), [](const Cell& cell) {
          return is_blocking(mark_of(cell)) && !cell.last_open;
        }));
  }
  if (without_opening > 0) {
    out.push_back("For " + count_of(without_opening, "pair", "pairs") +
                  " of URL and network the site was blocked from the first measurement on: when it began is "
                  "not known.");
  }
}

/// What the citations tell about controls.
struct ControlDoubt {
  std::size_t without = 0, cited = 0, not_cited = 0;
};

ControlDoubt control_doubt(const Report& report) {
  ControlDoubt out;
  for (const Site& site : report.sites) {
    for (const Cell& cell : site.cells) {
      out.cited += cell.evidence.size();
      out.not_cited += cell.not_cited;
      for (const Citation& citation : cell.evidence) {
        out.without += citation.control_saw.empty() || citation.control_saw.starts_with("No control") ? 1 : 0;
      }
    }
  }
  return out;
}

void on_controls(Texts& out, const Report& report) {
  const ControlDoubt doubt = control_doubt(report);
  if (doubt.without == 0) return;
  const std::string of = doubt.not_cited == 0 ? "" : " of the " + std::to_string(doubt.cited) + " cited here";
  out.push_back("In " + count_of(doubt.without, "measurement", "measurements") + of +
                " no control answered.");
}

void on_others(Texts& out, const Report& report) {
  if (report.provenance.others == 0) return;
  out.push_back(
      count_of(report.provenance.others, "measurement was", "measurements were") +
      " made by other probes (OONI). Their lines are not checked against sites that are always open; "
      "broken probes are told only by their other results.");
}

void on_doubt(Texts& out, const Report& report, std::size_t unchecked_runs) {
  on_controls(out, report);
  if (unchecked_runs > 0) {
    out.push_back("In " + count_of(unchecked_runs, "run", "runs") +
                  " the line was not checked against sites that are always open.");
  }
  on_others(out, report);
  const std::size_t aside = report.account.broken_line + report.account.local_network;
  if (aside > 0) {
    out.push_back(count_of(aside, "measurement was", "measurements were") +
                  " set aside because of the local line and counted neither as open nor as blocked.");
  }
  if (report.provenance.fingerprints_for_country == 0) {
    out.push_back("No fingerprint of a block notice of " + report.country_name +
                  " is known to this program, so hardly anything can be \"confirmed\" here. That says "
                  "nothing about how much is blocked.");
  }
  if (report.provenance.geolocation.empty() && report.provenance.ours > 0) {
    out.emplace_back("No geolocation database was used by the probes.");
  }
}

}  // namespace

std::vector<std::string> computed_limitations(const Report& report, std::size_t unchecked_runs) {
  Texts out;
  if (report.simulated) out.emplace_back("This is a simulation. Networks, sites and findings are made up.");
  on_networks(out, report);
  on_coverage(out, report);
  on_time(out, report);
  on_doubt(out, report, unchecked_runs);
  return out;
}

}  // namespace saksi
