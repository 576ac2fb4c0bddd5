#include "probe/budget.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

constexpr std::uint64_t kLimit = 20'000'000;

Spending spent(std::uint64_t bytes, std::size_t in_flight, std::size_t waiting = 0,
               std::size_t transfers = 0) {
  return Spending{bytes, in_flight, waiting, transfers};
}

TEST(ParseSize, ReadsThePowersOfAThousandAndOf1024) {
  EXPECT_EQ(parse_size("20MB").value(), 20'000'000U);
  EXPECT_EQ(parse_size("500kB").value(), 500'000U);
  EXPECT_EQ(parse_size("1.5 GB").value(), 1'500'000'000U);
  EXPECT_EQ(parse_size("20MiB").value(), 20U * 1024 * 1024);
  EXPECT_EQ(parse_size("64KiB").value(), 65'536U);
  EXPECT_EQ(parse_size("1GiB").value(), 1'073'741'824U);
}

TEST(ParseSize, ABareNumberIsBytes) {
  EXPECT_EQ(parse_size("20000000").value(), 20'000'000U);
  EXPECT_EQ(parse_size("12 B").value(), 12U);
}

TEST(ParseSize, CapitalsDoNotMatter) {
  EXPECT_EQ(parse_size("20mb").value(), 20'000'000U);
  EXPECT_EQ(parse_size("500KB").value(), 500'000U);
}

TEST(ParseSize, SaysWhatIsWrongAndWhatItTakes) {
  for (const char* text :
       {"", "MB", "-5MB", "twenty", "20 elephants", "20MBs", "nan", "inf", "1e9", "9999999GB"}) {
    const auto size = parse_size(text);
    ASSERT_FALSE(size) << text;
    EXPECT_NE(size.error().message.find("20MB"), std::string::npos) << size.error().message;
    EXPECT_NE(size.error().message.find("'" + std::string(text) + "'"), std::string::npos);
  }
}

TEST(SizeWords, AreShortAndRound) {
  EXPECT_EQ(size_words(12), "12 bytes");
  EXPECT_EQ(size_words(1'500), "1.5 kB");
  EXPECT_EQ(size_words(20'000'000), "20.0 MB");
  EXPECT_EQ(size_words(591'000'000), "591 MB");
  EXPECT_EQ(size_words(3'600'000'000), "3.6 GB");
}

TEST(Budget, BeginsWhileItHoldsTheWorstOfEveryCaseInFlight) {
  const Budget budget(kLimit);
  EXPECT_TRUE(budget.may_begin(spent(0, 22)));
  EXPECT_FALSE(budget.may_begin(spent(0, 23)));
  EXPECT_TRUE(budget.may_begin(spent(kLimit - kCaseReserve, 0)));
  EXPECT_FALSE(budget.may_begin(spent(kLimit - kCaseReserve + 1, 0)));
}

TEST(Budget, FewerRunSideBySideAsItRunsOut) {
  const Budget budget(kLimit);
  EXPECT_TRUE(budget.may_begin(spent(kLimit / 2, 10)));
  EXPECT_FALSE(budget.may_begin(spent(kLimit / 2, 11)));
}

TEST(Budget, HoldsBackWhatTheDoubtfulOnesThatWaitStillNeed) {
  const Budget budget(kLimit);
  const std::uint64_t room_for_one = kLimit - kCaseReserve - 3 * kRetestReserve;
  EXPECT_TRUE(budget.may_begin(spent(room_for_one, 0, 3)));
  EXPECT_FALSE(budget.may_begin(spent(room_for_one + 1, 0, 3)));
  EXPECT_TRUE(budget.may_go_on(spent(room_for_one + 1, 0, 3)));
}

TEST(Budget, LooksAgainAtNobodyWhenItCannotHoldTheWorst) {
  EXPECT_FALSE(Budget(kLimit).may_go_on(spent(kLimit - kCaseReserve + 1, 0, 3)));
}

TEST(Budget, StopsBeforeWhatIsUnderWayCouldExceedIt) {
  const Budget budget(kLimit);
  const std::uint64_t last = kLimit - kGoodbyeReserve - 2 * kTransferReserve;
  EXPECT_FALSE(budget.must_stop(spent(last, 2, 0, 2)));
  EXPECT_TRUE(budget.must_stop(spent(last + 1, 2, 0, 2)));
}

// 512 KiB with four per cent of headers, sixteen handshakes, and the brake must still not be touched.
TEST(Budget, AnOrdinaryCaseThatWasBegunIsNotStopped) {
  const std::uint64_t largest_page = 512 * 1024 * 104 / 100;
  const std::uint64_t beside = 90'000;
  const Budget budget(kLimit);
  const std::uint64_t begun_at = kLimit - kCaseReserve;
  ASSERT_TRUE(budget.may_begin(spent(begun_at, 0)));
  EXPECT_FALSE(budget.must_stop(spent(begun_at + largest_page + beside, 1, 0, 1)));
}

TEST(Budget, TheLeastOneLetsACaseBegin) {
  EXPECT_TRUE(Budget(kLeastBudget).may_begin(spent(kLeastBudget / 2, 0)));
}

}  // namespace
}  // namespace saksi
