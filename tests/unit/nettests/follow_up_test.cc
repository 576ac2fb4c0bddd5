// Which experiments are run for what, and when a swap of names must be repeated.
#include "probe/nettests/follow_up.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/measurement_builder.h"

namespace saksi {
namespace {

using namespace std::chrono_literals;

using Wanted = std::vector<std::pair<Experiment, Layer>>;

const std::string kSite = "93.184.216.34";

Verdict found(std::vector<Finding> findings) {
  Verdict verdict;
  verdict.word = VerdictWord::blocked;
  verdict.findings = std::move(findings);
  return verdict;
}

Verdict interfered(Layer layer, Method method) {
  return found({{layer, FindingState::interfered, method}});
}

std::vector<Experiment> experiments(const Verdict& verdict, const Attempt& newest = Measurement{}) {
  std::vector<Experiment> names;
  for (const auto& [experiment, layer] : experiments_for(verdict, newest)) names.push_back(experiment);
  return names;
}

std::ptrdiff_t place_of(const std::vector<Experiment>& all, Experiment wanted) {
  return std::find(all.begin(), all.end(), wanted) - all.begin();
}

TEST(ExperimentsFor, NothingInterferedWithNeedsNone) {
  EXPECT_TRUE(experiments(found({{Layer::dns, FindingState::ok, {}},
                                 {Layer::tcp, FindingState::fails_for_all, {}},
                                 {Layer::tls, FindingState::unknown, {}}}))
                  .empty());
}

TEST(ExperimentsFor, DnsIsAskedOverEveryTransportWhereNobodyIsAndWhoAsks) {
  EXPECT_EQ(experiments(interfered(Layer::dns, Method::nxdomain)),
            (std::vector{Experiment::dns_transport, Experiment::dns_no_server, Experiment::dns_identity}));
}

TEST(ExperimentsFor, AnInjectedAnswerIsWalkedToAsWell) {
  const auto wanted = experiments(interfered(Layer::dns, Method::injected));
  EXPECT_EQ(wanted.back(), Experiment::hop_walk);
}

TEST(ExperimentsFor, ADeadAddressIsWalkedTo) {
  EXPECT_EQ(experiments(interfered(Layer::tcp, Method::timed_out)), (std::vector{Experiment::hop_walk}));
}

TEST(ExperimentsFor, AResetAfterTheNameIsSwappedShieldedAndWalkedTo) {
  EXPECT_EQ(experiments(interfered(Layer::tls, Method::reset_after_client_hello)),
            (std::vector{Experiment::sni_swap, Experiment::ttl_shield, Experiment::hop_walk}));
  EXPECT_EQ(experiments(interfered(Layer::http, Method::reset)),
            (std::vector{Experiment::host_swap, Experiment::ttl_shield, Experiment::hop_walk}));
}

TEST(ExperimentsFor, NobodyIsShieldedFromASilence) {
  EXPECT_EQ(experiments(interfered(Layer::tls, Method::timed_out_after_client_hello)),
            (std::vector{Experiment::sni_swap, Experiment::hop_walk}));
  EXPECT_EQ(experiments(interfered(Layer::http, Method::timed_out)),
            (std::vector{Experiment::host_swap, Experiment::hop_walk}));
}

TEST(ExperimentsFor, EachGoesWithTheLayerThatItIsAbout) {
  const Wanted wanted = experiments_for(found({{Layer::tcp, FindingState::interfered, Method::timed_out},
                                               {Layer::tls, FindingState::interfered, Method::alert}}),
                                        Measurement{});
  EXPECT_EQ(wanted.front(), std::pair(Experiment::hop_walk, Layer::tcp));
  EXPECT_EQ(wanted.back(), std::pair(Experiment::hop_walk, Layer::tls));
}

/// The trigger leaves the address dead for a while: what compares names must come before what repeats the
/// trigger a dozen times.
TEST(ExperimentsFor, TheSwapComesBeforeTheWalk) {
  for (const auto& verdict : {interfered(Layer::tls, Method::reset_after_client_hello),
                              interfered(Layer::tls, Method::timed_out_after_client_hello)}) {
    const auto all = experiments(verdict);
    EXPECT_LT(place_of(all, Experiment::sni_swap), place_of(all, Experiment::hop_walk));
  }
}

Measurement came_in(std::chrono::seconds seconds, std::size_t bytes) {
  Measurement seen = MeasurementBuilder("https://www.example.com/").fetches(kSite, ordinary_page()).build();
  seen.http.front().ended = seen.http.front().started + seconds;
  seen.http.front().response->body_length = bytes;
  return seen;
}

TEST(ExperimentsFor, ASlowPageIsComparedInRateFirstOfAll) {
  const auto slow = experiments(interfered(Layer::tls, Method::alert), came_in(10s, 20'000));
  ASSERT_FALSE(slow.empty());
  EXPECT_EQ(slow.front(), Experiment::rate);
  const auto fast = experiments(found({}), came_in(1s, 200'000));
  EXPECT_TRUE(fast.empty());
}

// ---- swap_is_unsettled

FollowUp swap_with_neutral(bool connected, std::optional<Failure> failure, bool answered) {
  FollowUp swap;
  swap.experiment = Experiment::sni_swap;
  TcpObservation tcp;
  tcp.transaction_id = 7;
  if (!connected) tcp.result.failure = Failure::generic_timeout_error;
  swap.tcp.push_back(tcp);
  if (!connected) return swap;
  TlsObservation tls;
  tls.transaction_id = 7;
  tls.result.failure = failure;
  tls.server_hello_seen = answered;
  swap.tls.push_back(tls);
  return swap;
}

bool unsettled(std::vector<FollowUp> follow_ups) {
  Measurement measurement;
  measurement.follow_ups = std::move(follow_ups);
  return swap_is_unsettled(measurement);
}

TEST(SwapIsUnsettled, NotWithoutASwap) {
  EXPECT_FALSE(unsettled({}));
  FollowUp walk;
  walk.experiment = Experiment::hop_walk;
  walk.tcp.emplace_back();
  EXPECT_FALSE(unsettled({walk}));
}

TEST(SwapIsUnsettled, NotWhenTheNeutralNameWasAnswered) {
  EXPECT_FALSE(unsettled({swap_with_neutral(true, std::nullopt, true)}));
  EXPECT_FALSE(unsettled({swap_with_neutral(true, Failure::ssl_invalid_hostname, true)}))
      << "the wrong certificate is an answer";
}

TEST(SwapIsUnsettled, NotWhenTheServerRefusedTheNeutralNameWithAnAlert) {
  FollowUp swap = swap_with_neutral(true, Failure::ssl_failed_handshake, false);
  swap.tls.front().alert_received = 112;
  EXPECT_FALSE(unsettled({swap}));
}

TEST(SwapIsUnsettled, WhenTheNeutralNameFailedAtTheAddressToo) {
  EXPECT_TRUE(unsettled({swap_with_neutral(false, std::nullopt, false)}));
  EXPECT_TRUE(unsettled({swap_with_neutral(true, Failure::connection_reset, false)}));
  EXPECT_TRUE(unsettled({swap_with_neutral(true, Failure::generic_timeout_error, false)}));
}

TEST(SwapIsUnsettled, AnAnswerAtTheControlsAddressDoesNotSettleIt) {
  FollowUp swap = swap_with_neutral(false, std::nullopt, false);
  TlsObservation there;
  there.transaction_id = 8;
  there.server_hello_seen = true;
  swap.tls.push_back(there);
  EXPECT_TRUE(unsettled({swap}));
}

TEST(SwapIsUnsettled, TheNewestSwapCounts) {
  const FollowUp dead = swap_with_neutral(false, std::nullopt, false);
  const FollowUp answered = swap_with_neutral(true, std::nullopt, true);
  EXPECT_FALSE(unsettled({dead, answered}));
  EXPECT_TRUE(unsettled({answered, dead}));
}

}  // namespace
}  // namespace saksi
