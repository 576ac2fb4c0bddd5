#include "analyzer/key_findings.h"

#include <algorithm>
#include <optional>
#include <set>

#include "analyzer/report/words.h"

namespace saksi {

namespace {

constexpr std::size_t kHostsNamed = 6;
constexpr std::size_t kNetworksNamed = 12;

struct OnNetwork {
  std::set<std::string> hosts;
  std::set<Layer> layers;
  std::size_t urls = 0;
  std::optional<SystemTime> first, last;
};

void note(OnNetwork& seen, const Site& site, const Cell& cell) {
  ++seen.urls;
  seen.hosts.insert(site.host);
  if (cell.layer) seen.layers.insert(*cell.layer);
  if (cell.first_seen && (!seen.first || *cell.first_seen < *seen.first)) seen.first = cell.first_seen;
  if (cell.last_seen && (!seen.last || *cell.last_seen > *seen.last)) seen.last = cell.last_seen;
}

std::string steps_of(const OnNetwork& seen) {
  std::vector<std::string> names;
  for (const Layer layer : seen.layers) names.emplace_back(name_of(layer));
  return names.empty() ? "" : " Step: " + list_of(names) + ".";
}

std::string detail(const OnNetwork& seen, const Network& network) {
  const std::vector<std::string> hosts(seen.hosts.begin(), seen.hosts.end());
  return name_of(network) + ": " + count_of(seen.urls, "URL", "URLs") + ", seen " +
         period_of(*seen.first, *seen.last) + ": " + list_of(hosts, kHostsNamed) + "." + steps_of(seen);
}

std::string sentence(Mark mark, std::size_t urls, std::size_t tested) {
  const std::string counted = std::to_string(urls) + " of " + count_of(tested, "URL", "URLs") + " tested ";
  if (mark == Mark::confirmed) {
    return counted + "led to a known notice of blocking, or to its known address, in place of the site:";
  }
  if (mark == Mark::strong) {
    return counted +
           "failed again and again in the same way at the same step, while the control reached the site:";
  }
  return counted +
         "failed while the control reached the site, but not yet on two networks or three days, and what "
         "causes it is not isolated:";
}

void add_blocking(std::vector<KeyFinding>& out, const Report& report, Mark mark, Certainty certainty) {
  std::vector<OnNetwork> networks(report.networks.size());
  std::size_t urls = 0;
  for (const Site& site : report.sites) {
    bool here = false;
    for (const Cell& cell : site.cells) {
      if (mark_of(cell) != mark) continue;
      here = true;
      note(networks.at(cell.network), site, cell);
    }
    urls += here ? 1 : 0;
  }
  if (urls == 0) return;
  KeyFinding finding{certainty, sentence(mark, urls, report.sites.size()), {}};
  std::size_t more = 0;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (networks[i].urls == 0) continue;
    if (finding.details.size() < kNetworksNamed) {
      finding.details.push_back(detail(networks[i], report.networks[i]));
    } else {
      ++more;
    }
  }
  if (more > 0)
    finding.details.push_back(count_of(more, "more network", "more networks") + ": networks.csv has all.");
  out.push_back(std::move(finding));
}

std::size_t blocking_urls(const TestedGroup& group) {
  std::size_t sum = 0;
  for (const Mark mark : {Mark::confirmed, Mark::strong, Mark::possible}) {
    sum += group.marks.at(static_cast<std::size_t>(mark));
  }
  return sum;
}

/// A sentence over several findings is only as certain as the least certain of them.
Certainty least_certain(const std::vector<TestedGroup>& groups) {
  Certainty least = Certainty::confirmed;
  for (const TestedGroup& group : groups) {
    if (group.marks.at(static_cast<std::size_t>(Mark::strong)) > 0)
      least = std::max(least, Certainty::strong);
    if (group.marks.at(static_cast<std::size_t>(Mark::possible)) > 0)
      least = std::max(least, Certainty::possible);
  }
  return least;
}

void add_groups(std::vector<KeyFinding>& out, const Report& report) {
  std::vector<std::string> groups;
  for (const TestedGroup& group : report.rights_groups) {
    const std::size_t urls = blocking_urls(group);
    if (urls > 0)
      groups.push_back(group.name + " (" + std::to_string(urls) + " of " + std::to_string(group.urls) + ")");
  }
  if (groups.empty()) return;
  out.push_back({least_certain(report.rights_groups),
                 "These groups are served by sites with signs of blocking on at least one network, in "
                 "brackets the URLs "
                 "of those tested: " +
                     list_of(groups) + ". The word of this line is that of the least certain URL.",
                 {}});
}

std::size_t sites_with(const Report& report, Mark mark) {
  return static_cast<std::size_t>(std::count_if(report.sites.begin(), report.sites.end(),
                                                [mark](const Site& site) { return mark_of(site) == mark; }));
}

void add_interference(std::vector<KeyFinding>& out, const Report& report) {
  std::set<std::string> networks;
  std::size_t urls = 0;
  for (const Site& site : report.sites) {
    bool here = false;
    for (const Cell& cell : site.cells) {
      if (mark_of(cell) != Mark::interfered) continue;
      here = true;
      networks.insert(name_of(report.networks.at(cell.network)));
    }
    urls += here ? 1 : 0;
  }
  if (urls == 0) return;
  const std::vector<std::string> names(networks.begin(), networks.end());
  out.push_back({Certainty::no_sign,
                 count_of(urls, "URL", "URLs") +
                     " opened, although something on the way interfered with one step, on " +
                     list_of(names, 4) + ". This is not blocking; it is listed apart.",
                 {}});
}

void add_not_concluded(std::vector<KeyFinding>& out, const Report& report) {
  const std::size_t open = sites_with(report, Mark::not_concluded);
  if (open == 0) return;
  out.push_back({Certainty::not_concluded,
                 "For " + count_of(open, "URL", "URLs") + " of " + std::to_string(report.sites.size()) +
                     " no conclusion is drawn: the measurements disagree, or the control failed, or the site "
                     "failed elsewhere too.",
                 {}});
}

void add_no_sign(std::vector<KeyFinding>& out, const Report& report) {
  const std::size_t fine = sites_with(report, Mark::no_sign);
  const std::size_t down = sites_with(report, Mark::site_down);
  const std::size_t refused = sites_with(report, Mark::refused_by_server);
  std::string text = std::to_string(fine) + " of " + count_of(report.sites.size(), "URL", "URLs") +
                     " tested opened as they did for the control on every network on which they were tested.";
  if (down + refused > 0) {
    text += " Not counted as blocking: " + count_of(down, "site that was", "sites that were") +
            " down for everyone, " + count_of(refused, "site that turned", "sites that turned") +
            " visitors away by itself.";
  }
  out.push_back({Certainty::no_sign, text, {}});
}

}  // namespace

std::vector<KeyFinding> key_findings(const Report& report) {
  std::vector<KeyFinding> out;
  if (report.sites.empty()) {
    out.push_back(
        {Certainty::not_tested, "No measurement counts for " + report.country_name + " in this period.", {}});
    return out;
  }
  add_blocking(out, report, Mark::confirmed, Certainty::confirmed);
  add_blocking(out, report, Mark::strong, Certainty::strong);
  add_blocking(out, report, Mark::possible, Certainty::possible);
  add_groups(out, report);
  add_not_concluded(out, report);
  if (out.size() + 1 < kMostKeyFindings) add_interference(out, report);
  add_no_sign(out, report);
  return out;
}

}  // namespace saksi
