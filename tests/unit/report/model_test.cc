#include "analyzer/report/model.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

Cell blocked(Certainty certainty, Scope scope) {
  Cell cell;
  cell.verdict = VerdictWord::blocked;
  cell.certainty = certainty;
  cell.scope = scope;
  return cell;
}

TEST(Mark, OnlyNationalIspAndUnknownScopesCountAsBlocking) {
  for (const Scope scope : {Scope::national, Scope::isp, Scope::unknown}) {
    EXPECT_EQ(mark_of(blocked(Certainty::strong, scope)), Mark::strong);
  }
  for (const Scope scope : {Scope::product, Scope::institution, Scope::vbw, Scope::fp}) {
    EXPECT_EQ(mark_of(blocked(Certainty::confirmed, scope)), Mark::local_filter);
  }
}

TEST(Mark, ACellWithoutMeasurementsIsNotTestedAndNeverOpen) {
  EXPECT_EQ(mark_of(Cell{}), Mark::not_tested);
}

TEST(Mark, ReachableButInterferedIsAWordOfItsOwn) {
  Cell cell;
  cell.verdict = VerdictWord::accessible;
  cell.certainty = Certainty::no_sign;
  EXPECT_EQ(mark_of(cell), Mark::no_sign);
  cell.interference = {{Layer::dns, Method::proxied, 1}};
  EXPECT_EQ(mark_of(cell), Mark::interfered);
}

TEST(Mark, ASiteHasTheMostCertainMarkOfItsNetworks) {
  Site site;
  site.cells = {Cell{}, blocked(Certainty::possible, Scope::unknown),
                blocked(Certainty::strong, Scope::unknown)};
  EXPECT_EQ(mark_of(site), Mark::strong);
}

TEST(Account, CountsWhatIsLeftByVerdict) {
  Account account;
  account.counted = {{VerdictWord::blocked, 2}, {VerdictWord::accessible, 5}};
  EXPECT_EQ(account.counted_total(), 7U);
}

}  // namespace
}  // namespace saksi
