#include "probe/options.h"

#include <iostream>

namespace saksi {
namespace {

po::variables_map parse(Usage& usage, const Arguments& arguments) {
  po::options_description all;
  all.add(usage.options).add(usage.hidden);
  all.add_options()("help,h", "explain this command");
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(usage.positional).run(), values);
    po::notify(values);
  } catch (const po::error& error) {
    throw UsageError(std::string(error.what()) + "; usage: " + usage.synopsis);
  }
  return values;
}

void print_help(const Usage& usage) {
  std::cout << "Usage: " << usage.synopsis << "\n\n" << usage.purpose << "\n\n" << usage.options;
  if (!usage.examples.empty()) std::cout << "\nExamples:\n" << usage.examples;
}

}  // namespace

std::optional<po::variables_map> read_options(Usage& usage, const Arguments& arguments) {
  po::variables_map values = parse(usage, arguments);
  if (values.count("help") == 0) return values;
  print_help(usage);
  return std::nullopt;
}

std::vector<std::string> values_of(const po::variables_map& values, const char* name) {
  return values.count(name) != 0 ? values[name].as<std::vector<std::string>>() : std::vector<std::string>{};
}

std::filesystem::path database_of(const po::variables_map& values, const Environment& environment,
                                  bool must_exist) {
  const auto given = value_of<std::string>(values, "db");
  std::filesystem::path file = given ? std::filesystem::path(*given) : environment.default_database();
  std::error_code ignored;
  if (must_exist && !std::filesystem::exists(file, ignored)) {
    throw InputError("there is no database " + file.string() +
                     "; name one with --db, or make one with saksi-probe run");
  }
  if (!must_exist && !given) std::filesystem::create_directories(file.parent_path(), ignored);
  return file;
}

}  // namespace saksi
