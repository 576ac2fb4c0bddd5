// compiles: the twin of text_as_markup.cc
#include <string>

#include "analyzer/report/html.h"

saksi::html::Html glue(const std::string& title) {
  return saksi::html::element("b", title);
}
