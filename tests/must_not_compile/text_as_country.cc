// expect: no match for 'operator='
// An AS number, a country and an address are types: a plain number or text is none of them.
#include "core/measurement.h"

void fill(saksi::Vantage& vantage) {
  vantage.country = "MY";
}
