// saksi-analyzer: read the command, run it, say in one line why it could not.
#include <iostream>

#include "analyzer/commands.h"
#include "analyzer/errors.h"
#include "analyzer/help.h"
#include "core/store.h"

namespace {

using saksi::Words;

bool asks_for_help(const Words& words) {
  for (const std::string& word : words) {
    if (word == "--help" || word == "-h") return true;
  }
  return false;
}

int help(const std::string& command) {
  std::cout << saksi::help_text(command);
  return saksi::exit_ok;
}

int run(const std::string& command, const Words& words) {
  if (command == "help") return help(words.empty() ? "" : words.front());
  if (command == "--help" || command == "-h") return help("");
  if (asks_for_help(words)) return help(command);
  const std::string_view name = command == "--version" ? "version" : std::string_view(command);
  for (const saksi::Command& one : saksi::commands()) {
    if (one.name == name) return one.run(words, std::cout, std::cerr);
  }
  throw saksi::UsageError("There is no command '" + command + "'. See `saksi-analyzer help`.");
}

int failed(const std::exception& error, int exit_code) {
  std::cerr << "saksi-analyzer: " << error.what() << "\n";
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  const Words all(argv + 1, argv + argc);
  try {
    if (all.empty())
      throw saksi::UsageError("Name a command, for instance import or report. See `saksi-analyzer help`.");
    return run(all.front(), Words(all.begin() + 1, all.end()));
  } catch (const saksi::UsageError& error) {
    return failed(error, saksi::exit_usage);
  } catch (const saksi::BadInput& error) {
    return failed(error, saksi::exit_bad_input);
  } catch (const saksi::StoreError& error) {
    return failed(error, saksi::exit_store);
  } catch (const std::exception& error) {
    return failed(error, saksi::exit_unexpected);
  }
}
