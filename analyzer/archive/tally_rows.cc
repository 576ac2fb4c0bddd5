#include "analyzer/archive/tally_rows.h"

#include <algorithm>
#include <tuple>

namespace saksi {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;

auto place_of(const TallyRow& row) {
  return std::tuple{row.input, row.network, row.day};
}

bool in_order(const TallyRow& left, const TallyRow& right) {
  return std::tuple{left.input, left.network, left.day, left.outcome, left.run} <
         std::tuple{right.input, right.network, right.day, right.outcome, right.run};
}

/// Counts rows of one group; `first` to `last` are sorted by run.
Tally tally_of(const TallyRow* first, const TallyRow* last, const std::vector<Outcome>& outcomes) {
  const std::int64_t midnight = first->day * kDaySeconds;
  Tally tally;
  tally.input = first->input;
  tally.network = first->network;
  tally.day = first->day;
  tally.outcome = outcomes[first->outcome];
  tally.first = midnight + kDaySeconds;
  tally.last = midnight;
  for (const TallyRow* row = first; row != last; ++row) {
    ++tally.count;
    tally.runs += row == first || row->run != row[-1].run ? 1 : 0;
    tally.first = std::min(tally.first, midnight + row->second);
    tally.last = std::max(tally.last, midnight + row->second);
    tally.reached += row->reached ? 1 : 0;
    tally.attempts += row->attempts;
    tally.agreed += row->agreed;
    tally.isolated_by = static_cast<std::uint16_t>(tally.isolated_by | row->isolated_by);
  }
  return tally;
}

template <class Entry>
std::vector<std::uint32_t> keep_used(std::vector<Entry>& entries, const std::vector<bool>& used) {
  std::vector<std::uint32_t> new_number(entries.size());
  std::uint32_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    new_number[i] = kept;
    if (!used[i]) continue;
    if (kept != i) entries[kept] = std::move(entries[i]);
    ++kept;
  }
  entries.resize(kept);
  return new_number;
}

}  // namespace

void append_tallies(std::vector<TallyRow>& rows, const std::vector<Outcome>& outcomes,
                    std::vector<Tally>& tallies) {
  std::sort(rows.begin(), rows.end(), in_order);
  std::size_t cell = tallies.size();  // where the tallies of one input, network and day begin
  const TallyRow* const end = rows.data() + rows.size();
  for (const TallyRow* first = rows.data(); first != end;) {
    const TallyRow* last = first + 1;
    while (last != end && place_of(*last) == place_of(*first) && last->outcome == first->outcome) ++last;
    tallies.push_back(tally_of(first, last, outcomes));
    if (last == end || place_of(*last) != place_of(*first)) {
      std::sort(tallies.begin() + static_cast<std::ptrdiff_t>(cell), tallies.end(),
                [](const Tally& a, const Tally& b) {
                  return std::tie(a.first, a.outcome) < std::tie(b.first, b.outcome);
                });
      cell = tallies.size();
    }
    first = last;
  }
}

void drop_unused_names(Tallies& tallies) {
  std::vector<bool> inputs(tallies.inputs.size()), networks(tallies.networks.size());
  for (const Tally& tally : tallies.tallies) {
    inputs[tally.input] = true;
    networks[tally.network] = true;
  }
  const auto input = keep_used(tallies.inputs, inputs);
  const auto network = keep_used(tallies.networks, networks);
  for (Tally& tally : tallies.tallies) {
    tally.input = input[tally.input];
    tally.network = network[tally.network];
  }
}

}  // namespace saksi
