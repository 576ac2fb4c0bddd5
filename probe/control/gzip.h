// Packs what a control answers: a volunteer's line carries it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saksi {

/// As a gzip file (RFC 1952). Nothing when zlib cannot, or when it would not become smaller.
[[nodiscard]] std::optional<std::string> gzipped(const std::string& bytes);

/// Whether an Accept-Encoding header (RFC 9110 12.5.3) takes gzip by name. What it says of "*" does not
/// count.
[[nodiscard]] bool takes_gzip(std::string_view accept_encoding);

}  // namespace saksi
