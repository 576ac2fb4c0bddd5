#include "analyzer/help.h"

namespace saksi {

std::string_view question_help(std::string_view) {
  return "";
}

}  // namespace saksi
