#include "analyzer/truth/corrections.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/truth/world.h"

namespace saksi {
namespace {

using world::Builder;
using world::Row;
using world::Truth;
using world::Vantage;
using world::World;

const Strictness kStrict = Strictness::for_sources(4);
using ByKey = std::map<ResultKey, Correction>;

ByKey corrected(const std::vector<ArchivedResult>& results, const Strictness& strictness = kStrict) {
  ByKey found;
  for (const Correction& correction : corrections(results, strictness)) found[correction.key] = correction;
  return found;
}

std::string rule_for(const ByKey& found, const ArchivedResult& result) {
  const auto at = found.find(result.key);
  return at == found.end() ? "" : at->second.rule;
}

struct Errors {
  int called_blocked = 0;  // and is not
  int lost = 0;            // blocked, and called something else after correction
  int aside = 0;           // blocked, and no longer counted
  int blocked = 0;         // truly
  int all = 0;
};

Errors errors(const World& seen, const ByKey& found) {
  Errors count;
  for (const Row& row : seen.rows) {
    const auto at = found.find(row.result.key);
    const bool aside = at != found.end() && at->second.set_aside;
    const Outcome& outcome = at == found.end() ? row.result.outcome : at->second.outcome;
    const bool says_blocked = outcome.word == VerdictWord::blocked && !aside;
    ++count.all;
    if (row.truth != Truth::blocked) {
      count.called_blocked += says_blocked ? 1 : 0;
      continue;
    }
    ++count.blocked;
    count.aside += aside ? 1 : 0;
    count.lost += !says_blocked && !aside ? 1 : 0;
  }
  return count;
}

TEST(Truth, InSimulatedWorldsFalseBlockingGoesAndTrueBlockingStays) {
  Errors before, after;
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    const World seen{seed};
    for (const auto& [sum, found] :
         {std::pair{&before, ByKey{}}, std::pair{&after, corrected(seen.results())}}) {
      const Errors now = errors(seen, found);
      sum->called_blocked += now.called_blocked;
      sum->lost += now.lost;
      sum->blocked += now.blocked;
      sum->aside += now.aside;
      sum->all += now.all;
    }
  }
  RecordProperty("called_blocked_before", before.called_blocked);
  RecordProperty("called_blocked_after", after.called_blocked);
  std::cout << "of " << before.all << " results: " << before.called_blocked
            << " called blocked that are not, after correction " << after.called_blocked << "; of "
            << before.blocked << " blocked ones " << after.lost << " called otherwise and " << after.aside
            << " set aside with their run\n";
  EXPECT_GT(before.called_blocked, 2000);
  EXPECT_LE(after.called_blocked * 20, before.called_blocked);
  EXPECT_EQ(after.lost, 0);
  EXPECT_LE(after.aside * 10, after.blocked)
      << "runs that are not sound are one in nine, two thirds of them broken";
}

TEST(Truth, DoesNotDependOnTheOrderOfResults) {
  const World seen{3};
  auto results = seen.results();
  const auto expected = corrections(results, kStrict);
  std::mt19937 random(9);
  for (int round = 0; round < 3; ++round) {
    std::shuffle(results.begin(), results.end(), random);
    EXPECT_EQ(corrections(results, kStrict), expected);
  }
}

std::vector<ArchivedResult> without_run(std::vector<ArchivedResult> results, std::uint64_t run) {
  std::erase_if(results, [&](const ArchivedResult& result) { return result.run == run; });
  return results;
}

/// What a run carries alone would change its word, not only go, when the run is left out.
TEST(Truth, LeavingAnyOneRunOutTurnsNoCorrectionIntoAnother) {
  const World seen{5, 2};
  const auto results = seen.results();
  const ByKey all = corrected(results);
  const std::uint64_t last_run = results.back().run;
  for (std::uint64_t run = 1; run <= last_run; run += 5) {
    const auto rest = without_run(results, run);
    for (const auto& [key, correction] : corrected(rest)) {
      const auto before = all.find(key);
      if (before == all.end()) continue;
      EXPECT_EQ(before->second.outcome, correction.outcome) << "without run " << run;
    }
    // With the strict margin nothing rests on one run: the plain rule still holds without it.
    const ByKey plain = corrected(rest, {0, 1});
    for (const auto& [key, correction] : all) {
      const auto of_run = [&](const ArchivedResult& result) { return result.key == key; };
      const auto here = std::find_if(rest.begin(), rest.end(), of_run);
      if (here == rest.end()) continue;
      EXPECT_NE(rule_for(plain, *here), "") << correction.rule;
    }
  }
}

/// Ten thousand rows that say of every host and address whatever the forger likes.
std::vector<ArchivedResult> forged_rows(std::uint32_t lie, int count) {
  Builder build(77);
  std::vector<ArchivedResult> rows;
  const auto hosts = World::hosts();
  for (int i = 0; i < count; ++i) {
    const Vantage from{i % 2 == 0 ? "MY" : "IR", 1000U + static_cast<std::uint32_t>(i % 3)};
    ArchivedResult row =
        build.fine(from, 666, hosts[static_cast<std::size_t>(i) % hosts.size()], 20000 + i % 3);
    row.source = 9;
    if (lie == 1) Builder::interfere(row, Layer::tls, Method::reset_after_client_hello);
    if (lie == 1) row.observed.control_reached = false;
    if (lie == 2) row.observed.address = IpAddress::parse("175.139.1.1");
    if (lie == 2) row.observed.address_asn = Asn{4788};
    if (lie == 3) row.outcome = world::outcome(VerdictWord::refused_by_server, Certainty::not_concluded);
    if (lie == 3) row.observed.status = 403;
    rows.push_back(std::move(row));
  }
  return rows;
}

TEST(Truth, AForgedRunOfTenThousandRowsChangesNoOtherRunsVerdict) {
  const auto honest = World{4}.results();
  const ByKey before = corrected(honest);
  for (std::uint32_t lie = 0; lie <= 3; ++lie) {
    auto all = honest;
    const auto forged = forged_rows(lie, 10000);
    all.insert(all.end(), forged.begin(), forged.end());
    const ByKey after = corrected(all);
    int changed = 0;
    for (const ArchivedResult& result : honest)
      changed += rule_for(after, result) != rule_for(before, result);
    EXPECT_EQ(changed, 0) << "lie " << lie;
  }
}

// ---- One rule at a time

const Vantage kOne{"MY", 1000}, kTwo{"MY", 1001}, kThree{"IR", 2000}, kFour{"RU", 3000}, kFive{"DE", 4000},
    kSix{"US", 5000};
const IpAddress kOther = *IpAddress::parse("203.0.114.9");

class TruthRule : public testing::Test {
 protected:
  ArchivedResult wrong(const Vantage& vantage, std::uint64_t run, const IpAddress& address = kOther) {
    ArchivedResult result = build_.fine(vantage, run, "site.org", 20000);
    Builder::call_address_wrong(result, address, Asn{64700});
    return result;
  }
  ArchivedResult proven(const Vantage& vantage, std::uint64_t run, const IpAddress& address = kOther) {
    ArchivedResult result = build_.fine(vantage, run, "site.org", 20000);
    result.observed.address = address;
    result.observed.address_asn = Asn{64700};
    return result;
  }
  std::string rule(std::vector<ArchivedResult> others, const ArchivedResult& result,
                   const Strictness& strictness = {1, 1}) {
    others.push_back(result);
    return rule_for(corrected(others, strictness), result);
  }
  Builder build_{1};
};

TEST_F(TruthRule, AnAddressThatTwoOthersProveIsNotWrongAndOneIsNotEnough) {
  const auto result = wrong(kOne, 1);
  EXPECT_EQ(rule({proven(kThree, 2)}, result), "");
  EXPECT_EQ(rule({proven(kThree, 2), proven(kThree, 2)}, result), "") << "the same run twice";
  EXPECT_EQ(rule({proven(kThree, 2), proven(kFour, 3)}, result), truth_rule::kOtherAddressProven);
}

TEST_F(TruthRule, WitnessesOfOneFileAreOneWhereThereAreSeveralFiles) {
  const auto result = wrong(kOne, 1);
  auto one = proven(kThree, 2), two = proven(kFour, 3);
  one.source = two.source = 7;
  EXPECT_EQ(rule({one, two}, result, {1, 2}), "");
  two.source = 8;
  EXPECT_EQ(rule({one, two}, result, {1, 2}), truth_rule::kOtherAddressProven);
}

TEST_F(TruthRule, AnotherAddressOfAProvenNetworkIsLeftOpenButNotInTheProvidersOwn) {
  const std::vector<ArchivedResult> others{proven(kThree, 2, *IpAddress::parse("203.0.114.1")),
                                           proven(kFour, 3, *IpAddress::parse("203.0.114.2"))};
  auto result = wrong(kOne, 1);
  EXPECT_EQ(rule(others, result), truth_rule::kOtherNetworkProven);
  result.vantage.asn = Asn{64700};
  EXPECT_EQ(rule(others, result), "");
}

TEST_F(TruthRule, AConfirmedNoticeIsNeverCorrected) {
  auto result = wrong(kOne, 1);
  result.outcome.certainty = Certainty::confirmed;
  EXPECT_EQ(rule({proven(kThree, 2), proven(kFour, 3), proven(kFive, 4)}, result), "");
}

TEST_F(TruthRule, ABlockAddressToldToManyNetworksOfOneCountryStaysWrong) {
  std::vector<ArchivedResult> others;
  for (std::uint64_t run = 2; run < 20; ++run)
    others.push_back(wrong({"MY", 1000 + static_cast<std::uint32_t>(run)}, run));
  EXPECT_EQ(rule(others, wrong(kOne, 1)), "");
}

class TruthDown : public TruthRule {
 protected:
  ArchivedResult failed(const Vantage& vantage, std::uint64_t run, bool control_failed = true) {
    ArchivedResult result = build_.fine(vantage, run, "site.org", 20000);
    Builder::interfere(result, Layer::tcp, Method::timed_out);
    result.observed.control_reached = false;
    result.observed.control_answered = control_failed;
    return result;
  }
};

TEST_F(TruthDown, WhatFailsInTwoCountriesAndForControlsIsDown) {
  const auto result = failed(kOne, 1);
  const std::vector<ArchivedResult> others{failed(kTwo, 2), failed(kThree, 3), failed(kThree, 4)};
  EXPECT_EQ(rule(others, result), truth_rule::kDownEverywhere);
}

TEST_F(TruthDown, NotWhenItOpenedForTwoOrTheSecondCountryRestsOnOneRun) {
  const auto result = failed(kOne, 1);
  const auto open = [&](std::uint64_t run) { return build_.fine(kFive, run, "site.org", 20000); };
  const std::vector<ArchivedResult> others{failed(kTwo, 2), failed(kThree, 3), failed(kThree, 4)};
  auto contradicted = others;
  contradicted.push_back(open(8));
  EXPECT_EQ(rule(contradicted, result), truth_rule::kDownEverywhere) << "one voice may be forged";
  contradicted.push_back(open(9));
  EXPECT_EQ(rule(contradicted, result), "");
  EXPECT_EQ(rule({failed(kTwo, 2), failed(kThree, 3)}, result), "");
}

TEST_F(TruthDown, NotWhenControlsReachItOrNoneAnswered) {
  const auto result = failed(kOne, 1, false);
  std::vector<ArchivedResult> others{failed(kTwo, 2, false), failed(kThree, 3, false),
                                     failed(kThree, 4, false)};
  EXPECT_EQ(rule(others, result), "");
  for (ArchivedResult& other : others)
    other.observed.control_answered = other.observed.control_reached = true;
  EXPECT_EQ(rule(others, result), "") << "two countries that block the same site";
}

TEST_F(TruthDown, AnotherDayDoesNotCount) {
  const auto result = failed(kOne, 1);
  std::vector<ArchivedResult> others{failed(kTwo, 2), failed(kThree, 3), failed(kThree, 4)};
  for (ArchivedResult& other : others) other.started += std::chrono::days{1};
  EXPECT_EQ(rule(others, result), "");
}

class TruthRefusal : public TruthRule {
 protected:
  ArchivedResult answer(const Vantage& vantage, std::uint64_t run, bool known_as_own) {
    ArchivedResult result = build_.fine(vantage, run, "site.org", 20000);
    if (known_as_own)
      result.outcome = world::outcome(VerdictWord::refused_by_server, Certainty::not_concluded);
    else
      Builder::interfere(result, Layer::http, Method::different_page);
    result.observed.status = 403;
    return result;
  }
};

TEST_F(TruthRefusal, TheServersOwnAnswerToACountryIsNoBlocking) {
  const auto result = answer(kOne, 1, false);
  EXPECT_EQ(rule({answer(kTwo, 2, true), answer(kTwo, 3, true)}, result), truth_rule::kServerRefusesCountry);
  EXPECT_EQ(rule({answer(kTwo, 2, true)}, result), "") << "one run is not enough";
  EXPECT_EQ(rule({answer(kThree, 2, true), answer(kThree, 3, true)}, result), "") << "another country";
}

TEST_F(TruthRefusal, APageThatNobodyKnowsAsTheServersStaysBlocking) {
  std::vector<ArchivedResult> others;
  for (std::uint64_t run = 2; run < 12; ++run) others.push_back(answer(kTwo, run, false));
  EXPECT_EQ(rule(others, answer(kOne, 1, false)), "");
}

TEST_F(TruthRefusal, InterferenceBelowHttpIsNotExplainedAway) {
  const auto result = answer(kOne, 1, false);
  std::vector<ArchivedResult> others{answer(kTwo, 2, true), answer(kTwo, 3, true)};
  for (std::uint64_t run = 4; run < 6; ++run) {
    others.push_back(build_.fine(kTwo, run, "site.org", 20000));
    Builder::interfere(others.back(), Layer::tls, Method::reset_after_client_hello);
  }
  EXPECT_EQ(rule(others, result), "");
}

// ---- Runs

class TruthRuns : public testing::Test {
 protected:
  /// Twenty sites, of which `failing` fail.
  void add(const Vantage& vantage, std::uint64_t run, int failing, std::uint64_t page = 0) {
    for (int i = 0; i < 20; ++i) {
      results_.push_back(build_.fine(vantage, run, "site" + std::to_string(i) + "example.org", 20000));
      ArchivedResult& result = results_.back();
      if (i >= failing) continue;
      Builder::interfere(result, Layer::http, page != 0 ? Method::different_page : Method::reset);
      result.observed.body_hash = page;
      result.observed.status = page != 0 ? 200 : 0;
    }
  }
  [[nodiscard]] SuspectRuns suspects() const { return suspect_runs(results_, {1, 1}); }

