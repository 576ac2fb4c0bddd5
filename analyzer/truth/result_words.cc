#include "analyzer/truth/result_words.h"

#include <chrono>

namespace saksi {

std::int32_t day_of(const ArchivedResult& result) {
  const auto day = std::chrono::floor<std::chrono::days>(result.started);
  return static_cast<std::int32_t>(day.time_since_epoch().count());
}

const LayerResult& layer_of(const ArchivedResult& result, Layer layer) {
  return result.layers[static_cast<std::size_t>(layer)];
}

bool opened(const ArchivedResult& result) {
  return result.outcome.word == VerdictWord::accessible ||
         result.outcome.word == VerdictWord::refused_by_server;
}

bool is_doubtful(const ArchivedResult& result) {
  return result.outcome.word == VerdictWord::blocked || result.outcome.word == VerdictWord::inconclusive;
}

bool may_be_corrected(const ArchivedResult& result) {
  return is_doubtful(result) && result.outcome.certainty != Certainty::confirmed &&
         result.test == TestName::web_connectivity;
}

bool may_vouch(const ArchivedResult& result) {
  return result.run != 0 && !result.line_broken && result.outcome.word != VerdictWord::local_network &&
         result.test == TestName::web_connectivity;
}

std::string_view site_of(std::string_view host) {
  std::size_t labels = 2;
  for (std::size_t at = host.size(), seen = 0; at-- > 0;) {
    if (host[at] != '.') continue;
    ++seen;
    if (seen == 2 && host.find('.', at + 1) - at - 1 <= 3) labels = 3;
    if (seen == labels) return host.substr(at + 1);
  }
  return host;
}

Outcome accessible_outcome() {
  return {VerdictWord::accessible, Certainty::no_sign, Scope::unknown, std::nullopt, std::nullopt};
}

Outcome not_concluded(VerdictWord word) {
  return {word, Certainty::not_concluded, Scope::unknown, std::nullopt, std::nullopt};
}

}  // namespace saksi
