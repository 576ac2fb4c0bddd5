// expect: ignoring return value
// Bad input from outside cannot be passed over.
#include "core/url.h"

void read(const char* text) {
  saksi::Url::parse(text);
}
