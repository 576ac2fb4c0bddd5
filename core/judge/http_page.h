// The page at the end of the chain against the control's.
#pragma once

#include <string>

#include "core/judge/http_finding.h"

namespace saksi {

struct PageJudgement {
  PageKind kind = PageKind::none;
  std::string reason;
};

/// Of evidence.last_page, which must be there. Notices are not its business.
[[nodiscard]] PageJudgement judge_page(const Evidence& evidence);

}  // namespace saksi
