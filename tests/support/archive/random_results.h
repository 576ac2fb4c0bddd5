// Results with random content in every field, for properties that must hold of all of them. The same seed
// makes the same results. Names come from small sets, so that results meet in the same cells; some names hold
// odd bytes.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

using Randomness = std::mt19937_64;

/// Distinct keys; a few weeks around 2026-11-21.
[[nodiscard]] std::vector<ArchivedResult> random_results(std::uint64_t seed, std::size_t how_many);
[[nodiscard]] Outcome random_outcome(Randomness& random);
[[nodiscard]] ResultKey random_key(Randomness& random);

/// Numbers at the ends of their ranges, names of every byte.
[[nodiscard]] std::vector<ArchivedResult> extreme_results();

/// A source that can be begun, told from others by `number`.
[[nodiscard]] Source some_source(unsigned number);

/// Members that Vantage does not compare.
[[nodiscard]] bool same_result(const ArchivedResult& left, const ArchivedResult& right);

}  // namespace saksi
