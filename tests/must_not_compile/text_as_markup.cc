// expect: is not a constant expression
// Only a literal of the source code is markup; a text that arrives at run time is not.
#include <string>

#include "analyzer/report/html.h"

saksi::html::Html glue(const std::string& title) {
  return saksi::html::Html::raw(title.c_str());
}
