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

/// Alike enough that a match with a fingerprint must be a quotation: the same status, length and title.
[[nodiscard]] bool is_alike(const HttpResponse& response, const ControlView& control);

}  // namespace saksi
