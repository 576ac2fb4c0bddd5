#include <ostream>

#include "analyzer/commands.h"
#include "analyzer/errors.h"
#include "analyzer/version.h"
#include "core/judge/judge.h"

namespace saksi {

int run_version(std::ostream& out) {
  out << "saksi-analyzer " << analyzer_version() << ", rules " << kRulesVersion << "\n";
  return exit_ok;
}

}  // namespace saksi
