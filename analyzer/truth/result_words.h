// What the rules of ground truth ask of one result. Private to analyzer/truth.
#pragma once

#include <cstdint>
#include <string_view>

#include "analyzer/archive/result.h"

namespace saksi {

/// Days since 1970-01-01, UTC.
[[nodiscard]] std::int32_t day_of(const ArchivedResult& result);
[[nodiscard]] const LayerResult& layer_of(const ArchivedResult& result, Layer layer);

/// The site itself answered: its page, or its refusal.
[[nodiscard]] bool opened(const ArchivedResult& result);
/// Neither the site nor a notice that is confirmed: what can be put right.
[[nodiscard]] bool may_be_corrected(const ArchivedResult& result);
/// Blocked, or not told.
[[nodiscard]] bool is_doubtful(const ArchivedResult& result);
/// On a line that works: what such a result says counts for others as well.
[[nodiscard]] bool may_vouch(const ArchivedResult& result);

/// The last two labels of a host, three where the last but one is short ("co.uk"): hosts that differ in it
/// are run by different people, as a rule.
[[nodiscard]] std::string_view site_of(std::string_view host);

[[nodiscard]] Outcome accessible_outcome();
[[nodiscard]] Outcome not_concluded(VerdictWord word);

}  // namespace saksi
