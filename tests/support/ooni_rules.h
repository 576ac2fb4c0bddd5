// The keys of an OONI web_connectivity document, as tables: where each stands, its types, its allowed values.
// tests/support/ooni_schema.cc applies them.
#pragma once

#include <vector>

namespace saksi::ooni_rules {

enum Types : unsigned {
  kNull = 1,
  kString = 2,
  kBool = 4,
  kInteger = 8,
  kNumber = 16,
  kList = 32,
  kObject = 64,
  kOptional = 128
};

/// A key, where it stands: "a.b" a key of an object, "a[]" each of a list, "a{}" each value of a map.
struct Rule {
  const char* path;
  unsigned types;
  const char* pattern = nullptr;  // of a string
};

[[nodiscard]] const std::vector<Rule>& document_rules();
[[nodiscard]] const std::vector<Rule>& test_key_rules();
[[nodiscard]] const std::vector<Rule>& operation_rules();
[[nodiscard]] const std::vector<Rule>& query_rules();
[[nodiscard]] const std::vector<Rule>& request_rules();
[[nodiscard]] const std::vector<Rule>& tcp_rules();
[[nodiscard]] const std::vector<Rule>& tls_rules();
[[nodiscard]] const std::vector<Rule>& event_rules();
[[nodiscard]] const std::vector<Rule>& control_rules();

}  // namespace saksi::ooni_rules
