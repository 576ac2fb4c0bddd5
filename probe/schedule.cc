#include "probe/schedule.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <utility>

namespace saksi {
namespace {

/// A list row that is no URL any more (an old run's plan) is left where it is: in the plan, not measured.
std::vector<Case> cases_of(std::vector<PlannedUrl> urls) {
  std::vector<Case> cases;
  for (PlannedUrl& planned : urls) {
    auto url = Url::parse(planned.url);
    if (!url) continue;
    Case fresh;
    fresh.planned = std::move(planned);
    fresh.url = std::move(*url);
    cases.push_back(std::move(fresh));
  }
  return cases;
}

template <class Predicate>
std::optional<Case> take_last(std::vector<Case>& cases, Predicate fits) {
  const auto found = std::find_if(cases.rbegin(), cases.rend(), fits);
  if (found == cases.rend()) return std::nullopt;
  Case taken = std::move(*found);
  cases.erase(std::next(found).base());
  return taken;
}

bool share_an_address(const Case& a, const Case& b) {
  const auto ours = addresses_of(*a.measurement);
  const auto theirs = addresses_of(*b.measurement);
  return std::any_of(ours.begin(), ours.end(),
                     [&](const IpAddress& address) { return theirs.contains(address); });
}

}  // namespace

/// Neighbours in a list are often alike; in shuffled order no category is tested in one telling burst.
Schedule::Schedule(std::vector<PlannedUrl> urls, RetestRules rules)
    : rules_(rules), fresh_(cases_of(std::move(urls))) {
  std::mt19937_64 random{std::random_device{}()};
  std::shuffle(fresh_.begin(), fresh_.end(), random);
}

std::optional<Case> Schedule::take(Time now, bool fresh_too) {
  const auto free = [this](const Case& candidate) { return !hosts_.contains(candidate.url.host()); };
  auto taken = take_last(waiting_, [&](const Case& doubtful) {
    return free(doubtful) && is_due(doubtful, now) && !yields(doubtful);
  });
  if (!taken && fresh_too) taken = take_last(fresh_, free);
  if (taken) hosts_.insert(taken->url.host());
  return taken;
}

void Schedule::again(Case doubtful) {
  hosts_.erase(doubtful.url.host());
  waiting_.push_back(std::move(doubtful));
}

void Schedule::finish(const Case& done) {
  hosts_.erase(done.url.host());
}

void Schedule::put_back(Case unfinished) {
  hosts_.erase(unfinished.url.host());
  unfinished.measurement.reset();
  unfinished.attempts = 0;
  fresh_.push_back(std::move(unfinished));
}

std::vector<Case> Schedule::give_up_waiting() {
  return std::exchange(waiting_, {});
}

/// At least `distance` after the last attempt, and when other names have left its addresses alone for long
/// enough.
bool Schedule::is_due(const Case& doubtful, Time now) const {
  if (now < doubtful.last_ended + rules_.distance) return false;
  if (now >= doubtful.began + rules_.patience) return true;
  if (doubtful.needs_quiet && now < doubtful.last_ended + kQuietTime) return false;
  return addresses.quiet_at(*doubtful.measurement, doubtful.url.host(), now) <= now;
}

/// A case whose name triggers the censor would disturb a neighbour that waits for silence at the same
/// address: the neighbour goes first, as long as its own patience lasts.
bool Schedule::yields(const Case& doubtful) const {
  if (!sent_a_trigger(*doubtful.measurement) || doubtful.attempts > 1) return false;
  return std::any_of(waiting_.begin(), waiting_.end(), [&](const Case& other) {
    return &other != &doubtful && other.attempts == 1 && !sent_a_trigger(*other.measurement) &&
           share_an_address(doubtful, other);
  });
}

}  // namespace saksi
