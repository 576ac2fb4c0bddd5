// The TLS layer: does the ClientHello that names the site get its answer? docs/verdicts.md, "TLS".
#pragma once

#include "core/judge/endpoint_finding.h"

namespace saksi {

[[nodiscard]] HopFindings judge_tls(const Evidence& evidence, const DnsFinding& dns);

}  // namespace saksi
