// What the subcommands of saksi-probe share: the environment that main read, exit codes, and the errors that
// end a command with one clear line.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace saksi {

/// Documented in the manual page; scripts rely on them.
enum class ExitCode : int {
  done = 0,
  unexpected = 1,
  usage = 2,
  bad_input = 3,
  store = 4,
  no_consent = 5,
  stopped = 6,     // before the end; what was finished is kept, `run --resume` goes on
  no_network = 7,  // measured, but the line was down or behind a portal
};

/// The command line is wrong.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file, list or database that was given is unusable.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The only view of the environment; main fills it once.
struct Environment {
  std::filesystem::path data_dir;       // data/ of the installation: presets and fingerprints
  std::filesystem::path testlists_dir;  // testlists/
  std::filesystem::path config_dir;     // where consent is remembered
  std::filesystem::path state_dir;      // where measurements go when no --db is given
  bool input_is_terminal = false;
  bool output_is_terminal = false;
  int columns = 80;

  [[nodiscard]] std::filesystem::path default_database() const { return state_dir / "measurements.db"; }
};

using Arguments = std::vector<std::string>;

struct Command {
  std::string name;
  std::string summary;
  ExitCode (*run)(const Environment&, const Arguments&);
};

[[nodiscard]] const std::vector<Command>& commands();

ExitCode command_run(const Environment& environment, const Arguments& arguments);
ExitCode command_list(const Environment& environment, const Arguments& arguments);
ExitCode command_show(const Environment& environment, const Arguments& arguments);
ExitCode command_export(const Environment& environment, const Arguments& arguments);
ExitCode command_lists(const Environment& environment, const Arguments& arguments);
ExitCode command_control(const Environment& environment, const Arguments& arguments);
ExitCode command_doctor(const Environment& environment, const Arguments& arguments);
ExitCode command_version(const Environment& environment, const Arguments& arguments);

/// The text of `saksi-probe --help`.
[[nodiscard]] std::string overview();

/// "0.1.0".
[[nodiscard]] std::string software_version();

}  // namespace saksi
