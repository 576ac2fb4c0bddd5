// Our value of each field that a folder can state an expectation of.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/archive/result.h"
#include "analyzer/ingest/ooni_document.h"
#include "core/ooni_keys.h"

namespace saksi {

struct JudgedFile {
  OoniDocument document;
  ArchivedResult result;
  OoniKeys keys;  // recomputed from the observations; of the web only
};

/// Spelled as in JSON, "null" for none. Nothing for a field that is not known.
[[nodiscard]] std::optional<std::string> our_value(const JudgedFile& judged, const std::string& field);

/// Whether the two say the same: numbers up to the last digits that doubles agree on.
[[nodiscard]] bool same_value(const std::string& theirs, const std::string& ours);

/// Whether our verdict is right, given what the scenario does by construction: "blocked(on redirect hop)",
/// "down(site-misconfigured-TLS)", "ok(server-side CAPTCHA, not network)", "ok(no-control)",
/// "dns-tampered-but-content-ok". `nobody_gets_a_page`: the expected `accessible` is false although
/// `blocking` is, so that the site is down for everyone even where the network is said to be ok.
[[nodiscard]] bool is_true_to_scenario(const std::string& truth, const ArchivedResult& result,
                                       bool nobody_gets_a_page);

/// Fields that start so are stated in our words, several allowed ones with "|" between.
inline constexpr std::string_view kTruthPrefix = "truth_";
/// Whether `ours` is one of the words in "accessible|inconclusive".
[[nodiscard]] bool is_one_of(std::string_view alternatives, std::string_view ours);
/// Whether each layer in "rate=interfered:throttled dns=ok|unknown" is found as stated.
[[nodiscard]] bool has_findings(std::string_view stated, const ArchivedResult& result);
/// The findings of those layers: "rate=unknown dns=ok".
[[nodiscard]] std::string findings_in_words(std::string_view stated, const ArchivedResult& result);

/// "blocked dns nxdomain (possible)".
[[nodiscard]] std::string verdict_in_words(const ArchivedResult& result);
/// "confirmed", "anomaly", "failure", "ok": OONI's flags in the order in which its users read them.
[[nodiscard]] std::string flags_in_words(const OoniScore& score);

}  // namespace saksi
