#include "analyzer/correct_command.h"

#include <ostream>

#include "analyzer/commands.h"
#include "analyzer/errors.h"
#include "analyzer/report/words.h"

namespace saksi {

CorrectionSummary correct(Archive& archive) {
  CorrectionSummary summary = correct_archive(archive);
  archive.set_property(kCorrectedProperty, kCorrectionsCurrent);
  return summary;
}

void say_corrections(const CorrectionSummary& summary, std::ostream& out) {
  std::size_t all = 0;
  std::vector<std::string> rules;
  for (const auto& [rule, count] : summary.by_rule) {
    all += count;
    rules.push_back(std::to_string(count) + " by " + rule);
  }
  if (all == 0) {
    out << "Held against each other: no measurement had to be corrected.\n";
    return;
  }
  out << "Held against each other: " << count_of(all, "measurement is", "measurements are")
      << " corrected by what others saw (" << list_of(rules) << "); docs/verdicts.md has the rules.\n";
}

int run_correct(const std::string& store, std::ostream& out, std::ostream&) {
  const std::unique_ptr<Archive> archive = open_archive(store, true);
  say_corrections(correct(*archive), out);
  return exit_ok;
}

}  // namespace saksi
