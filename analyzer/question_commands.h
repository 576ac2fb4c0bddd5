// The questions that researchers ask, each one command: an archive in, one table out, as text, CSV, JSON or a
// data package.
#pragma once

#include <iosfwd>

#include "analyzer/options.h"

namespace saksi {

[[nodiscard]] int run_blocked(const QuestionOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_compare(const QuestionOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_coverage(const QuestionOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_history(const QuestionOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_events(const QuestionOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_evidence(const QuestionOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_sources(const QuestionOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_candidates(const QuestionOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_differences(const QuestionOptions& options, std::ostream& out, std::ostream& problems);

}  // namespace saksi
