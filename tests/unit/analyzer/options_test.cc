#include "analyzer/options.h"

#include <gtest/gtest.h>

#include "analyzer/commands.h"
#include "analyzer/errors.h"
#include "analyzer/help.h"

namespace saksi {
namespace {

TEST(Options, ReportReadsAllOfThem) {
  const ReportOptions options =
      parse_report({"--db", "a.db", "--country", "my", "--out", "o", "--fingerprints", "f.csv",
                    "--fingerprints", "g.csv", "--list", "l.csv", "--since", "2026-11-02", "--until",
                    "2026-11-18", "--title", "A title", "--simulated"});
  EXPECT_EQ(options.store, "a.db");
  EXPECT_EQ(options.country.to_string(), "MY");
  EXPECT_EQ(options.fingerprints.size(), 2U);
  EXPECT_EQ(options.lists.size(), 1U);
  EXPECT_EQ(to_text(*options.since).substr(0, 19), "2026-11-02 00:00:00");
  EXPECT_EQ(to_text(*options.until).substr(0, 19), "2026-11-19 00:00:00")
      << "the last day belongs to the period";
  EXPECT_EQ(options.title, "A title");
  EXPECT_EQ(options.simulated, true);
}

TEST(Options, ReportNeedsACountryAndAFolder) {
  EXPECT_THROW((void)parse_report({"--out", "o"}), UsageError);
  EXPECT_THROW((void)parse_report({"--country", "MY"}), UsageError);
  EXPECT_THROW((void)parse_report({"--country", "Malaysia", "--out", "o"}), UsageError);
}

TEST(Options, DaysMustBeDaysInOrder) {
  const Words base{"--country", "MY", "--out", "o"};
  const auto with = [&base](Words more) {
    more.insert(more.begin(), base.begin(), base.end());
    return more;
  };
  EXPECT_THROW((void)parse_report(with({"--since", "yesterday"})), UsageError);
  EXPECT_THROW((void)parse_report(with({"--since", "2026-02-30"})), UsageError);
  EXPECT_THROW((void)parse_report(with({"--since", "2026-11-03", "--until", "2026-11-02"})), UsageError);
  EXPECT_NO_THROW((void)parse_report(with({"--since", "2026-11-02", "--until", "2026-11-02"})));
}

TEST(Options, UnknownAndShortenedOptionsAreRefused) {
  EXPECT_THROW((void)parse_report({"--count", "MY", "--out", "o"}), UsageError);
  EXPECT_THROW((void)parse_import({"--nosuch", "x"}), UsageError);
  EXPECT_THROW((void)parse_report({"--country", "MY", "--out", "o", "stray"}), UsageError);
}

TEST(Options, ImportTakesSeveralFilesAndAtLeastOne) {
  EXPECT_EQ(parse_import({"a.db", "--db", "all.db", "b.db"}).paths.size(), 2U);
  EXPECT_THROW((void)parse_import({}), UsageError);
}

TEST(Options, ShowTakesExactlyOne) {
  EXPECT_EQ(parse_show({"9f3a", "--json"}).what, "9f3a");
  EXPECT_THROW((void)parse_show({}), UsageError);
  EXPECT_THROW((void)parse_show({"a", "b"}), UsageError);
}

TEST(Help, EveryCommandHasItsHelpWithAnExample) {
  for (const char* command : {"import", "report", "show"}) {
    EXPECT_NE(help_text(command).find("Examples:"), std::string_view::npos) << command;
  }
  EXPECT_NE(help_text("").find("Exit codes"), std::string_view::npos);
  EXPECT_THROW((void)help_text("nosuch"), UsageError);
}

TEST(Options, QuestionsShareFilterAndOutput) {
  const QuestionOptions options = parse_question(
      "blocked", {"--store",          "a.db",       "--country", "my",         "--asn",
                  "AS4788",           "--asn",      "9534",      "--url",      "http://A.example",
                  "--since",          "2026-11-01", "--until",   "2026-11-30", "--test",
                  "web_connectivity", "--format",   "csv",       "--out",      "o.csv",
                  "--most",           "5"});
  EXPECT_EQ(options.filter.country, *CountryCode::parse("MY"));
  EXPECT_EQ(options.filter.networks, (std::vector<Asn>{Asn{4788}, Asn{9534}}));
  EXPECT_EQ(options.filter.inputs, std::vector<std::string>{"http://a.example/"}) << "in its one spelling";
  EXPECT_EQ(to_text(*options.filter.until), "2026-12-01 00:00:00");
  EXPECT_EQ(options.output.format, TableFormat::csv);
  EXPECT_EQ(options.most, 5U);
  EXPECT_THROW(parse_question("compare", {"AS4788"}, 2), UsageError);
  EXPECT_THROW(parse_question("blocked", {"--test", "no_such_test"}), UsageError);
  EXPECT_THROW(parse_question("blocked", {"--asn", "Telekom"}), UsageError);
  EXPECT_THROW(parse_question("blocked", {"--format", "pdf"}), UsageError);
}

TEST(Options, DbIsTheOldNameOfStoreAndBothAreRefused) {
  EXPECT_EQ(parse_question("blocked", {"--db", "a.db"}).store, "a.db");
  EXPECT_THROW(parse_question("blocked", {"--db", "a.db", "--store", "b.db"}), UsageError);
}

TEST(Options, EveryCommandHasHelpAndStandsInTheProgramsHelp) {
  for (const Command& command : commands()) {
    EXPECT_FALSE(help_text(command.name).empty()) << command.name;
    EXPECT_NE(help_text("").find("  " + std::string(command.name)), std::string::npos) << command.name;
  }
}

}  // namespace
}  // namespace saksi
