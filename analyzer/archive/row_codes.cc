#include "analyzer/archive/row_codes.h"

#include <algorithm>

#include "core/follow_up.h"

namespace saksi {
namespace {

constexpr int kBitsPerLayer = 7;

template <class Enum>
std::optional<Enum> optional_at(std::int64_t number) {
  const auto value = static_cast<Enum>(number);
  return number >= 0 && number < 255 && !to_string(value).empty() ? std::optional{value} : std::nullopt;
}

template <class Enum>
std::int64_t one_more(const std::optional<Enum>& value) {
  return value ? static_cast<std::int64_t>(*value) + 1 : 0;
}

std::int64_t bit(bool truth, int at) {
  return std::int64_t{truth} << at;
}
bool has(std::int64_t code, int at) {
  return (code >> at & 1) != 0;
}

template <class Enum>
void name_all(std::vector<Word>& words, const char* kind) {
  for (std::int64_t number = 0; number < 255; ++number) {
    const std::string_view text = to_string(static_cast<Enum>(number));
    if (text.empty()) return;
    words.push_back({kind, number, std::string{text}});
  }
}

}  // namespace

std::int64_t flags_code(const ArchivedResult& result) {
  return (result.simulated ? kSimulatedFlag : 0) | (result.line_broken ? kLineBrokenFlag : 0) |
         (result.reached ? kReachedFlag : 0) | (result.ours ? kOursFlag : 0);
}

std::int64_t layers_code(const std::array<LayerResult, 5>& layers) {
  std::int64_t code = 0;
  for (std::size_t i = layers.size(); i-- > 0;) {
    code =
        code << kBitsPerLayer | one_more(layers[i].method) << 2 | static_cast<std::int64_t>(layers[i].state);
  }
  return code;
}

std::array<LayerResult, 5> layers_from_code(std::int64_t code) {
  std::array<LayerResult, 5> layers{};
  for (LayerResult& layer : layers) {
    layer.state = enum_at(code & 3, FindingState::unknown);
    layer.method = optional_at<Method>((code >> 2 & 31) - 1);
    code >>= kBitsPerLayer;
  }
  return layers;
}

std::int64_t ooni_code(const ArchivedResult& result) {
  return static_cast<std::int64_t>(result.ooni_blocking) |
         static_cast<std::int64_t>(result.ooni.blocking) << 3 | bit(result.ooni.anomaly, 6) |
         bit(result.ooni.confirmed, 7) | bit(result.ooni.failure, 8);
}

void read_ooni_code(std::int64_t code, ArchivedResult& result) {
  result.ooni_blocking = enum_at(code & 7, OoniBlocking::null);
  result.ooni = {enum_at(code >> 3 & 7, OoniBlocking::null), has(code, 6), has(code, 7), has(code, 8)};
}

std::int64_t observed_code(const Observed& observed) {
  return bit(observed.address_of_control, 0) | bit(observed.address_proven, 1) |
         bit(observed.ipv6_failed, 2) | bit(observed.control_answered, 3) | bit(observed.control_reached, 4);
}

void read_observed_code(std::int64_t code, Observed& observed) {
  observed.address_of_control = has(code, 0);
  observed.address_proven = has(code, 1);
  observed.ipv6_failed = has(code, 2);
  observed.control_answered = has(code, 3);
  observed.control_reached = has(code, 4);
}

std::int64_t failures_code(const Observed& observed) {
  return one_more(observed.dns_failure) | one_more(observed.tcp_failure) << 8 |
         one_more(observed.tls_failure) << 16 | one_more(observed.http_failure) << 24;
}

void read_failures_code(std::int64_t code, Observed& observed) {
  observed.dns_failure = optional_at<Failure>((code & 255) - 1);
  observed.tcp_failure = optional_at<Failure>((code >> 8 & 255) - 1);
  observed.tls_failure = optional_at<Failure>((code >> 16 & 255) - 1);
  observed.http_failure = optional_at<Failure>((code >> 24 & 255) - 1);
}

std::string_view to_string(SourceKind kind) {
  switch (kind) {
    case SourceKind::ooni_lines:
      return "ooni_lines";
    case SourceKind::ooni_document:
      return "ooni_document";
    case SourceKind::probe_database:
      return "probe_database";
  }
  return {};
}

std::vector<Word> all_words() {
  std::vector<Word> words;
  name_all<TestName>(words, "test");
  name_all<Layer>(words, "layer");
  name_all<FindingState>(words, "state");
  name_all<Method>(words, "method");
  name_all<Failure>(words, "failure");
  name_all<Place>(words, "place");
  name_all<OoniBlocking>(words, "ooni_blocking");
  name_all<Difference>(words, "difference");
  name_all<Experiment>(words, "experiment");
  name_all<SourceKind>(words, "source");
  name_all<VerdictWord>(words, "verdict");
  name_all<Certainty>(words, "certainty");
  name_all<Scope>(words, "scope");
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace saksi
