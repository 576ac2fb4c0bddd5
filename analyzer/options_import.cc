#include "analyzer/errors.h"
#include "analyzer/option_words.h"

namespace saksi {

ImportOptions parse_import(const Words& words) {
  po::options_description options;
  add_store(options);
  options.add_options()("path", po::value<std::vector<std::string>>());
  const po::variables_map values = parse_words("import", words, options, "path");
  ImportOptions out;
  out.store = store_of(values);
  out.paths = paths_of(values, "path");
  if (out.paths.empty())
    throw UsageError("import: name at least one file or folder of measurements, or database of a probe.");
  return out;
}

}  // namespace saksi
