// Reads an OONI web_connectivity 0.5 document into a Measurement, so that other people's measurements can be
// judged by our rules. For tests: tolerant of what real documents lack (null lists, no times, no tags), and
// throws std::runtime_error on what is no measurement at all.
#pragma once

#include <filesystem>
#include <string>

#include "core/measurement.h"
#include "core/ooni_keys.h"

namespace saksi {

struct OoniDocument {
  Measurement measurement;
  OoniKeys keys;             // as they stand in the document
  std::string test_version;  // "0.5.28"
};

[[nodiscard]] OoniDocument read_ooni_document(const std::filesystem::path& file);
[[nodiscard]] OoniDocument parse_ooni_document(const std::string& json);

}  // namespace saksi
