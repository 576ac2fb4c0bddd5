// The commands of saksi-analyzer. Each writes what it has to say to `out`, what went wrong but did not stop
// it to `problems`, and returns an exit code; what stops it is thrown (errors.h, core/store.h).
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/options.h"

namespace saksi {

/// One line of the table that main looks in (command_table.cc): add a command there, and its help to help.cc.
struct Command {
  std::string_view name;
  int (*run)(const Words& words, std::ostream& out, std::ostream& problems);
};
[[nodiscard]] std::span<const Command> commands();

[[nodiscard]] int run_import(const ImportOptions& options, std::ostream& out, std::ostream& problems);
/// Holds the measurements of the archive against each other: what all of them say of single ones.
[[nodiscard]] int run_correct(const std::string& store, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_report(const ReportOptions& options, SystemTime now, std::ostream& out,
                             std::ostream& problems);
/// exit_bad_input when a difference is not explained.
[[nodiscard]] int run_evaluate(const EvaluateOptions& options, std::ostream& out);
[[nodiscard]] int run_rejudge(const RejudgeOptions& options, std::ostream& out, std::ostream& problems);
[[nodiscard]] int run_show(const ShowOptions& options, std::ostream& out);
[[nodiscard]] int run_version(std::ostream& out);

}  // namespace saksi
