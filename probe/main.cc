// saksi-probe: the volunteer's program. Reads the environment, finds the command, and turns whatever ends it
// into one clear line and an exit code.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "core/store.h"
#include "probe/command.h"

namespace {

using namespace saksi;

std::filesystem::path variable_or(const char* name, const std::filesystem::path& fallback) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? std::filesystem::path(value) : fallback;
}

/// data/ and testlists/ stand together: in $SAKSI_SHARE, beside the sources of a build, or where a package
/// puts them.
std::filesystem::path find_share() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const auto in_tree = program.parent_path() / ".." / "..";
  const auto beside = std::filesystem::exists(in_tree / "testlists", ignored)
                          ? std::filesystem::weakly_canonical(in_tree, ignored)
                          : std::filesystem::path("/usr/share/saksi");
  return variable_or("SAKSI_SHARE", beside);
}

int terminal_columns() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

Environment read_environment() {
  const auto home = variable_or("HOME", std::filesystem::temp_directory_path());
  const auto share = find_share();
  Environment environment;
  environment.data_dir = share / "data";
  environment.testlists_dir = share / "testlists";
  environment.config_dir = variable_or("XDG_CONFIG_HOME", home / ".config") / "saksi";
  environment.state_dir = variable_or("XDG_DATA_HOME", home / ".local" / "share") / "saksi";
  environment.input_is_terminal = isatty(STDIN_FILENO) == 1;
  environment.output_is_terminal = isatty(STDERR_FILENO) == 1;
  environment.columns = terminal_columns();
  return environment;
}

ExitCode dispatch(const Environment& environment, const Arguments& arguments) {
  if (arguments.empty()) throw UsageError("no command given; see saksi-probe --help");
  if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
    std::cout << overview();
    return ExitCode::done;
  }
  const std::string wanted = arguments[0] == "--version" ? "version" : arguments[0];
  const auto& all = commands();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Command& command) { return command.name == wanted; });
  if (found == all.end()) throw UsageError("there is no command '" + wanted + "'; see saksi-probe --help");
  return found->run(environment, Arguments(arguments.begin() + 1, arguments.end()));
}

int complain(ExitCode code, const std::string& message) {
  std::cerr << "saksi-probe: " << message << '\n';
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return static_cast<int>(dispatch(read_environment(), Arguments(argv + 1, argv + argc)));
  } catch (const UsageError& error) {
    return complain(ExitCode::usage, error.what());
  } catch (const InputError& error) {
    return complain(ExitCode::bad_input, error.what());
  } catch (const StoreError& error) {
    return complain(ExitCode::store, error.what());
  } catch (const std::exception& error) {
    return complain(ExitCode::unexpected, std::string("unexpected: ") + error.what());
  }
}
