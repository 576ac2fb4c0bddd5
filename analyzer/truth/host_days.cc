#include "analyzer/truth/host_days.h"

#include "analyzer/truth/result_words.h"

namespace saksi {
namespace {

void see_address(HostDay& day, const ArchivedResult& result) {
  const Observed& seen = result.observed;
  if (!seen.address) return;
  AddressSeen& address = day.addresses[*seen.address];
  address.answered.add(result);
  if (opened(result)) address.open.add(result);
  if (seen.address_proven || seen.address_of_control) address.vouched.add(result);
  if (seen.address_proven && seen.address_asn.known()) day.proven_networks[seen.address_asn].add(result);
}

void see_country(HostDay& day, const ArchivedResult& result) {
  const CountryCode& country = result.vantage.country;
  if (result.outcome.word == VerdictWord::accessible) day.came_through[country].add(result);
  if (result.outcome.word == VerdictWord::refused_by_server)
    day.refused[{country, result.observed.status}].add(result);
  for (const Layer layer : {Layer::dns, Layer::tcp, Layer::tls}) {
    if (layer_of(result, layer).state == FindingState::interfered) day.interfered[country].add(result);
  }
}

void see_availability(HostDay& day, const ArchivedResult& result) {
  const Observed& seen = result.observed;
  if (opened(result) || (seen.control_answered && seen.control_reached)) day.up.add(result);
  if (opened(result)) return;
  day.failed.add(result);
  if (seen.control_answered && !seen.control_reached) day.control_failed.add(result);
}

}  // namespace

HostDays days_of_host(std::span<const ArchivedResult* const> results, const SuspectRuns& suspects) {
  HostDays days;
  for (const ArchivedResult* result : results) days.try_emplace(day_of(*result));
  for (const ArchivedResult* result : results) {
    if (!may_vouch(*result) || suspects.contains(result->run)) continue;
    const std::int32_t day = day_of(*result);
    see_availability(days[day], *result);
    for (const std::int32_t near : {day - 1, day, day + 1}) {
      const auto found = days.find(near);
      if (found == days.end()) continue;
      see_address(found->second, *result);
      see_country(found->second, *result);
    }
  }
  return days;
}

}  // namespace saksi
