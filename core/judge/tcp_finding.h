// The TCP layer: did the probe connect where the control did? docs/verdicts.md, "TCP".
#pragma once

#include "core/judge/endpoint_finding.h"

namespace saksi {

[[nodiscard]] HopFindings judge_tcp(const Evidence& evidence, const DnsFinding& dns);

}  // namespace saksi
