// One suite over every store behind archive.h: each must answer as the plain model does.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "core/hex.h"
#include "tests/support/archive/archive_model.h"
#include "tests/support/archive/random_results.h"
#include "tests/unit/archive/archive_places.h"

namespace saksi {
namespace {

using namespace std::string_literals;

class ArchiveSuite : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    place_ = make_archive_place(GetParam());
    if (place_ == nullptr) GTEST_SKIP() << "NOT TESTED: clickhouse-server is not installed";
    archive_ = place_->open(true);
  }

  /// The same results in the store and in the model.
  void fill(const std::vector<ArchivedResult>& results) {
    const Source ours = archive_->begin_source(some_source(1));
    const Source theirs = model_.begin_source(some_source(1));
    EXPECT_EQ(archive_->add(results, {}, ours), model_.add(results, {}, theirs));
  }
  void correct(const std::vector<Correction>& corrections) {
    archive_->correct(corrections);
    model_.correct(corrections);
  }
  void expect_equal_answers(const Filter& filter) const;

  std::unique_ptr<ArchivePlace> place_;
  std::unique_ptr<Archive> archive_;
  ArchiveModel model_;
};

bool same_results(const std::vector<ArchivedResult>& left, const std::vector<ArchivedResult>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same_result);
}

auto fields(const Source& s) {
  return std::tie(s.id, s.kind, s.path, s.sha256, s.bytes, s.done, s.lines, s.damaged, s.complete, s.trouble);
}

auto fields(const DamagedLine& d) {
  return std::tie(d.source, d.offset, d.length, d.reason, d.beginning);
}

auto fields(const SharedValue& v) {
  return std::tie(v.kind, v.value, v.hosts, v.open_hosts, v.results, v.networks, v.example, v.first, v.last);
}

template <class Value>
bool same_fields(const std::vector<Value>& left, const std::vector<Value>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const Value& a, const Value& b) { return fields(a) == fields(b); });
}

void ArchiveSuite::expect_equal_answers(const Filter& filter) const {
  const Tallies ours = archive_->tally(filter), theirs = model_.tally(filter);
  EXPECT_EQ(ours.inputs, theirs.inputs);
  EXPECT_EQ(ours.networks, theirs.networks);
  EXPECT_EQ(ours.tallies, theirs.tallies);
  EXPECT_EQ(archive_->count(filter), model_.count(filter));
  for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{37}, std::size_t{1'000'000}}) {
    EXPECT_TRUE(same_results(archive_->results(filter, most), model_.results(filter, most))) << most;
  }
  EXPECT_EQ(archive_->name_addresses(filter), model_.name_addresses(filter));
  EXPECT_EQ(archive_->run_tallies(filter), model_.run_tallies(filter));
}

std::vector<Correction> random_corrections(const std::vector<ArchivedResult>& results, std::uint64_t seed) {
  Randomness random{seed};
  std::vector<Correction> corrections;
  for (const ArchivedResult& result : results) {
    if (random() % 4 != 0) continue;
    corrections.push_back(
        {result.key, random_outcome(random), "rule '\\ "s + std::to_string(random() % 3), random() % 3 == 0});
  }
  return corrections;
}

Filter country_filter(const char* country) {
  Filter filter;
  filter.country = *CountryCode::parse(country);
  return filter;
}

