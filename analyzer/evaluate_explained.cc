#include "analyzer/evaluate_explained.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "analyzer/errors.h"
#include "analyzer/evaluate_ours.h"
#include "core/clock.h"
#include "core/csv.h"

namespace saksi {

namespace {

constexpr std::size_t kColumns = 8;

bool matches(const std::string& pattern, const std::string& text) {
  if (!pattern.ends_with('*')) return pattern == text;
  return text.starts_with(pattern.substr(0, pattern.size() - 1));
}

bool is_about(const Explanation& row, const EvaluatedDifference& difference) {
  if (!row.file.empty() && row.file != difference.file) return false;
  if (!row.difference.empty() && row.difference != to_string(difference.why)) return false;
  return row.field == difference.field && matches(row.test, difference.test) &&
         matches(row.theirs, difference.theirs) && matches(row.ours, difference.ours);
}

Explanation read_row(const CsvRow& row, const std::string& where) {
  if (row.fields.size() != kColumns)
    throw BadInput(where + " has " + std::to_string(row.fields.size()) +
                   " columns; it needs file,field,test,theirs,ours,difference,reason,reviewed.");
  Explanation explanation{row.fields[0], row.fields[1], row.fields[2], row.fields[3],
                          row.fields[4], row.fields[5], row.fields[6], row.fields[7]};
  if (explanation.field.empty() || explanation.reason.empty())
    throw BadInput(where + " names no field or no reason.");
  if (!parse_time(explanation.reviewed + " 00:00:00"))
    throw BadInput(where + " has no day of review such as 2026-11-21.");
  if (!explanation.difference.empty() && !difference_from_string(explanation.difference))
    throw BadInput(where + " names a kind of difference that there is not: '" + explanation.difference +
                   "'.");
  return explanation;
}

/// What is true by construction does not depend on OONI's flags, which the kind is about: both values then
/// have to be exact.
bool states_truth(const Explanation& row) {
  return row.field.starts_with(kTruthPrefix) && !row.theirs.ends_with('*') && !row.ours.ends_with('*');
}

/// Without a file, `*` may end what the two sides say, and never be all of it.
void check_breadth(const Explanation& row, const std::string& where) {
  if (!row.file.empty()) return;
  const auto is_open = [](const std::string& text) { return text.empty() || text == "*"; };
  const bool no_kind = !states_truth(row) && (is_open(row.difference) || row.difference == "none");
  if (is_open(row.theirs) || is_open(row.ours) || row.test.empty() || no_kind)
    throw BadInput(where +
                   " is a rule for every file, and so has to name the test, both values and the kind of "
                   "difference.");
}

}  // namespace

Explanations Explanations::load(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::stringstream content;
  content << stream.rdbuf();
  if (!stream)
    throw BadInput("evaluate: " + file.string() + " cannot be read; check the path and its rights.");
  auto rows = parse_csv(content.str(), file.string());
  if (!rows) throw BadInput("evaluate: " + rows.error().message);
  Explanations explanations;
  for (std::size_t i = 1; i < rows->size(); ++i) {
    const std::string where = "evaluate: " + file.string() + ":" + std::to_string((*rows)[i].line);
    explanations.rows_.push_back(read_row((*rows)[i], where));
    check_breadth(explanations.rows_.back(), where);
  }
  return explanations;
}

void Explanations::explain(Evaluation& evaluation) const {
  for (EvaluatedDifference& difference : evaluation.differences) {
    const auto found =
        std::find_if(rows_.begin(), rows_.end(), [&](const auto& row) { return is_about(row, difference); });
    if (found != rows_.end()) difference.reason = found->reason;
  }
}

}  // namespace saksi
