#include "analyzer/questions/blocked.h"

#include <algorithm>

#include "analyzer/questions/asked.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

std::vector<Column> blocked_columns(bool several_countries) {
  return {
      {"country", several_countries ? "In" : "", ColumnType::string, "ISO 3166-1 alpha-2 code of the network",
       true},
      {"url", "URL or app", ColumnType::string, "As measured", true},
      {"host", "", ColumnType::string, "Host of the URL"},
      {"category", "", ColumnType::string, "Citizen Lab category code"},
      {"groups", "", ColumnType::string, "Ids of rights groups, space between"},
      {"asn", "", ColumnType::integer, "AS number of the network; 0: not known"},
      {"as_name", "", ColumnType::string, "Name of the network"},
      {"", "Network", ColumnType::string, ""},
      {"certainty", "Certainty", ColumnType::string, "confirmed, strong or possible: docs/verdicts.md"},
      {"scope", "", ColumnType::string, "national, isp or unknown"},
      {"layer", "", ColumnType::string, "Step that failed: dns, tcp, tls, http, rate"},
      {"method", "", ColumnType::string, "How it failed: docs/verdicts.md"},
      {"", "How", ColumnType::string, ""},
      {"blocked", "Blocked", ColumnType::integer, "Measurements that stand as blocked"},
      {"measurements", "of", ColumnType::integer, "Measurements that count"},
      {"runs", "", ColumnType::integer, "Runs of probes that measured it"},
      {"days", "", ColumnType::integer, "Days (UTC) with a measurement"},
      {"blocked_days", "", ColumnType::integer, "Days (UTC) with a blocked one"},
      {"share", "", ColumnType::number, "Of independent runs, the share that is blocked: posterior mean"},
      {"share_low", "", ColumnType::number, "Lower end of the 95 % credible interval of the share"},
      {"share_high", "", ColumnType::number, "Upper end of it"},
      {"", "Share (95 %)", ColumnType::string, ""},
      {"effective_runs", "", ColumnType::number, "Independent runs that would say as much"},
      {"sufficient", "", ColumnType::boolean, "false: too few runs or days for the share to say anything"},
      {"last_open", "", ColumnType::datetime, "Last seen open before it was first seen blocked"},
      {"first_blocked", "", ColumnType::datetime, "First seen blocked"},
      {"last_blocked", "", ColumnType::datetime, "Last seen blocked"},
      {"open_again", "", ColumnType::datetime, "First seen open after it was last seen blocked"},
      {"", "Last open", ColumnType::string, ""},
      {"", "Blocked from, to", ColumnType::string, ""},
      {"networks_blocking", "", ColumnType::integer,
       "Networks of the country on which this URL has a row here"},
      {"networks_tested", "", ColumnType::integer, "Networks of the country on which it was measured"},
      {"reasons", "", ColumnType::string, "Why this certainty"},
  };
}

struct Found {
  const CountrySites* country = nullptr;
  const Site* site = nullptr;
  const Cell* cell = nullptr;
  std::size_t blocking = 0;  // networks
  std::size_t tested = 0;
};

std::string share_words(const Cell& cell) {
  if (!cell.share) return "";
  if (!cell.share->sufficient) return "insufficient";
  return share_text(cell.share->share, cell.share->low, cell.share->high);
}

std::string open_words(const Cell& cell) {
  return cell.last_open ? iso_day(*cell.last_open) : "never";
}

std::string when_words(const Cell& cell) {
  const std::string first = iso_day(*cell.first_seen);
  const std::string last = iso_day(*cell.last_seen);
  return first == last ? first : first + " " + last;
}

std::string how_words(const Cell& cell) {
  return cell.layer && cell.method ? code_of(*cell.layer, *cell.method) : "";
}

template <class Enum>
Value name_value(const std::optional<Enum>& value) {
  return value ? Value(std::string(to_string(*value))) : Value();
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : " ") + item;
  return out;
}

void add_share(std::vector<Value>& row, const Cell& cell) {
  const bool known = cell.share.has_value();
  row.push_back(known ? Value(cell.share->share) : Value());
  row.push_back(known ? Value(cell.share->low) : Value());
  row.push_back(known ? Value(cell.share->high) : Value());
  row.emplace_back(share_words(cell));
  row.push_back(known ? Value(cell.share->effective_runs) : Value());
  row.push_back(known ? Value(cell.share->sufficient) : Value());
}

