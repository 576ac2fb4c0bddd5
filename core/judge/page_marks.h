// Marks by which a page gives away who made it: a server that refuses this visitor (bot wall, CAPTCHA,
// refusal by country), an authority, or a box in between that answers with the bare minimum.
#pragma once

#include <string>

#include "core/observation.h"

namespace saksi {

/// A status with which servers turn a visitor away: 401, 403, 406, 429, 451, 503.
[[nodiscard]] bool is_refusing_status(int code);
/// The page is a bot wall's, a CAPTCHA or a refusal by country, by its headers, title or words.
[[nodiscard]] bool has_refusal_marks(const HttpResponse& response);
/// RFC 7725: a Link with rel="blocked-by", or words that name who ordered it.
[[nodiscard]] bool names_authority(const HttpResponse& response);
/// Neither Date (which RFC 9110 6.6.1 asks of every server with a clock) nor Server: as injecting boxes
/// answer.
[[nodiscard]] bool is_bare(const HttpResponse& response);
/// "www.a.example" and "a.example"; "a.example" and "b.example" are two. Approximate: no list of public
/// suffixes.
[[nodiscard]] bool same_site(const std::string& host_a, const std::string& host_b);

}  // namespace saksi
