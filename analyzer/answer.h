// Where the answer of a question goes, and in what form. Every question ends here.
#pragma once

#include <iosfwd>
#include <vector>

#include "analyzer/options.h"
#include "analyzer/questions/table.h"
#include "analyzer/reading.h"

namespace saksi {

struct Answer {
  std::vector<Table> tables;       // CSV writes the first, JSON and the package all
  std::vector<Table> on_terminal;  // instead of them, where a picture says more; empty: the tables
};

/// Writes to `out`, or to the file and the folder that the options name. Throws BadInput when it cannot.
void write_answer(const Answer& answer, const QuestionOptions& options, const Reading& reading,
                  std::ostream& out);

}  // namespace saksi
