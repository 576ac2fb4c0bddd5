// What tests of verdicts say over and over.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/judge/fingerprint.h"
#include "core/verdict.h"
#include "tests/support/measurement_builder.h"

namespace saksi {

/// Rows in OONI's columns: name,scope,other_names,location_found,pattern_type,pattern,confidence,countries,,,
[[nodiscard]] Fingerprints fingerprints(const std::string& rows);

/// The whole verdict as text, for messages of failed tests and for comparisons.
[[nodiscard]] std::string describe(const Verdict& verdict);

[[nodiscard]] bool any_reason_says(const Verdict& verdict, const std::string& words);

void expect_blocked(const Verdict& verdict, Layer layer, Method method);
void expect_accessible(const Verdict& verdict);

}  // namespace saksi
