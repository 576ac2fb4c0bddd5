#include "analyzer/version.h"

namespace saksi {

std::string_view analyzer_version() {
  return SAKSI_VERSION;
}

}  // namespace saksi