std::vector<Filter> many_filters(const std::vector<ArchivedResult>& results) {
  const ArchivedResult& one = results[results.size() / 2];
  std::vector<Filter> filters(10);
  filters[0].set_aside = true;
  filters[1] = country_filter("MY");
  filters[2].networks = {Asn{4'781}, Asn{0}};
  filters[3].inputs = {one.input, "it's \"quoted\" \\ and\ttabbed\r\n", "with\0nul"s, "\xff\xfe bad \xc3"};
  filters[4].hosts = {one.host, "site3.test", "'); DROP TABLE result; --"};
  filters[5].test = TestName::web_connectivity;
  filters[6].since = one.started;
  filters[7].until = one.started + std::chrono::microseconds{1};
  filters[8].simulated = true;
  filters[9] = country_filter("PK");
  filters[9].since = one.started - std::chrono::hours{90};
  filters[9].until = one.started + std::chrono::hours{90};
  filters[9].test = TestName::web_connectivity;
  filters[9].simulated = false;
  filters[9].set_aside = true;
  return filters;
}

// ---- Results

TEST_P(ArchiveSuite, ANewArchiveIsEmpty) {
  expect_equal_answers({});
  EXPECT_TRUE(archive_->sources().empty());
  EXPECT_TRUE(archive_->corrections().empty());
  EXPECT_TRUE(archive_->damaged(10).empty());
  EXPECT_TRUE(archive_->shared_values(1).empty());
  EXPECT_EQ(archive_->property("rules_version"), "");
}

TEST_P(ArchiveSuite, ResultsComeBackAsTheyWereAdded) {
  fill(random_results(1, 500));
  Filter all;
  all.set_aside = true;
  ASSERT_EQ(archive_->results(all, 1'000).size(), 500u);
  EXPECT_TRUE(same_results(archive_->results(all, 1'000), model_.results(all, 1'000)));
}

TEST_P(ArchiveSuite, NumbersAndBytesAtTheEndsOfTheirRangesComeBack) {
  fill(extreme_results());
  Filter all;
  all.set_aside = true;
  ASSERT_EQ(archive_->results(all, 10).size(), 3u);
  EXPECT_TRUE(same_results(archive_->results(all, 10), model_.results(all, 10)));
  expect_equal_answers(all);
}

TEST_P(ArchiveSuite, FractionsOfASecondAreDropped) {
  std::vector<ArchivedResult> results = random_results(3, 1);
  const SystemTime whole = results[0].started;
  results[0].started += std::chrono::microseconds{999'999};
  EXPECT_EQ(archive_->add(results, {}, archive_->begin_source(some_source(1))), 1u);
  Filter all;
  all.set_aside = true;
  EXPECT_EQ(archive_->results(all, 1).at(0).started, whole);
  all.since = whole + std::chrono::microseconds{1};
  EXPECT_EQ(archive_->count(all), 0u);
}

TEST_P(ArchiveSuite, EveryQuestionIsAnsweredAsByThePlainModel) {
  const auto results = random_results(11, 3'000);
  fill(results);
  expect_equal_answers({});
  for (const Filter& filter : many_filters(results)) expect_equal_answers(filter);
  for (const std::uint32_t hosts : {0u, 1u, 3u, 11u, 99u}) {
    EXPECT_TRUE(same_fields(archive_->shared_values(hosts), model_.shared_values(hosts))) << hosts;
  }
}

TEST_P(ArchiveSuite, CorrectedOutcomesAreCountedAndWhatIsSetAsideIsNot) {
  const auto results = random_results(12, 2'000);
  fill(results);
  correct(random_corrections(results, 5));
  expect_equal_answers({});
  for (const Filter& filter : many_filters(results)) expect_equal_answers(filter);
  EXPECT_TRUE(same_fields(archive_->shared_values(2), model_.shared_values(2)));
  EXPECT_EQ(archive_->corrections(), model_.corrections());
}

TEST_P(ArchiveSuite, NewCorrectionsReplaceAllOldOnes) {
  const auto results = random_results(13, 300);
  fill(results);
  correct(random_corrections(results, 1));
  correct(random_corrections(results, 2));
  EXPECT_EQ(archive_->corrections(), model_.corrections());
  expect_equal_answers({});
  correct({});
  EXPECT_TRUE(archive_->corrections().empty());
  expect_equal_answers({});
}

TEST_P(ArchiveSuite, OfTwoCorrectionsOfOneResultTheLastHolds) {
  const auto results = random_results(21, 20);
  fill(results);
  Correction first{results[0].key, {}, "first", true};
  Correction last{
      results[0].key, {VerdictWord::site_down, Certainty::possible, Scope::unknown, {}, {}}, "last", false};
  correct({first, last});
  EXPECT_EQ(archive_->corrections(), model_.corrections());
  expect_equal_answers({});
}

TEST_P(ArchiveSuite, ACorrectionWaitsForItsResult) {
  const auto results = random_results(14, 200);
  correct(random_corrections(results, 1));
  fill(results);
  expect_equal_answers({});
}

TEST_P(ArchiveSuite, APropertyOfAnyNameLeavesTheStoresOwnAlone) {
  const auto results = random_results(17, 200);
  fill(results);
  correct(random_corrections(results, 2));
  archive_->set_property("corrections", "stale");
  EXPECT_EQ(archive_->property("corrections"), "stale");
  expect_equal_answers({});
}

TEST_P(ArchiveSuite, AMeasurementIsKeptOnce) {
  const auto results = random_results(15, 300);
  const Source source = archive_->begin_source(some_source(1));
  const std::span<const ArchivedResult> all{results};
  EXPECT_EQ(archive_->add(all.first(200), {}, source), 200u);
  EXPECT_EQ(archive_->add(all.subspan(100), {}, source), 100u);
  EXPECT_EQ(archive_->add(all, {}, source), 0u);
  Filter everything;
  everything.set_aside = true;
  EXPECT_EQ(archive_->count(everything), 300u);
}

TEST_P(ArchiveSuite, AMeasurementThatIsTwiceInABatchIsKeptOnce) {
  std::vector<ArchivedResult> results = random_results(16, 50);
  results.insert(results.end(), results.begin(), results.begin() + 20);
  EXPECT_EQ(archive_->add(results, {}, archive_->begin_source(some_source(1))), 50u);
}

TEST_P(ArchiveSuite, AResultIsFoundByItsKeyAndByPrefixes) {
  std::vector<ArchivedResult> results = random_results(17, 400);
  results[1].key = results[0].key;
  results[1].key.back() ^= 1;
  fill(results);
  const std::string whole = to_hex(results[0].key);
  for (const std::size_t digits : {32u, 31u, 17u, 5u, 4u}) {
    const std::string prefix = whole.substr(0, digits);
    EXPECT_TRUE(same_results(archive_->find(prefix), model_.find(prefix))) << prefix;
  }
  EXPECT_EQ(archive_->find(whole).size(), 1u);
  EXPECT_EQ(archive_->find(whole.substr(0, 31)).size(), 2u);
}

TEST_P(ArchiveSuite, WhatIsNoKeyFindsNothing) {
  fill(random_results(18, 50));
  for (const char* text : {"", "abc", "wxyz", "' OR 1=1 --", "abcdg", "0123456789abcdef0123456789abcdef0"}) {
    EXPECT_TRUE(archive_->find(text).empty()) << text;
  }
}

// ---- Sources, damaged lines, properties

TEST_P(ArchiveSuite, ASourceIsKnownByItsContentAndByItsNewestPath) {
  const Source first = archive_->begin_source(some_source(1));
  const Source second = archive_->begin_source(some_source(2));
  EXPECT_EQ(first.id, 1u);
  EXPECT_EQ(second.id, 2u);
  Source moved = some_source(1);
  moved.path = "/elsewhere/with 'quotes'\n\xff.gz";
  moved.done = 77;
  const Source found = archive_->begin_source(moved);
  EXPECT_EQ(found.id, 1u);
  EXPECT_EQ(found.done, 0u);
  EXPECT_EQ(found.path, moved.path);
  ASSERT_EQ(archive_->sources().size(), 2u);
  EXPECT_EQ(archive_->sources()[0].path, moved.path);
}

TEST_P(ArchiveSuite, HowFarASourceIsStandsWithItsResults) {
  Source source = archive_->begin_source(some_source(1));
  source.done = std::numeric_limits<std::uint64_t>::max();
  source.lines = 100;
  source.damaged = 3;
  source.complete = true;
  source.trouble = "the gzip stream is cut off after 1,234,567 bytes\n'\\";
  EXPECT_EQ(archive_->add({}, {}, source), 0u);
  EXPECT_EQ(fields(archive_->sources().at(0)), fields(source));
  EXPECT_EQ(fields(archive_->begin_source(some_source(1))), fields(source));
}

TEST_P(ArchiveSuite, DamagedLinesAreKeptOnceInOrder) {
  const Source source = archive_->begin_source(some_source(1));
  const std::vector<DamagedLine> lines{
      {2, 5, 6, "no JSON", "\"'\\\t\n"},
      {1, std::numeric_limits<std::uint64_t>::max(), 9, "long", "\xff\x00x"s},
      {1, 7, 1, "", ""}};
  archive_->add({}, lines, source);
  archive_->add({}, lines, source);
  model_.add({}, lines, source);
  EXPECT_TRUE(same_fields(archive_->damaged(10), model_.damaged(10)));
  EXPECT_TRUE(same_fields(archive_->damaged(2), model_.damaged(2)));
  EXPECT_TRUE(archive_->damaged(0).empty());
}

TEST_P(ArchiveSuite, PropertiesAreReplaced) {
  archive_->set_property("rules_version", "a");
  archive_->set_property("rules_version", "b'\\\n\0c"s);
  archive_->set_property("it's", "d");
  EXPECT_EQ(archive_->property("rules_version"), "b'\\\n\0c"s);
  EXPECT_EQ(archive_->property("it's"), "d");
  EXPECT_EQ(archive_->property("other"), "");
}

TEST_P(ArchiveSuite, WhatWasAddedIsThereWhenItIsOpenedAgain) {
  if (!place_->lasts()) GTEST_SKIP() << "an archive in memory does not last";
  const auto results = random_results(19, 200);
  fill(results);
  correct(random_corrections(results, 3));
  archive_->set_property("rules_version", "7");
  archive_.reset();
  archive_ = place_->open(false);
  expect_equal_answers({});
  EXPECT_EQ(archive_->property("rules_version"), "7");
  EXPECT_EQ(archive_->corrections(), model_.corrections());
  EXPECT_THROW(archive_->correct({}), StoreError);
}

TEST_P(ArchiveSuite, ManySmallBatchesAnswerAsOneLarge) {
  const auto results = random_results(20, 1'000);
  const std::span<const ArchivedResult> all{results};
  Source source = archive_->begin_source(some_source(1));
  for (std::size_t at = 0; at < all.size(); at += 100) {
    EXPECT_EQ(archive_->add(all.subspan(at, 100), {}, source), 100u);
  }
  model_.add(results, {}, source);
  expect_equal_answers({});
}

INSTANTIATE_TEST_SUITE_P(Stores, ArchiveSuite, testing::Values("memory", "sqlite", "clickhouse"),
                         [](const auto& param) { return std::string{param.param}; });

}  // namespace
}  // namespace saksi