std::vector<Value> row_of(const Found& found) {
  const Cell& cell = *found.cell;
  const Network& network = found.country->networks.at(cell.network);
  std::vector<Value> row{network.country.to_string(),
                         found.site->url,
                         found.site->host,
                         found.site->category,
                         joined(found.site->groups),
                         static_cast<std::int64_t>(network.asn.number),
                         network.as_name,
                         network_words(network.asn, network.as_name),
                         std::string(to_string(cell.certainty)),
                         std::string(to_string(cell.scope)),
                         name_value(cell.layer),
                         name_value(cell.method),
                         how_words(cell),
                         count_value(cell.blocked),
                         count_value(cell.measurements),
                         count_value(cell.runs),
                         count_value(cell.days),
                         count_value(cell.blocked_days)};
  add_share(row, cell);
  row.insert(row.end(), {time_or_nothing(cell.last_open), time_or_nothing(cell.first_seen),
                         time_or_nothing(cell.last_seen), time_or_nothing(cell.open_again), open_words(cell),
                         when_words(cell), count_value(found.blocking), count_value(found.tested),
                         joined(cell.reasons)});
  return row;
}

bool is_wanted(const Site& site, const BlockedRequest& request) {
  if (!request.category.empty() && site.category != request.category) return false;
  return request.group.empty() ||
         std::find(site.groups.begin(), site.groups.end(), request.group) != site.groups.end();
}

/// What the table leaves out, counted.
struct Rest {
  std::size_t sites = 0, cells = 0;
  std::size_t mixed = 0, local_filter = 0, open = 0, other = 0;
};

void count_rest(Rest& rest, Mark mark) {
  switch (mark) {
    case Mark::not_concluded:
      ++rest.mixed;
      break;
    case Mark::local_filter:
      ++rest.local_filter;
      break;
    case Mark::no_sign:
    case Mark::interfered:
      ++rest.open;
      break;
    default:
      ++rest.other;
  }
}

void look_at(const CountrySites& country, const Site& site, std::vector<Found>& all, Rest& rest) {
  std::vector<Found> here;
  std::size_t tested = 0;
  for (const Cell& cell : site.cells) {
    if (!cell.tested()) continue;
    ++tested;
    const Mark mark = mark_of(cell);
    if (is_blocking(mark)) {
      here.push_back({&country, &site, &cell, 0, 0});
    } else {
      count_rest(rest, mark);
    }
  }
  ++rest.sites;
  rest.cells += tested;
  for (Found& found : here) {
    found.blocking = here.size();
    found.tested = tested;
    all.push_back(found);
  }
}

/// By country; in it the sites with the most certain blocking on the most networks first.
bool stands_before(const Found& a, const Found& b) {
  if (a.country->country != b.country->country) return a.country->country < b.country->country;
  if (a.site != b.site) {
    const Mark mark_a = mark_of(*a.site);
    const Mark mark_b = mark_of(*b.site);
    if (mark_a != mark_b) return mark_a < mark_b;
    if (a.blocking != b.blocking) return a.blocking > b.blocking;
    return a.site->url < b.site->url;
  }
  if (a.cell->certainty != b.cell->certainty) return a.cell->certainty < b.cell->certainty;
  return a.cell->network < b.cell->network;
}

void add_notes(Table& table, const Rest& rest, std::size_t all) {
  if (table.rows.size() < all) {
    table.notes.push_back("Shown are the first " + thousands(table.rows.size()) + " of " + thousands(all) +
                          " rows; --most N shows more, --format csv all of them.");
  }
  table.notes.push_back("Left out: " + thousands(rest.open) + " pairs of URL and network that opened, " +
                        thousands(rest.mixed) + " not concluded, " + thousands(rest.local_filter) +
                        " blocked by a filter of a house or product, " + thousands(rest.other) +
                        " down or refused by the site itself.");
  table.notes.emplace_back(
      "`saksi-analyzer evidence URL --asn AS` lists what a row rests on; `history URL` shows it over time.");
}

}  // namespace

Table blocked_table(std::vector<CountrySites> countries, const ListedSites& listed,
                    const BlockedRequest& request) {
  std::vector<Found> all;
  Rest rest;
  for (CountrySites& country : countries) {
    for (Site& site : country.sites) {
      describe(site, listed);
      if (is_wanted(site, request)) look_at(country, site, all, rest);
    }
  }
  std::stable_sort(all.begin(), all.end(), stands_before);
  Table table{
      "blocked",
      "What is blocked where, how and since when",
      "One row per URL and network with signs of blocking by the State or the provider. Never read it "
      "as \"blocked in the country\": only the networks named were measured.",
      blocked_columns(countries.size() > 1),
      {},
      {},
      {}};
  const std::size_t shown = request.most == 0 ? all.size() : std::min(all.size(), request.most);
  for (std::size_t i = 0; i < shown; ++i) table.add(row_of(all[i]));
  table.about.push_back(asked_words(request.filter) + ": " + thousands(all.size()) + " of " +
                        thousands(rest.cells) + " pairs of URL and network have signs of blocking (" +
                        count_of(rest.sites, "URL or app", "URLs and apps") + " tested).");
  add_notes(table, rest, all.size());
  return table;
}

}  // namespace saksi
