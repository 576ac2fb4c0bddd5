// What the command lines of all commands have in common: how words become values, the options that several
// commands share, and their errors. Every command's own options stand in a file of their own (options_*.cc).
#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/options.h"

namespace saksi {

namespace po = boost::program_options;

/// Words behind a command's name, checked against its options. Throws UsageError naming the command.
/// `positional`: the option that bare words go to; empty: none are taken.
[[nodiscard]] po::variables_map parse_words(const std::string& command, const Words& words,
                                            const po::options_description& options,
                                            const char* positional = "");

/// --store, and --db as its old name.
void add_store(po::options_description& options);
[[nodiscard]] std::string store_of(const po::variables_map& values);

/// --country --asn --url --host --since --until --test --simulated
void add_filter(po::options_description& options);
[[nodiscard]] Filter filter_of(const std::string& command, const po::variables_map& values);

/// --format --out --package
void add_output(po::options_description& options);
[[nodiscard]] OutputOptions output_of(const std::string& command, const po::variables_map& values);

[[nodiscard]] std::string text_of(const po::variables_map& values, const char* name);  // "": not given
[[nodiscard]] std::vector<std::string> texts_of(const po::variables_map& values, const char* name);
[[nodiscard]] std::vector<std::filesystem::path> paths_of(const po::variables_map& values, const char* name);
/// Fills since and until, which is the begin of the day behind --until. Throws when they are the wrong way
/// round.
void read_period(const std::string& command, const po::variables_map& values,
                 std::optional<SystemTime>& since, std::optional<SystemTime>& until);
/// Two letters; ZZ when --country is not given.
[[nodiscard]] CountryCode country_of(const std::string& command, const po::variables_map& values);

}  // namespace saksi
