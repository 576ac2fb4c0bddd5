#include "probe/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace saksi {
namespace {

using namespace std::chrono_literals;

Tally tally(std::size_t planned, std::size_t open, std::size_t blocked, std::size_t other) {
  return Tally{planned, open + blocked + other, open, blocked, other};
}

StoredVerdict blocked_by_dns() {
  StoredVerdict stored;
  stored.url = "https://news.example/";
  stored.verdict.word = VerdictWord::blocked;
  stored.verdict.certainty = Certainty::possible;
  stored.verdict.layer = Layer::dns;
  stored.verdict.method = Method::nxdomain;
  return stored;
}

TEST(ProgressLine, TellsCountRateTimeLeftAndFindings) {
  const std::string line = progress_line(tally(240, 70, 12, 2), 21s, 120);
  EXPECT_NE(line.find("84/240"), std::string::npos) << line;
  EXPECT_NE(line.find("4.0/s"), std::string::npos) << line;
  EXPECT_NE(line.find("0:39 left"), std::string::npos) << line;
  EXPECT_NE(line.find("open 70  blocked 12  other 2"), std::string::npos) << line;
}

TEST(ProgressLine, PromisesNothingBeforeTheFirstResult) {
  EXPECT_EQ(progress_line(tally(10, 0, 0, 0), 3s, 120).find("left"), std::string::npos);
}

TEST(ProgressLine, SaysThatOnlyDoubtfulOnesAreLeft) {
  Tally almost = tally(100, 90, 3, 0);
  almost.doubtful = 7;
  const std::string line = progress_line(almost, 30s, 120);
  EXPECT_NE(line.find("looking again at 7 doubtful ones"), std::string::npos) << line;
  EXPECT_EQ(line.find("left"), std::string::npos) << line;
}

TEST(ProgressLine, NeverWrapsInANarrowTerminal) {
  for (int columns = 1; columns < 140; ++columns) {
    const std::string line = progress_line(tally(240, 70, 12, 2), 21s, columns);
    EXPECT_LT(line.size(), static_cast<std::size_t>(std::max(columns, 11))) << columns;
  }
}

TEST(ProgressLine, FillsTheBarExactlyAtTheEnd) {
  EXPECT_NE(progress_line(tally(5, 5, 0, 0), 2s, 120).find("[########################]"), std::string::npos);
}

TEST(PlainProgress, NamesABlockedSiteAndHow) {
  std::ostringstream out;
  plain_progress(out)->measured(blocked_by_dns(), tally(1, 0, 1, 0));
  EXPECT_NE(out.str().find("https://news.example/"), std::string::npos);
  EXPECT_NE(out.str().find("the name does not exist"), std::string::npos);
}

TEST(PlainProgress, IsSilentAboutOpenSites) {
  std::ostringstream out;
  StoredVerdict open = blocked_by_dns();
  open.verdict.word = VerdictWord::accessible;
  plain_progress(out)->measured(open, tally(1, 1, 0, 0));
  EXPECT_EQ(out.str(), "");
}

TEST(JsonProgress, PrintsOneDocumentALine) {
  std::ostringstream out;
  const auto progress = json_progress(out);
  progress->measured(blocked_by_dns(), tally(1, 0, 1, 0));
  progress->ended(saksi::Run{}, tally(1, 0, 1, 0));
  std::istringstream lines(out.str());
  std::string first, second, third;
  ASSERT_TRUE(std::getline(lines, first) && std::getline(lines, second));
  EXPECT_FALSE(std::getline(lines, third));
  EXPECT_NE(first.find(R"("verdict":"blocked")"), std::string::npos) << first;
  EXPECT_NE(second.find(R"("type":"summary")"), std::string::npos) << second;
}

}  // namespace
}  // namespace saksi
