// http_header_field_manipulation: a helper tells the headers as they reached it, by which a box on the path
// gives itself away.
#pragma once

#include "analyzer/ingest/ooni_document.h"

namespace saksi {

enum class HeaderEcho : std::uint8_t {
  none,     // what came back is not the helper's answer
  altered,  // names, their letters' case, or values differ
  same
};

/// Of the first request. A "Connection" header is between two machines, and so may differ.
[[nodiscard]] HeaderEcho header_echo(const OoniDocument& document);

}  // namespace saksi
