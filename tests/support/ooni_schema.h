// Whether a document is a web_connectivity measurement in OONI's data format 0.2.0, as its specification
// (df-000, df-001, df-002, df-005 to df-008, ts-017) and OONI's own measurements have it: every key, its
// type, its allowed values, the order of the test keys.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace saksi {

/// One plain sentence per problem, with the path; empty when the document is good.
[[nodiscard]] std::vector<std::string> check_ooni_document(const nlohmann::ordered_json& document);
/// The same for one line of JSONL.
[[nodiscard]] std::vector<std::string> check_ooni_line(const std::string& line);

}  // namespace saksi
