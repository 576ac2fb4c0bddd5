// compiles: the twin of text_as_country.cc
#include "core/measurement.h"

void fill(saksi::Vantage& vantage) {
  vantage.country = saksi::CountryCode::parse("MY").value();
}
