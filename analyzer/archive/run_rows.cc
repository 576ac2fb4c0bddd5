#include "analyzer/archive/run_rows.h"

#include <algorithm>
#include <tuple>

namespace saksi {
namespace {

using Shares = std::vector<RunShare>::iterator;

bool opened(const RunShare& share) {
  return share.failed < share.measured;
}

/// `shares` are of one input: says of each whether the others say that it opens.
void judge_alone(Shares first, Shares last) {
  const std::int64_t runs = last - first;
  const std::int64_t open_runs = std::count_if(first, last, opened);
  for (Shares share = first; share != last; ++share) {
    const std::int64_t others = runs - 1;
    const std::int64_t open_others = open_runs - (opened(*share) ? 1 : 0);
    share->judged_alone = others > 0 && 10 * open_others >= 9 * others;
  }
}

void add_share(const RunShare& share, RunTally& tally) {
  tally.measured += share.measured;
  tally.failed += share.failed;
  tally.judged_alone += share.judged_alone ? share.measured : 0;
  tally.failed_alone += share.judged_alone ? share.failed : 0;
}

}  // namespace

void append_run_shares(std::vector<RunRow>& rows, std::vector<RunShare>& shares) {
  std::sort(rows.begin(), rows.end(), [](const RunRow& a, const RunRow& b) {
    return std::tie(a.input, a.run, a.network) < std::tie(b.input, b.run, b.network);
  });
  std::size_t input_begins = shares.size();
  const auto judge = [&] {
    judge_alone(shares.begin() + static_cast<std::ptrdiff_t>(input_begins), shares.end());
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool same_input = i > 0 && rows[i].input == rows[i - 1].input;
    if (!same_input) {
      judge();
      input_begins = shares.size();
    }
    if (!same_input || rows[i].run != rows[i - 1].run)
      shares.push_back({rows[i].run, rows[i].network, 0, 0, false});
    ++shares.back().measured;
    shares.back().failed += rows[i].reached ? 0 : 1;
  }
  judge();
}

std::vector<RunTally> tallies_of_runs(std::vector<RunShare> shares,
                                      const std::vector<NetworkName>& networks) {
  std::sort(shares.begin(), shares.end(), [](const RunShare& a, const RunShare& b) {
    return std::tie(a.run, a.network) < std::tie(b.run, b.network);
  });
  std::vector<RunTally> tallies;
  for (const RunShare& share : shares) {
    if (tallies.empty() || tallies.back().run != share.run) {
      tallies.emplace_back();
      tallies.back().run = share.run;
      tallies.back().network = networks[share.network];
    }
    add_share(share, tallies.back());
  }
  return tallies;
}

}  // namespace saksi
