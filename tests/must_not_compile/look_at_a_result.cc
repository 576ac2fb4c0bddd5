// compiles: the twin of ignore_a_result.cc
#include "core/url.h"

bool read(const char* text) {
  return saksi::Url::parse(text).has_value();
}
