// From one line of OONI's JSON to a row of the archive: read (ooni_document.h), judged by the rules that the
// probe uses too (core/judge), scored as OONI's own pipeline would (ooni_score.h), compared.
#pragma once

#include <memory>
#include <string_view>

#include "analyzer/archive/result.h"
#include "core/judge/fingerprint.h"
#include "core/result.h"

namespace saksi {

/// The bytes behind a line that must be readable: simdjson looks ahead.
inline constexpr std::size_t kLinePadding = 64;

struct OoniDocument;

/// The second half of LineJudge: `document` was read from `line`.
[[nodiscard]] ArchivedResult judge_document(std::string_view line, const OoniDocument& document,
                                            const Fingerprints& fingerprints);

/// Keeps its buffers from line to line. Not safe across threads: each has its own.
class LineJudge {
 public:
  explicit LineJudge(const Fingerprints& fingerprints);
  ~LineJudge();
  LineJudge(LineJudge&&) noexcept;
  LineJudge& operator=(LineJudge&&) noexcept;

  /// Fills everything but `source`, `offset` and `length`. The error says why the line is no measurement.
  /// Bytes that are not UTF-8, truncated text, and nesting deeper than 64 in anything that is not known are
  /// errors, never a crash.
  [[nodiscard]] Result<ArchivedResult> judge(std::string_view line);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace saksi
