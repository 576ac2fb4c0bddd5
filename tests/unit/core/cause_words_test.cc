#include "core/cause_words.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

TEST(CauseWords, AttemptsAreCountedAndSoAreThoseThatAgree) {
  Verdict verdict;
  EXPECT_EQ(attempts_in_words(verdict), "1 attempt");
  verdict.attempts = verdict.agreed = 3;
  EXPECT_EQ(attempts_in_words(verdict), "3 attempts, all agree");
  verdict.agreed = 2;
  EXPECT_EQ(attempts_in_words(verdict), "3 attempts, 2 agree");
}

TEST(CauseWords, APlaceIsToldAsFarAsItIsKnown) {
  EXPECT_EQ(in_words(Location{1, Place::home_router, std::nullopt, Asn{}}),
            "hop 1 on the way, the home router");
  EXPECT_EQ(in_words(Location{3, Place::isp, IpAddress::parse("175.139.1.1"), Asn{4788}}),
            "hop 2 or 3 on the way, in the provider's network (AS4788), near 175.139.1.1");
  EXPECT_EQ(in_words(Location{5, Place::unknown, std::nullopt, Asn{}}), "hop 4 or 5 on the way");
}

TEST(CauseWords, EveryExperimentAndEveryReplyHasWords) {
  for (int i = 0; i <= static_cast<int>(Experiment::rate); ++i) {
    EXPECT_NE(in_words(static_cast<Experiment>(i)), "") << i;
  }
  for (int i = 0; i <= static_cast<int>(PathReply::no_connect); ++i) {
    EXPECT_NE(in_words(static_cast<PathReply>(i)), "") << i;
  }
}

TEST(CauseWords, ExperimentsThatIsolateAreNamedOneAfterTheOther) {
  Verdict verdict;
  EXPECT_EQ(isolation_in_words(verdict), "");
  verdict.isolated_by = {Experiment::dns_identity, Experiment::hop_walk};
  EXPECT_EQ(isolation_in_words(verdict),
            "asking a public DNS resolver who it is; walking the way to the server hop by hop");
}

}  // namespace
}  // namespace saksi
