#include "analyzer/errors.h"
#include "analyzer/option_words.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

po::options_description question_options() {
  po::options_description options;
  add_store(options);
  add_filter(options);
  add_output(options);
  options.add_options()("subject", po::value<std::vector<std::string>>())(
      "list", po::value<std::vector<std::string>>()->composing())(
      "fingerprints", po::value<std::vector<std::string>>()->composing())(
      "category", po::value<std::string>())("group", po::value<std::string>())(
      "raw", po::value<std::string>())("most", po::value<std::size_t>());
  return options;
}

}  // namespace

QuestionOptions parse_question(const std::string& command, const Words& words, std::size_t subjects) {
  const po::variables_map values = parse_words(command, words, question_options(), "subject");
  QuestionOptions out;
  out.store = store_of(values);
  out.filter = filter_of(command, values);
  out.output = output_of(command, values);
  out.subjects = texts_of(values, "subject");
  if (out.subjects.size() != subjects) {
    throw UsageError(command + ": it takes " +
                     (subjects == 0 ? "options only, no bare words" : count_of(subjects, "name", "names")) +
                     ". See `saksi-analyzer help " + command + "`.");
  }
  out.fingerprints = paths_of(values, "fingerprints");
  out.lists = paths_of(values, "list");
  out.category = text_of(values, "category");
  out.group = text_of(values, "group");
  out.raw = text_of(values, "raw");
  if (values.count("most") != 0) out.most = values["most"].as<std::size_t>();
  return out;
}

}  // namespace saksi
