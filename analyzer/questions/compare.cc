#include "analyzer/questions/compare.h"

#include <algorithm>
#include <map>

#include "analyzer/questions/asked.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

/// One URL on one side.
struct Standing {
  Mark mark = Mark::not_tested;
  std::size_t blocked = 0, measurements = 0, networks = 0, blocking = 0;
  std::string how;
};
using Standings = std::map<std::string, Standing>;

void add(Standing& standing, const Cell& cell) {
  const Mark mark = mark_of(cell);
  ++standing.networks;
  standing.blocking += is_blocking(mark) ? 1 : 0;
  standing.blocked += cell.blocked;
  standing.measurements += cell.measurements;
  if (mark >= standing.mark) return;
  standing.mark = mark;
  standing.how = cell.layer && cell.method ? code_of(*cell.layer, *cell.method) : "";
}

Standings standings_of(const Side& side) {
  Standings out;
  for (const CountrySites& country : side.countries) {
    for (const Site& site : country.sites) {
      for (const Cell& cell : site.cells) {
        if (cell.tested()) add(out[site.url], cell);
      }
    }
  }
  return out;
}

bool is_open(Mark mark) {
  return mark == Mark::no_sign || mark == Mark::interfered;
}

/// Whether the two marks can be told apart: what is not concluded, down or refused says nothing.
std::string change_of(Mark a, Mark b) {
  if (is_blocking(a) && is_blocking(b)) return "blocked_on_both";
  if (is_open(a) && is_open(b)) return "open_on_both";
  if (is_blocking(a) && is_open(b)) return "only_a";
  if (is_open(a) && is_blocking(b)) return "only_b";
  return "undecided";
}

struct Row {
  std::string url;
  Standing a, b;
  std::string change;
};

int order_of(const Row& row) {
  static const std::map<std::string, int> kOrder{
      {"only_b", 0}, {"only_a", 1}, {"blocked_on_both", 2}, {"undecided", 3}, {"open_on_both", 4}};
  return kOrder.at(row.change);
}

std::vector<Row> panel_of(const Standings& a, const Standings& b) {
  std::vector<Row> panel;
  for (const auto& [url, standing] : a) {
    const auto other = b.find(url);
    if (other == b.end()) continue;
    panel.push_back({url, standing, other->second, change_of(standing.mark, other->second.mark)});
  }
  std::stable_sort(panel.begin(), panel.end(),
                   [](const Row& x, const Row& y) { return order_of(x) < order_of(y); });
  return panel;
}

std::vector<Column> compare_columns() {
  return {
      {"change", "Change", ColumnType::string,
       "only_a, only_b: blocked on that side, open on the other; blocked_on_both; open_on_both; undecided",
       true},
      {"url", "URL or app", ColumnType::string, "As measured"},
      {"mark_a", "A", ColumnType::string, "Mark on side A: docs/report.md"},
      {"how_a", "", ColumnType::string, "Step and method on side A"},
      {"blocked_a", "", ColumnType::integer, "Blocked measurements on side A"},
      {"measurements_a", "", ColumnType::integer, "Measurements on side A"},
      {"networks_blocking_a", "", ColumnType::integer, "Networks of side A that block it"},
      {"networks_a", "", ColumnType::integer, "Networks of side A that tested it"},
      {"", "A blocked", ColumnType::string, ""},
      {"mark_b", "B", ColumnType::string, "Mark on side B"},
      {"how_b", "", ColumnType::string, "Step and method on side B"},
      {"blocked_b", "", ColumnType::integer, "Blocked measurements on side B"},
      {"measurements_b", "", ColumnType::integer, "Measurements on side B"},
      {"networks_blocking_b", "", ColumnType::integer, "Networks of side B that block it"},
      {"networks_b", "", ColumnType::integer, "Networks of side B that tested it"},
      {"", "B blocked", ColumnType::string, ""}};
}

void add_side(std::vector<Value>& row, const Standing& side) {
  row.emplace_back(std::string(name_of_mark(side.mark)));
  row.emplace_back(side.how);
  for (const std::size_t count : {side.blocked, side.measurements, side.blocking, side.networks})
    row.push_back(count_value(count));
  row.emplace_back(std::to_string(side.blocked) + " of " + std::to_string(side.measurements));
}

std::size_t number_with(const std::vector<Row>& panel, std::string_view change) {
  return static_cast<std::size_t>(
      std::count_if(panel.begin(), panel.end(), [change](const Row& row) { return row.change == change; }));
}

std::string of_panel(std::size_t number, std::size_t panel) {
  return thousands(number) + " of " + thousands(panel);
}

void add_words(Table& table, const std::vector<Row>& panel, std::size_t only_a, std::size_t only_b) {
  const std::size_t all = panel.size();
  const std::size_t both = number_with(panel, "blocked_on_both");
  const std::size_t in_a = number_with(panel, "only_a");
  const std::size_t in_b = number_with(panel, "only_b");
  const auto blocked_in = [&panel](Standing Row::*side) {
    return static_cast<std::size_t>(std::count_if(
        panel.begin(), panel.end(), [side](const Row& row) { return is_blocking((row.*side).mark); }));
  };
  table.about.push_back("Fixed panel: " + count_of(all, "URL or app was", "URLs and apps were") +
                        " tested on both sides. Blocked in A: " + of_panel(blocked_in(&Row::a), all) +
                        "; in B: " + of_panel(blocked_in(&Row::b), all) + ".");
  table.about.push_back("Blocked on both: " + of_panel(both, all) + "; blocked in A and open in B: " +
                        of_panel(in_a, all) + "; open in A and blocked in B: " + of_panel(in_b, all) +
                        "; open on both: " + of_panel(number_with(panel, "open_on_both"), all) +
                        "; undecided on a side: " + of_panel(number_with(panel, "undecided"), all) + ".");
  table.about.push_back("Not compared, tested on one side only: " + thousands(only_a) + " in A, " +
                        thousands(only_b) + " in B.");
}

std::size_t number_missing_in(const Standings& here, const Standings& there) {
  return static_cast<std::size_t>(std::count_if(
      here.begin(), here.end(), [&there](const auto& one) { return !there.contains(one.first); }));
}

}  // namespace

Table compare_table(const Side& a, const Side& b, const Filter& asked) {
  const Standings in_a = standings_of(a);
  const Standings in_b = standings_of(b);
  const std::vector<Row> panel = panel_of(in_a, in_b);
  Table table{"compare",
              "A: " + a.name + "   B: " + b.name,
              "One row per URL or app that was tested on both sides. A URL has the most certain mark of the "
              "networks of its side.",
              compare_columns(),
              {},
              {asked_words(asked) + "."},
              {}};
  for (const Row& row : panel) {
    std::vector<Value> values{row.change, row.url};
    add_side(values, row.a);
    add_side(values, row.b);
    table.add(std::move(values));
  }
  add_words(table, panel, number_missing_in(in_a, in_b), number_missing_in(in_b, in_a));
  return table;
}

}  // namespace saksi
