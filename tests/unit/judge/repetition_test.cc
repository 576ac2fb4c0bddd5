// Several attempts at one URL: which count, and what they say together.
#include "core/judge/repetition.h"

#include <gtest/gtest.h>

#include "core/judge/judge.h"
#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

const Fingerprints kNoPrints;
const Addresses kSite{"93.184.216.34"};

MeasurementBuilder begun() {
  MeasurementBuilder builder("https://www.example.com/");
  builder.resolves_to(kSite);
  return builder;
}

Measurement reset_in_tls() {
  return begun().tls_fails(kSite.front(), Failure::connection_reset).control_fine(kSite).build();
}
Measurement silent_in_tls() {
  return begun().tls_fails(kSite.front(), Failure::generic_timeout_error).control_fine(kSite).build();
}
Measurement silent_in_tcp() {
  return begun().tcp_fails(kSite.front(), Failure::generic_timeout_error).control_fine(kSite).build();
}
Measurement open() {
  return begun().fetches(kSite.front(), ordinary_page()).control_fine(kSite).build();
}
Measurement without_control() {
  return begun().tls_fails(kSite.front(), Failure::connection_reset).control_unreachable().build();
}
Measurement on_a_dead_line() {
  return begun()
      .tcp_fails(kSite.front(), Failure::generic_timeout_error)
      .control_unreachable()
      .line(LineState::offline)
      .build();
}

Measurement with_retests(Measurement first, std::vector<Measurement> later) {
  for (Measurement& retest : later) first.retests.push_back(std::move(retest));
  return first;
}

Verdict judged(const Measurement& measurement) {
  return judge(measurement, kNoPrints);
}

bool says(const Verdict& verdict, const std::string& words) {
  return std::any_of(verdict.reasons.begin(), verdict.reasons.end(),
                     [&](const std::string& reason) { return reason.find(words) != std::string::npos; });
}

TEST(Repetition, ThreeThatAgreeKeepTheirWordAndAreCounted) {
  const Verdict verdict = judged(with_retests(reset_in_tls(), {reset_in_tls(), reset_in_tls()}));
  EXPECT_EQ(verdict.word, VerdictWord::blocked);
  EXPECT_EQ(verdict.layer, Layer::tls);
  EXPECT_EQ(verdict.certainty, Certainty::possible) << "nothing isolates the trigger";
  EXPECT_EQ(verdict.attempts, 3);
  EXPECT_EQ(verdict.agreed, 3);
  EXPECT_TRUE(says(verdict, "Measured 3 times"));
}

TEST(Repetition, ASilenceThatPassesIsAccessible) {
  const Verdict verdict = judged(with_retests(silent_in_tls(), {open()}));
  EXPECT_EQ(verdict.word, VerdictWord::accessible);
  EXPECT_EQ(verdict.certainty, Certainty::no_sign);
  EXPECT_EQ(verdict.attempts, 2);
  EXPECT_EQ(verdict.agreed, 1);
  EXPECT_TRUE(says(verdict, "passing fault"));
}

TEST(Repetition, AResetNowAndThenIsNeitherBlockedNorNothing) {
  const Verdict verdict = judged(with_retests(reset_in_tls(), {open(), open()}));
  EXPECT_EQ(verdict.word, VerdictWord::inconclusive);
  EXPECT_EQ(verdict.certainty, Certainty::not_concluded);
  EXPECT_EQ(verdict.finding(Layer::tls).state, FindingState::interfered);
  EXPECT_EQ(verdict.finding(Layer::tls).method, Method::reset_after_client_hello);
  EXPECT_FALSE(verdict.layer);
  EXPECT_TRUE(says(verdict, "1 of 3 attempts"));
}

TEST(Repetition, TheShadowOfATriggerDoesNotHideTheTrigger) {
  const Verdict verdict = judged(with_retests(reset_in_tls(), {silent_in_tcp(), silent_in_tcp()}));
  EXPECT_EQ(verdict.word, VerdictWord::blocked);
  EXPECT_EQ(verdict.layer, Layer::tls);
  EXPECT_EQ(verdict.agreed, 3);
}

TEST(Repetition, AnAttemptOnADeadLineIsSetAside) {
  const Verdict verdict = judged(with_retests(on_a_dead_line(), {open()}));
  EXPECT_EQ(verdict.word, VerdictWord::accessible);
  EXPECT_EQ(verdict.attempts, 1);
  EXPECT_TRUE(says(verdict, "the line itself was out of order"));
}

TEST(Repetition, OnADeadLineAloneItIsTheLine) {
  const Verdict verdict = judged(with_retests(on_a_dead_line(), {on_a_dead_line()}));
  EXPECT_EQ(verdict.word, VerdictWord::local_network);
}

TEST(Repetition, ADisturbedAttemptIsSetAsideForAnUndisturbedOne) {
  Measurement first = silent_in_tcp();
  first.disturbed = true;
  const Verdict verdict = judged(with_retests(first, {open()}));
  EXPECT_EQ(verdict.word, VerdictWord::accessible);
  EXPECT_EQ(verdict.attempts, 1);
  EXPECT_TRUE(says(verdict, "another name had just failed at the same address"));
}

TEST(Repetition, ADisturbedAttemptCountsWhenThereIsNoOther) {
  Measurement first = silent_in_tcp();
  first.disturbed = true;
  EXPECT_EQ(judged(first).word, VerdictWord::blocked);
}

TEST(Repetition, AnAttemptWithoutAControlDoesNotWeakenTheOthers) {
  const Verdict verdict = judged(with_retests(without_control(), {reset_in_tls(), reset_in_tls()}));
  EXPECT_EQ(verdict.word, VerdictWord::blocked);
  EXPECT_EQ(verdict.attempts, 2);
  EXPECT_EQ(verdict.agreed, 2);
}

TEST(Doubt, NothingThatOpenedPlainlyIsDoubtful) {
  for (const Measurement& plain : {open()}) EXPECT_FALSE(is_doubtful(plain, judged(plain)));
  for (const Measurement& odd : {reset_in_tls(), without_control(), on_a_dead_line()})
    EXPECT_TRUE(is_doubtful(odd, judged(odd)));
}

/// Two addresses: the first is silent, the second gives the page; the control reaches both.
Measurement one_silent_address() {
  const Addresses both{"93.184.216.34", "93.184.216.35"};
  return MeasurementBuilder("https://www.example.com/")
      .resolves_to(both)
      .tcp_fails(both[0], Failure::generic_timeout_error)
      .fetches(both[1], ordinary_page())
      .control_fine(both)
      .build();
}

TEST(Doubt, AnAddressThatIsSilentHereAloneIsDoubtful) {
  const Measurement once = one_silent_address();
  EXPECT_TRUE(is_doubtful(once, judged(once)));
  EXPECT_EQ(judged(once).finding(Layer::tcp).state, FindingState::ok) << "once may be a lost packet";
}

TEST(Repetition, AnAddressThatStaysSilentIsInterferedWithThoughThePageComes) {
  const Verdict verdict =
      judged(with_retests(one_silent_address(), {one_silent_address(), one_silent_address()}));
  EXPECT_EQ(verdict.word, VerdictWord::accessible);
  EXPECT_EQ(verdict.finding(Layer::tcp).state, FindingState::interfered);
  EXPECT_EQ(verdict.finding(Layer::tcp).method, Method::timed_out);
}

}  // namespace
}  // namespace saksi
