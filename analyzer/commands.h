// The commands of saksi-analyzer. Each writes what it has to say to `out`, what went wrong but did not stop
// it to `problems`, and returns an exit code; what stops it is thrown (errors.h, core/store.h).
#pragma once

#include <iosfwd>

#include "analyzer/options.h"

namespace saksi {

[[nodiscard]] int run_import(const ImportOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_report(const ReportOptions& options, SystemTime now, std::ostream& out,
                             std::ostream& problems);
/// exit_bad_input when a difference is not explained.
[[nodiscard]] int run_evaluate(const EvaluateOptions& options, std::ostream& out);
[[nodiscard]] int run_show(const ShowOptions& options, std::ostream& out);
[[nodiscard]] int run_version(std::ostream& out);

}  // namespace saksi
