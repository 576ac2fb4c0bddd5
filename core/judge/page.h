// Comparing the page that the probe got with what the control got: title, length, headers, status, by OONI's
// rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/control_exchange.h"
#include "core/observation.h"

namespace saksi {

/// The text of the first <title>, entities left as they are, white space folded, at most 128 bytes. Empty
/// when none.
[[nodiscard]] std::string page_title(std::string_view body);

struct PageComparison {
  double body_proportion = 0;
  std::optional<bool> body_length_match;
  std::optional<bool> headers_match;
  std::optional<bool> status_code_match;
  std::optional<bool> title_match;
  /// OONI: different unless the status matches and one of the other three does.
  [[nodiscard]] bool differs() const;
};

[[nodiscard]] PageComparison compare_pages(const HttpResponse& probe, const ControlHttp& control);
/// The same for one whose title is known: `title` is page_title(probe.body).
[[nodiscard]] PageComparison compare_pages(const HttpResponse& probe, const std::string& title,
                                           const ControlHttp& control);

/// The same status, length and title: alike enough that a match with a fingerprint must be a quotation.
[[nodiscard]] bool is_alike(const HttpResponse& probe, const ControlHttp& control);

/// Both have a header whose name ordinary pages do not have. OONI compares names more generously: an injected
/// page has a Content-Length as well.
[[nodiscard]] bool share_telling_header(const HttpResponse& probe, const ControlHttp& control);

}  // namespace saksi
