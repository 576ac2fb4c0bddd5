// New notice pages and addresses: one value that many unrelated hosts share which do not open, in few
// countries. Offered with their evidence for a person to review; nothing here is ever used by a verdict.
// Pure.
//
// The idea is ICLab's (Niaki et al., IEEE S&P 2020): a notice stands for many URLs in one country, where
// CDNs, parking pages and error pages stand for many URLs in every country, and open hosts lie behind them
// too.
#pragma once

#include <functional>
#include <set>
#include <span>

#include "analyzer/archive/archive.h"
#include "analyzer/questions/table.h"
#include "core/judge/fingerprint.h"

namespace saksi {

/// iMAP's floor: fewer names behind one address say little.
inline constexpr std::uint32_t kLeastHosts = 10;

/// How a candidate looks. Ordered: the first stand first.
enum class Likeness : std::uint8_t { notice, unclear, shared_server };
[[nodiscard]] std::string_view to_string(Likeness likeness);
[[nodiscard]] Likeness likeness_of(const SharedValue& value);
/// Hosts for each country that sees the value: ICLab's URL-to-country ratio.
[[nodiscard]] double hosts_per_country(const SharedValue& value);

/// Best first. Left out: addresses that a fingerprint knows, and values whose example matched one
/// (`fingerprint_of`: its name, empty when none).
[[nodiscard]] Table candidates_table(std::span<const SharedValue> values, const Fingerprints& fingerprints,
                                     const std::function<std::string(const ResultKey&)>& fingerprint_of,
                                     std::size_t most);

}  // namespace saksi
