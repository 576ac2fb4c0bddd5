#include "analyzer/evaluate_ours.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>

namespace saksi {
namespace {

std::string text_of(bool truth) {
  return truth ? "true" : "false";
}
std::string text_of(const std::optional<bool>& truth) {
  return truth ? text_of(*truth) : "null";
}
std::string or_null(std::string text) {
  return text.empty() ? "null" : text;
}

std::string text_of(OoniBlocking blocking) {
  return blocking == OoniBlocking::not_blocked ? "false" : std::string{to_string(blocking)};
}

std::string consistency(const std::optional<bool>& consistent) {
  return !consistent ? "null" : *consistent ? "consistent" : "inconsistent";
}

template <class Word>
std::string or_none(const std::optional<Word>& word) {
  return word ? std::string{to_string(*word)} : "none";
}

/// Shortest digits that give the same double again.
std::string text_of(double number) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return {digits, end};
}

using Value = std::function<std::string(const JudgedFile&)>;

const std::map<std::string, Value>& key_values() {
  static const std::map<std::string, Value> kValues{
      {"blocking", [](const auto& j) { return text_of(j.keys.blocking); }},
      {"accessible", [](const auto& j) { return text_of(j.keys.accessible); }},
      {"dns_consistency", [](const auto& j) { return consistency(j.keys.dns_consistent); }},
      {"dns_experiment_failure", [](const auto& j) { return or_null(j.keys.dns_experiment_failure); }},
      {"http_experiment_failure", [](const auto& j) { return or_null(j.keys.http_experiment_failure); }},
      {"control_failure", [](const auto& j) { return or_null(j.keys.control_failure); }},
      {"x_dns_flags", [](const auto& j) { return std::to_string(j.keys.dns_flags); }},
      {"x_blocking_flags", [](const auto& j) { return std::to_string(j.keys.blocking_flags); }},
      {"x_null_null_flags", [](const auto& j) { return std::to_string(j.keys.null_null_flags); }},
      {"body_proportion", [](const auto& j) { return text_of(j.keys.body_proportion); }},
      {"body_length_match", [](const auto& j) { return text_of(j.keys.body_length_match); }},
      {"headers_match", [](const auto& j) { return text_of(j.keys.headers_match); }},
      {"status_code_match", [](const auto& j) { return text_of(j.keys.status_code_match); }},
      {"title_match", [](const auto& j) { return text_of(j.keys.title_match); }},
  };
  return kValues;
}

const std::map<std::string, Value>& other_values() {
  static const std::map<std::string, Value> kValues{
      {"anomaly", [](const auto& j) { return text_of(j.result.ooni.anomaly); }},
      {"confirmed", [](const auto& j) { return text_of(j.result.ooni.confirmed); }},
      {"failure", [](const auto& j) { return text_of(j.result.ooni.failure); }},
      {"blocked", [](const auto& j) { return text_of(j.result.outcome.word == VerdictWord::blocked); }},
      {"truth_verdict", [](const auto& j) { return std::string{to_string(j.result.outcome.word)}; }},
      {"truth_layer", [](const auto& j) { return or_none(j.result.outcome.layer); }},
      {"truth_method", [](const auto& j) { return or_none(j.result.outcome.method); }},
      {"tk_blocking", [](const auto& j) { return text_of(j.document.stored.blocking); }},
      {"tk_accessible", [](const auto& j) { return text_of(j.document.stored.accessible); }},
      {"tk_dns_consistency", [](const auto& j) { return consistency(j.document.stored.dns_consistent); }},
      {"tk_x_blocking_flags", [](const auto& j) { return std::to_string(j.document.stored.blocking_flags); }},
  };
  return kValues;
}

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool interferes(const ArchivedResult& result, Layer layer) {
  return result.layers[static_cast<std::size_t>(layer)].state == FindingState::interfered;
}

bool contains(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

bool is_true_to_ok(const std::string& hint, VerdictWord word, bool nobody_gets_a_page) {
  if (word == VerdictWord::accessible) return true;
  if (word == VerdictWord::refused_by_server) return contains(hint, "server") || contains(hint, "CAPTCHA");
  if (word == VerdictWord::inconclusive) return contains(hint, "no-control");
  return word == VerdictWord::site_down && nobody_gets_a_page;
}

}  // namespace

std::optional<std::string> our_value(const JudgedFile& judged, const std::string& field) {
  for (const auto* values : {&key_values(), &other_values()}) {
    const auto found = values->find(field);
    if (found != values->end()) return found->second(judged);
  }
  return std::nullopt;
}

bool same_value(const std::string& theirs, const std::string& ours) {
  if (theirs == ours) return true;
  const auto a = number_of(theirs), b = number_of(ours);
  constexpr double kLastDigits = 1e-12;
  return a && b && std::abs(*a - *b) <= kLastDigits * std::max(std::abs(*a), std::abs(*b));
}

bool is_true_to_scenario(const std::string& truth, const ArchivedResult& result, bool nobody_gets_a_page) {
  const std::size_t bracket = truth.find('(');
  const std::string said = truth.substr(0, bracket);
  const std::string hint = bracket == std::string::npos ? std::string{} : truth.substr(bracket);
  const VerdictWord word = result.outcome.word;
  if (said == "blocked") return word == VerdictWord::blocked;
  if (said == "down") return word == VerdictWord::site_down;
  if (said == "ok") return is_true_to_ok(hint, word, nobody_gets_a_page);
  if (said == "dns-tampered-but-content-ok")
    return word == VerdictWord::accessible && interferes(result, Layer::dns);
  return false;
}

namespace {

/// Calls `see(layer, states)` for each "layer=states" of a layer that we know.
template <class See>
void each_stated(std::string_view stated, const See& see) {
  while (!stated.empty()) {
    const std::string_view one = stated.substr(0, stated.find(' '));
    stated.remove_prefix(std::min(stated.size(), one.size() + 1));
    const std::size_t sign = one.find('=');
    const auto layer = layer_from_string(one.substr(0, sign));
    if (layer && sign != std::string_view::npos) see(*layer, one.substr(sign + 1));
  }
}

/// "ok", or "interfered:throttled" where `states` tell methods.
std::string state_in_words(const ArchivedResult& result, Layer layer, std::string_view states) {
  const LayerResult& found = result.layers[static_cast<std::size_t>(layer)];
  std::string words{to_string(found.state)};
  if (found.method && states.find(':') != std::string_view::npos)
    words += ":" + std::string{to_string(*found.method)};
  return words;
}

}  // namespace

bool is_one_of(std::string_view alternatives, std::string_view ours) {
  while (!alternatives.empty()) {
    const std::string_view one = alternatives.substr(0, alternatives.find('|'));
    if (one == ours) return true;
    alternatives.remove_prefix(std::min(alternatives.size(), one.size() + 1));
  }
  return false;
}

bool has_findings(std::string_view stated, const ArchivedResult& result) {
  bool all = true;
  each_stated(stated, [&](Layer layer, std::string_view states) {
    all = all && is_one_of(states, state_in_words(result, layer, states));
  });
  return all;
}

std::string findings_in_words(std::string_view stated, const ArchivedResult& result) {
  std::string words;
  each_stated(stated, [&](Layer layer, std::string_view states) {
    words += (words.empty() ? "" : " ") + std::string{to_string(layer)} + "=" +
             state_in_words(result, layer, states);
  });
  return words;
}

std::string verdict_in_words(const ArchivedResult& result) {
  std::string words{to_string(result.outcome.word)};
  if (result.outcome.layer) words += " " + std::string{to_string(*result.outcome.layer)};
  if (result.outcome.method) words += " " + std::string{to_string(*result.outcome.method)};
  if (result.outcome.word == VerdictWord::blocked)
    words += " (" + std::string{to_string(result.outcome.certainty)} + ")";
  if (result.outcome.word == VerdictWord::blocked) return words;
  for (const Layer layer : kLayers) {
    if (interferes(result, layer)) words += ", interfered at " + std::string{to_string(layer)};
  }
  return words;
}

std::string flags_in_words(const OoniScore& score) {
  if (score.confirmed) return "confirmed";
  if (score.failure) return "failure";
  return score.anomaly ? "anomaly" : "ok";
}

}  // namespace saksi
