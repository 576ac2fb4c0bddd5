// The reviewed file of differences that are explained (data/explained_differences.csv). A row is about one
// measurement (`file`), or a rule about a kind of difference: then it has to name the test, both values and
// the kind, so that a rule cannot hide what nobody has looked at.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/evaluate.h"

namespace saksi {

struct Explanation {
  std::string file;        // empty: a rule
  std::string field;       // as in the table that is printed
  std::string test;        // "web_connectivity", or "*"
  std::string theirs;      // exactly, or with a "*" at the end
  std::string ours;        // likewise
  std::string difference;  // Difference as text; empty: any (only with `file`)
  std::string reason;
  std::string reviewed;  // the day
};

class Explanations {
 public:
  /// Throws BadInput for a row that is too broad or says no reason.
  [[nodiscard]] static Explanations load(const std::filesystem::path& file);

  /// Sets the reason of every difference that a row is about.
  void explain(Evaluation& evaluation) const;

 private:
  std::vector<Explanation> rows_;
};

}  // namespace saksi
