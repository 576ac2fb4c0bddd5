#include "analyzer/archive/tally_rows.h"

#include <algorithm>
#include <tuple>

namespace saksi {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;

/// Two numbers instead of four: this is what sorting millions of rows spends its time on.
std::uint64_t input_and_network(const TallyRow& row) {
  return std::uint64_t{row.input} << 32 | row.network;
}
std::int64_t day_and_outcome(const TallyRow& row) {
  return std::int64_t{row.day} << 16 | row.outcome;
}

bool same_place(const TallyRow& left, const TallyRow& right) {
  return input_and_network(left) == input_and_network(right) && left.day == right.day;
}

bool same_group(const TallyRow& left, const TallyRow& right) {
  return input_and_network(left) == input_and_network(right) &&
         day_and_outcome(left) == day_and_outcome(right);
}

struct InOrder {
  bool operator()(const TallyRow& left, const TallyRow& right) const {
    const std::uint64_t a = input_and_network(left), b = input_and_network(right);
    if (a != b) return a < b;
    const std::int64_t c = day_and_outcome(left), d = day_and_outcome(right);
    return c != d ? c < d : left.run < right.run;
  }
};

std::size_t count_groups(const std::vector<TallyRow>& sorted) {
  std::size_t groups = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    groups += i == 0 || !same_group(sorted[i - 1], sorted[i]) ? 1 : 0;
  return groups;
}

/// Tallies of one input, network and day, in the order that answers have.
void sort_place(std::vector<Tally>& tallies, std::size_t from) {
  if (tallies.size() - from < 2) return;
  std::sort(tallies.begin() + static_cast<std::ptrdiff_t>(from), tallies.end(),
            [](const Tally& a, const Tally& b) {
              return std::tie(a.first, a.outcome) < std::tie(b.first, b.outcome);
            });
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
  std::sort(rows.begin(), rows.end(), InOrder{});
  tallies.reserve(tallies.size() + count_groups(rows));
  std::size_t place = tallies.size();  // where the tallies of one input, network and day begin
  const TallyRow* const end = rows.data() + rows.size();
  for (const TallyRow* first = rows.data(); first != end;) {
    const TallyRow* last = first + 1;
    while (last != end && same_group(*last, *first)) ++last;
    tallies.push_back(tally_of(first, last, outcomes));
    if (last == end || !same_place(*last, *first)) {
      sort_place(tallies, place);
      place = tallies.size();
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
