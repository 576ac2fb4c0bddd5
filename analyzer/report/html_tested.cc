// What was tested: categories and rights groups with their denominators, and what became of every
// measurement.
#include "analyzer/report/html_parts.h"
#include "analyzer/report/words.h"

namespace saksi::html {

namespace {

std::size_t at(const std::array<std::size_t, kMarkCount>& marks, Mark mark) {
  return marks.at(static_cast<std::size_t>(mark));
}

std::string count_cell(std::size_t count) {
  return std::to_string(count);
}

Html group_table(const Html& caption, const std::string& first, const std::vector<TestedGroup>& groups) {
  Table table(caption,
              {{first, false},
               {"URLs tested", true},
               {"Confirmed", true},
               {"Strong", true},
               {"Possible", true},
               {"Not concluded", true},
               {"No sign", true},
               {"Other", true}},
              "numbers");
  for (const TestedGroup& group : groups) {
    const auto& marks = group.marks;
    const std::size_t named = at(marks, Mark::confirmed) + at(marks, Mark::strong) +
                              at(marks, Mark::possible) + at(marks, Mark::not_concluded) +
                              at(marks, Mark::no_sign);
    table.add({group.name, count_cell(group.urls), count_cell(at(marks, Mark::confirmed)),
               count_cell(at(marks, Mark::strong)), count_cell(at(marks, Mark::possible)),
               count_cell(at(marks, Mark::not_concluded)), count_cell(at(marks, Mark::no_sign)),
               count_cell(group.urls - named)});
  }
  return table.html();
}

Html account_table(const Account& account) {
  Table table("What became of every measurement in the database", {{"Measurements", false}, {"Number", true}},
              "numbers narrow");
  const auto add = [&table](const std::string& what, std::size_t count) {
    if (count > 0) table.add({what, count_cell(count)});
  };
  table.add({"In the database", count_cell(account.total)});
  add("Outside the period asked for", account.outside_period);
  add("Made in other countries", account.other_country);
  add("Left out so that simulated and real measurements do not mix", account.other_reality);
  add("Set aside: the run's always-open sites failed too often (a broken or filtered line)",
      account.broken_line);
  add("Set aside: local network (no connectivity, a sign-in page, or a filter of the house or institution)",
      account.local_network);
  add("Of tests that are not judged here (speed, middleboxes and others)", account.other_tests);
  for (const auto& [word, count] : account.counted) add("Counted: " + std::string(word_of(word)), count);
  return table.html();
}

}  // namespace

Html what_was_tested(const Report& report) {
  Html content = paragraph(
      "Each URL is counted once, under the most certain word that it reached on any network. \"Other\" is: "
      "site "
      "down, refused by the site, interfered with but reachable, local filter, not tested.");
  if (!report.rights_groups.empty()) {
    content << group_table("By rights group (a URL may belong to several)", "Group", report.rights_groups);
  }
  content << group_table("By category of the test list", "Category", report.categories);
  content << account_table(report.account);
  return section("tested", "What was tested", content);
}

}  // namespace saksi::html