  Builder build_{1};
  std::vector<ArchivedResult> results_;
};

TEST_F(TruthRuns, ARunThatFailsWhereTheOthersOfItsNetworkDoNotIsSetAside) {
  for (std::uint64_t run = 1; run <= 3; ++run) add(kOne, run, 0);
  add(kOne, 4, 8);
  add(kOne, 5, 5);
  EXPECT_EQ(suspects().size(), 1U);
  ASSERT_TRUE(suspects().contains(4));
  EXPECT_STREQ(suspects().at(4), truth_rule::kRunBroken);
  EXPECT_EQ(corrections_of_suspects(results_, suspects()).size(), 20U) << "also what it opened";
}

TEST_F(TruthRuns, ARunWhoseWholeNetworkFailsAlikeIsNotBroken) {
  for (std::uint64_t run = 1; run <= 4; ++run) add(kOne, run, 12);
  for (std::uint64_t run = 5; run <= 12; ++run) add(kThree, run, 0);
  EXPECT_TRUE(suspects().empty());
}

TEST_F(TruthRuns, TheOnlyRunOfANetworkIsBrokenOnlyWhenNextToNothingWorks) {
  for (std::uint64_t run = 1; run <= 4; ++run) add(kTwo, run, 0);
  add(kOne, 9, 12);
  EXPECT_TRUE(suspects().empty()) << "its provider may block all these";
  add({"MY", 1009}, 10, 19);
  EXPECT_TRUE(suspects().contains(10));
}

TEST_F(TruthRuns, OneOtherRunIsNotEnoughToCallARunBroken) {
  add(kOne, 1, 0);
  add(kOne, 2, 20);
  EXPECT_TRUE(suspects().empty());
}

TEST_F(TruthRuns, APageThatOneRunSeesForManySitesIsAPortalAndOneThatAllSeeIsTheProviders) {
  for (std::uint64_t run = 1; run <= 3; ++run) add(kOne, run, 0);
  add(kOne, 4, 6, 4711);
  ASSERT_TRUE(suspects().contains(4));
  EXPECT_STREQ(suspects().at(4), truth_rule::kBehindPortal);
  EXPECT_EQ(corrections_of_suspects(results_, suspects()).size(), 6U) << "what opened is left";
  add(kOne, 5, 6, 4711);
  add(kOne, 6, 6, 4711);
  EXPECT_TRUE(suspects().empty());
}

TEST_F(TruthRuns, ASuspectRunVouchesForNothing) {
  for (std::uint64_t run = 1; run <= 3; ++run) add(kOne, run, 0);
  add(kOne, 4, 8);
  auto wrong = build_.fine(kTwo, 20, "site.org", 20000);
  Builder::call_address_wrong(wrong, kOther, Asn{64700});
  results_.push_back(wrong);
  for (const std::uint64_t run : {std::uint64_t{4}, std::uint64_t{21}}) {
    results_.push_back(build_.fine(run == 4 ? kOne : kThree, run, "site.org", 20000));
    results_.back().observed.address = kOther;
    results_.back().observed.address_asn = Asn{64700};
  }
  EXPECT_EQ(rule_for(corrected(results_, {1, 1}), wrong), "");
}

TEST(TruthIpv6, ALineWithoutIpv6SaysNothingOfSitesThatHaveIt) {
  Builder build(1);
  std::vector<ArchivedResult> results;
  for (int i = 0; i < 4; ++i) {
    results.push_back(build.fine(kOne, 1, "site" + std::to_string(i) + "example.org", 20000));
    results.back().observed.ipv6_failed = true;
  }
  results[0].outcome = world::blocked(Layer::tcp, Method::unreachable);
  EXPECT_EQ(rule_for(corrected(results), results[0]), truth_rule::kNoIpv6);
  EXPECT_EQ(corrected(results)[results[0].key].outcome.word, VerdictWord::accessible);
  results.resize(2);
  EXPECT_EQ(rule_for(corrected(results), results[0]), "") << "too few sites to speak of the line";
}

}  // namespace
}  // namespace saksi
