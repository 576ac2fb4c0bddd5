#include "analyzer/selection.h"

#include "analyzer/questions/site_cells.h"

namespace saksi {

namespace {

bool has_country(const Tallies& world, const CountryCode& country) {
  for (const Tally& tally : world.tallies) {
    if (world.networks[tally.network].country == country) return true;
  }
  return false;
}

/// All of the period and reality, in every country.
Filter in_period(const ReportRequest& request, bool simulated) {
  Filter filter = asked_for(request, simulated);
  filter.country = CountryCode();
  return filter;
}

std::size_t count_with_set_aside(const Archive& archive, Filter filter) {
  filter.set_aside = true;
  return archive.count(filter);
}

/// Real measurements if there are any of the country and period, set aside or not.
void choose_reality(Selection& selection, const Archive& archive, const ReportRequest& request) {
  selection.simulated = request.simulated.value_or(false);
  selection.world = archive.tally(in_period(request, selection.simulated));
  if (request.simulated || has_country(selection.world, request.country)) return;
  if (count_with_set_aside(archive, asked_for(request, false)) > 0) return;
  if (count_with_set_aside(archive, asked_for(request, true)) == 0) return;
  selection.simulated = true;
  selection.world = archive.tally(in_period(request, true));
}

/// Returns how many measurements count in the country, of tests that we judge or not.
std::size_t count_here(Account& account, const Tallies& world, const CountryCode& country) {
  std::size_t sum = 0;
  for (const Tally& tally : world.tallies) {
    if (world.networks[tally.network].country != country) continue;
    sum += tally.count;
    if (is_judged(world.inputs[tally.input].test)) {
      account.counted[tally.outcome.word] += tally.count;
    } else {
      account.other_tests += tally.count;
    }
  }
  return sum;
}

/// Of a broken line, and the rest: no line at all, or a run that other measurements prove to be broken.
void count_set_aside(Account& account, const Archive& archive, Filter here, std::size_t counted) {
  const std::size_t aside = count_with_set_aside(archive, here) - counted;
  if (aside == 0) return;
  here.line_broken = true;
  account.broken_line = count_with_set_aside(archive, here);
  account.local_network = aside - account.broken_line;
}

Account account_of(const Selection& selection, const Archive& archive, const ReportRequest& request) {
  Account account;
  account.total = count_with_set_aside(archive, {});
  const bool whole = !request.since && !request.until;
  Filter period = in_period(request, false);
  period.simulated.reset();
  const std::size_t in_it = whole ? account.total : count_with_set_aside(archive, period);
  const std::size_t of_reality = count_with_set_aside(archive, in_period(request, selection.simulated));
  account.outside_period = account.total - in_it;
  account.other_reality = in_it - of_reality;
  const std::size_t counted = count_here(account, selection.world, request.country);
  count_set_aside(account, archive, selection.here, counted);
  account.other_country = of_reality - counted - account.broken_line - account.local_network;
  return account;
}

}  // namespace

Filter asked_for(const ReportRequest& request, bool simulated) {
  Filter filter;
  filter.country = request.country;
  filter.since = request.since;
  filter.until = request.until;
  filter.simulated = simulated;
  return filter;
}

Selection select(const Archive& archive, const ReportRequest& request) {
  Selection selection;
  choose_reality(selection, archive, request);
  selection.here = asked_for(request, selection.simulated);
  selection.account = account_of(selection, archive, request);
  return selection;
}

}  // namespace saksi
