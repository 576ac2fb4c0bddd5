// The languages in which a page speaks to its readers, by script and by the small words that every sentence
// has.
#pragma once

#include <string>

#include "core/judge/plain_text.h"

namespace saksi {

/// ISO 639-1 codes separated by spaces, of en, ms, hi, ur and ta, in this order. Where none shows, the
/// language that the page claims, if it is a plain code; else empty.
[[nodiscard]] std::string languages_of(const PlainText& page);

}  // namespace saksi
