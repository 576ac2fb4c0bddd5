// `saksi-probe lists`: show, check and import test lists.
#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <map>

#include "core/testlist.h"
#include "probe/options.h"

namespace saksi {
namespace {

namespace fs = std::filesystem;

Usage lists_usage() {
  Usage usage;
  usage.synopsis = "saksi-probe lists (show [CC] | validate FILE... | import FILE --as NAME)";
  usage.purpose =
      "show       the lists there are, or the entries of one\n"
      "validate   checks lists in the Citizen Lab columns; names file and line of every mistake\n"
      "import     brings a list in the Citizen Lab columns in under a name, for run --list";
  usage.examples =
      "  saksi-probe lists show\n  saksi-probe lists show MY\n  saksi-probe lists validate my-own.csv\n"
      "  saksi-probe lists import id.csv --as id\n";
  usage.options.add_options()                                                                  //
      ("as", po::value<std::string>(), "name of the imported list: letters, digits, - and _")  //
      ("into", po::value<std::string>(), "folder for it; default: your own lists");
  usage.hidden.add_options()("words", po::value<std::vector<std::string>>());
  usage.positional.add("words", -1);
  return usage;
}

ListReading read_or_complain(const fs::path& file) {
  auto reading = read_test_list(file);
  if (!reading) throw InputError(reading.error().message);
  return std::move(*reading);
}

void show_all(const fs::path& dir) {
  std::map<std::string, std::size_t> lists;
  for (const auto& entry : fs::directory_iterator(dir)) {
    if (entry.path().extension() != ".csv") continue;
    lists[entry.path().stem().string()] = read_or_complain(entry.path()).list.entries.size();
  }
  for (const auto& [name, size] : lists) std::cout << name << "  " << size << " URLs\n";
}

void show_one(const fs::path& dir, std::string name) {
  for (char& letter : name) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const ListReading reading = read_or_complain(dir / (name + ".csv"));
  for (const ListEntry& entry : reading.list.entries) {
    std::cout << entry.category << "  " << entry.url.text() << (entry.notes.empty() ? "" : "  " + entry.notes)
              << '\n';
  }
}

ExitCode validate(const std::vector<std::string>& files) {
  if (files.empty()) throw UsageError("which list? saksi-probe lists validate FILE...");
  std::size_t problems = 0;
  for (const std::string& file : files) {
    const ListReading reading = read_or_complain(file);
    for (const std::string& problem : reading.problems) std::cout << problem << '\n';
    std::cout << file << ": " << reading.list.entries.size() << " good, " << reading.problems.size()
              << " bad\n";
    problems += reading.problems.size();
  }
  return problems == 0 ? ExitCode::done : ExitCode::bad_input;
}

bool is_plain_name(const std::string& name) {
  const auto allowed = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), allowed);
}

ExitCode import_list(const std::string& file, const std::string& name, const fs::path& into) {
  if (!is_plain_name(name)) throw UsageError("--as takes a name of letters, digits, - and _");
  ListReading reading = read_or_complain(file);
  for (const std::string& problem : reading.problems) std::cerr << "left out: " << problem << '\n';
  std::error_code ignored;
  fs::create_directories(into, ignored);
  const fs::path target = into / (name + ".csv");
  std::ofstream out(target, std::ios::binary | std::ios::trunc);
  out << to_csv(reading.list);
  out.close();
  if (!out) throw InputError("cannot write " + target.string() + "; choose another folder with --into");
  std::cout << target.string() << ": " << reading.list.entries.size() << " URLs, " << reading.problems.size()
            << " left out\nMeasure it: saksi-probe run --list " << target.string() << '\n';
  return ExitCode::done;
}

}  // namespace

ExitCode command_lists(const Environment& environment, const Arguments& arguments) {
  Usage usage = lists_usage();
  const auto values = read_options(usage, arguments);
  if (!values) return ExitCode::done;
  std::vector<std::string> words = values_of(*values, "words");
  if (words.empty()) throw UsageError("show, validate or import? usage: " + usage.synopsis);
  const std::string action = words.front();
  words.erase(words.begin());
  if (action == "validate") return validate(words);
  if (action == "import" && words.size() == 1) {
    const fs::path into =
        value_of<std::string>(*values, "into").value_or((environment.state_dir / "lists").string());
    return import_list(
        words[0], value_of<std::string>(*values, "as").value_or(fs::path(words[0]).stem().string()), into);
  }
  if (action != "show" || words.size() > 1) throw UsageError("usage: " + usage.synopsis);
  words.empty() ? show_all(environment.testlists_dir) : show_one(environment.testlists_dir, words[0]);
  return ExitCode::done;
}

}  // namespace saksi
