#include "analyzer/questions/site_rules.h"

#include <gtest/gtest.h>

#include "analyzer/questions/cell_rules.h"
#include "tests/unit/questions/history.h"

namespace saksi {
namespace {

/// One history per network; AS numbers from 64496 on.
Site site_of(const std::vector<std::string>& histories, std::size_t failing_elsewhere = 0,
             std::size_t open_elsewhere = 0, bool known_networks = true) {
  Site site;
  std::vector<Network> networks;
  for (std::size_t i = 0; i < histories.size(); ++i) {
    const auto asn = static_cast<std::uint32_t>(64496 + i);
    const History history(histories[i], static_cast<std::uint32_t>(i));
    site.cells.push_back(judge_cell(history.all(), {}));
    site.cells.back().network = i;
    networks.push_back({Asn{known_networks ? asn : 0}, "", *CountryCode::parse("MY"), true});
  }
  site.failing_elsewhere = failing_elsewhere;
  site.open_elsewhere = open_elsewhere;
  compare_networks(site, networks);
  return site;
}

TEST(SiteRules, TheSameFailureOnTwoNetworksRaisesBothToStrong) {
  const Site site = site_of({"P", "P", "o"});
  EXPECT_EQ(site.cells[0].certainty, Certainty::strong);
  EXPECT_EQ(site.cells[1].certainty, Certainty::strong);
  EXPECT_NE(site.cells[0].reasons.back().find("2 networks"), std::string::npos);
  EXPECT_EQ(site.cells[2].certainty, Certainty::no_sign);
}

TEST(SiteRules, DifferentFailuresOnTwoNetworksRaiseNeither) {
  const Site site = site_of({"P", "Q"});
  EXPECT_EQ(site.cells[0].certainty, Certainty::possible);
  EXPECT_EQ(site.cells[1].certainty, Certainty::possible);
}

TEST(SiteRules, AMixedNetworkRaisesNobody) {
  const Site site = site_of({"P", "PoPo"});
  EXPECT_EQ(site.cells[0].certainty, Certainty::possible);
  EXPECT_EQ(site.cells[1].certainty, Certainty::not_concluded);
}

TEST(SiteRules, NetworksThatAreNotKnownAreNotTwoNetworks) {
  const Site site = site_of({"P", "P"}, 0, 0, false);
  EXPECT_EQ(site.cells[0].certainty, Certainty::possible);
}

TEST(SiteRules, AnInstitutionsFilterDoesNotRaiseANetwork) {
  const Site site = site_of({"Q", "W"});
  EXPECT_EQ(site.cells[0].certainty, Certainty::possible);
  EXPECT_EQ(mark_of(site.cells[1]), Mark::local_filter);
}

TEST(SiteRules, ConfirmedIsNeverLowered) {
  const Site site = site_of({"C", "P"}, 3);
  EXPECT_EQ(site.cells[0].certainty, Certainty::confirmed);
}

TEST(SiteRules, ASiteThatFailsOnAllNetworksIsDown) {
  const Site site = site_of({"ii", "di", "i"});
  for (const Cell& cell : site.cells) {
    EXPECT_EQ(cell.verdict, VerdictWord::site_down);
    EXPECT_EQ(cell.certainty, Certainty::not_concluded);
  }
}

TEST(SiteRules, OneNetworkAloneCannotSayThatASiteIsDown) {
  EXPECT_EQ(site_of({"ii", ""}).cells[0].verdict, VerdictWord::inconclusive);
}

TEST(SiteRules, ASiteThatOpenedSomewhereIsNotDown) {
  EXPECT_EQ(site_of({"ii", "oi"}).cells[0].verdict, VerdictWord::inconclusive);
}

TEST(SiteRules, BlockingSomewhereKeepsFailuresElsewhereFromBeingAnOutage) {
  const Site site = site_of({"ii", "C"});
  EXPECT_EQ(site.cells[0].verdict, VerdictWord::inconclusive);
  EXPECT_EQ(site.cells[1].certainty, Certainty::confirmed);
}

TEST(SiteRules, WhatFailsAbroadTooAndOpensNowhereIsNotConcluded) {
  const Site site = site_of({"PPP", "P"}, 1);
  EXPECT_EQ(site.cells[0].certainty, Certainty::not_concluded);
  EXPECT_EQ(site.cells[1].certainty, Certainty::not_concluded);
}

TEST(SiteRules, WhatOpensAbroadStays) {
  EXPECT_EQ(site_of({"P"}, 1, 1).cells[0].certainty, Certainty::possible);
  EXPECT_EQ(site_of({"P", "o"}, 1).cells[0].certainty, Certainty::possible);
  EXPECT_EQ(site_of({"S"}, 1).cells[0].certainty, Certainty::strong) << "an experiment isolated the cause";
}

}  // namespace
}  // namespace saksi
