#include <ostream>

#include "analyzer/commands.h"
#include "analyzer/data_files.h"
#include "analyzer/errors.h"
#include "analyzer/evaluate.h"
#include "analyzer/evaluate_explained.h"

namespace saksi {

namespace {

constexpr const char* kExplained = "data/explained_differences.csv";

std::filesystem::path explained_file(const EvaluateOptions& options) {
  if (!options.explained.empty()) return options.explained;
  const std::filesystem::path beside = find_with_program(kExplained);
  if (beside.empty())
    throw BadInput(std::string{kExplained} +
                   " was not found next to the program; name a file with --explained.");
  return beside;
}

}  // namespace

int run_evaluate(const EvaluateOptions& options, std::ostream& out) {
  const Explanations explanations = Explanations::load(explained_file(options));
  const Fingerprints fingerprints = load_fingerprints(options.fingerprints);
  bool good = true;
  for (const std::filesystem::path& folder : options.folders) {
    Evaluation evaluation = evaluate_folder(folder, fingerprints);
    explanations.explain(evaluation);
    if (options.json)
      print_json(evaluation, out);
    else
      print_table(evaluation, out);
    good = good && evaluation.unexplained() == 0 && evaluation.problems.empty();
  }
  return good ? exit_ok : exit_bad_input;
}

}  // namespace saksi
