// A measurement, judged anew and reduced to what aggregation and reports need: the evidence itself stays in
// the store, so that a database of any size is read one measurement at a time.
#pragma once

#include <chrono>
#include <string>

#include "analyzer/report/model.h"
#include "core/judge/fingerprint.h"
#include "core/measurement.h"

namespace saksi {

using Day = std::chrono::sys_days;  // UTC

struct Judged {
  Citation citation;
  std::string url;
  std::string host;
  std::string category;
  Vantage vantage;
  LineCheck line;
  std::string software_version;
  bool simulated = false;
  bool reached = false;  // some page came back, from whomever

  [[nodiscard]] SystemTime started() const { return citation.started; }
  [[nodiscard]] Day day() const { return std::chrono::floor<std::chrono::days>(citation.started); }
  [[nodiscard]] VerdictWord word() const { return citation.verdict.word; }
  [[nodiscard]] const Verdict& verdict() const { return citation.verdict; }
};

/// Keeps what reports need of a measurement and the verdict on it. Pure.
[[nodiscard]] Judged reduce(const Measurement& measurement, const Verdict& verdict,
                            const Fingerprints& fingerprints);
/// Judges by today's rules (core/judge) and the given fingerprints. Pure.
[[nodiscard]] Judged judge_anew(const Measurement& measurement, const Fingerprints& fingerprints);

/// What the control saw, in one sentence; empty when none was asked. Titles in it come from the web.
[[nodiscard]] std::string control_words(const Measurement& measurement);

/// What the visitor was told, when the verdict rests on a fingerprint or on HTTP status 451.
[[nodiscard]] std::optional<Notice> notice_of(const Measurement& measurement, const Verdict& verdict,
                                              const Fingerprints& fingerprints);

}  // namespace saksi
