// Reading a subcommand's options (Boost.Program_options), with errors that name the option and what it takes.
#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "probe/command.h"

namespace saksi {

namespace po = boost::program_options;

/// One subcommand's options and the text around them in its --help.
struct Usage {
  std::string synopsis;  // "saksi-probe run [--country CC] ..."
  std::string purpose;   // what it does
  std::string examples;  // and how it is used
  po::options_description options{"Options"};
  po::positional_options_description positional{};
  po::options_description hidden{};  // the positional ones
};

/// Nothing when --help was asked for (it has been printed then). Throws UsageError.
[[nodiscard]] std::optional<po::variables_map> read_options(Usage& usage, const Arguments& arguments);

/// The value of `name`, or nothing.
template <class T>
[[nodiscard]] std::optional<T> value_of(const po::variables_map& values, const char* name) {
  return values.count(name) != 0 ? std::optional<T>(values[name].as<T>()) : std::nullopt;
}
[[nodiscard]] std::vector<std::string> values_of(const po::variables_map& values, const char* name);

/// The database that --db names, else the default one. `must_exist` throws InputError when it does not.
[[nodiscard]] std::filesystem::path database_of(const po::variables_map& values,
                                                const Environment& environment, bool must_exist);

}  // namespace saksi
