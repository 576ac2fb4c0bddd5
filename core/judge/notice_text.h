// Reads a notice of blocking: who ordered it, under which law, why, whom to ask, how to appeal, and in which
// languages it speaks (the UN Special Rapporteur asks States for as much: A/HRC/17/27 paragraph 70). By words
// (notice_words.h), and so approximate: it quotes, and never concludes.
#pragma once

#include <string>

#include "core/observation.h"
#include "core/verdict.h"

namespace saksi {

[[nodiscard]] NoticeText read_notice(const HttpResponse& response);

/// "As far as a program can read it, the notice says who ordered it (MCMC) and under which law; it does not
/// say why, whom to ask or how to appeal."
[[nodiscard]] std::string in_words(const NoticeText& notice);

}  // namespace saksi
