#include "analyzer/errors.h"
#include "analyzer/option_words.h"

namespace saksi {

namespace {

constexpr int kMostJobs = 64;

unsigned jobs_of(const po::variables_map& values) {
  if (values.count("jobs") == 0) return 0;
  const int jobs = values["jobs"].as<int>();
  if (jobs < 1 || jobs > kMostJobs)
    throw UsageError("import: --jobs takes a number from 1 to " + std::to_string(kMostJobs) + ".");
  return static_cast<unsigned>(jobs);
}

}  // namespace

ImportOptions parse_import(const Words& words) {
  po::options_description options;
  add_store(options);
  options.add_options()("path", po::value<std::vector<std::string>>())(
      "fingerprints", po::value<std::vector<std::string>>()->composing())("jobs", po::value<int>())(
      "damaged", po::bool_switch())("no-correct", po::bool_switch());
  const po::variables_map values = parse_words("import", words, options, "path");
  ImportOptions out;
  out.store = store_of(values);
  out.paths = paths_of(values, "path");
  out.fingerprints = paths_of(values, "fingerprints");
  out.damaged = values["damaged"].as<bool>();
  out.correct = !values["no-correct"].as<bool>();
  out.jobs = jobs_of(values);
  if (out.paths.empty() && !out.damaged)
    throw UsageError("import: name at least one file or folder of measurements, or database of a probe.");
  return out;
}

}  // namespace saksi
