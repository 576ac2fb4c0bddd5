// trace-search --address A... --name N... FILE...: exits 0 when no file holds a trace, 1 when one does, 2 on
// wrong use. For a database, an export, a report, a log.
#include <fstream>
#include <iostream>
#include <iterator>

#include "tests/support/trace_search.h"

namespace {

int search_files(const std::vector<std::string>& files, const saksi::test::Traces& traces) {
  int status = 0;
  for (const std::string& name : files) {
    std::ifstream file(name, std::ios::binary);
    if (!file) {
      std::cerr << "trace-search: cannot read " << name << "\n";
      return 2;
    }
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const auto findings = search_traces(bytes, traces);
    for (const auto& finding : findings) {
      std::cout << name << ":" << finding.offset << ": " << finding.trace << " as " << finding.spelling
                << "\n";
    }
    std::cout << name << ": " << bytes.size() << " bytes, " << findings.size() << " traces\n";
    if (!findings.empty()) status = 1;
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  saksi::test::Traces traces;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool takes_value = word == "--address" || word == "--name";
    if (takes_value && i + 1 == argc) return std::cerr << "trace-search: " << word << " wants a value\n", 2;
    if (word == "--address") {
      traces.addresses.emplace_back(argv[++i]);
    } else if (word == "--name") {
      traces.names.emplace_back(argv[++i]);
    } else {
      files.push_back(word);
    }
  }
  if (files.empty() || (traces.addresses.empty() && traces.names.empty())) {
    std::cerr << "usage: trace-search (--address A | --name N)... FILE...\n";
    return 2;
  }
  try {
    return search_files(files, traces);
  } catch (const std::exception& error) {
    std::cerr << "trace-search: " << error.what() << "\n";
    return 2;
  }
}
