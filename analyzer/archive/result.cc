#include "analyzer/archive/result.h"

#include "core/enum_names.h"

namespace saksi {
namespace {

constexpr EnumNames<TestName, 23> kTestNames{{
    {TestName::web_connectivity, "web_connectivity"},
    {TestName::telegram, "telegram"},
    {TestName::whatsapp, "whatsapp"},
    {TestName::facebook_messenger, "facebook_messenger"},
    {TestName::signal, "signal"},
    {TestName::tor, "tor"},
    {TestName::vanilla_tor, "vanilla_tor"},
    {TestName::torsf, "torsf"},
    {TestName::psiphon, "psiphon"},
    {TestName::riseupvpn, "riseupvpn"},
    {TestName::openvpn, "openvpn"},
    {TestName::http_header_field_manipulation, "http_header_field_manipulation"},
    {TestName::http_invalid_request_line, "http_invalid_request_line"},
    {TestName::http_requests, "http_requests"},
    {TestName::dns_consistency, "dns_consistency"},
    {TestName::dnscheck, "dnscheck"},
    {TestName::tcp_connect, "tcp_connect"},
    {TestName::stunreachability, "stunreachability"},
    {TestName::urlgetter, "urlgetter"},
    {TestName::browser_web, "browser_web"},
    {TestName::ndt, "ndt"},
    {TestName::dash, "dash"},
    {TestName::other, "other"},
}};
static_assert(names_every_enumerator(kTestNames, TestName::other));

constexpr EnumNames<Difference, 14> kDifferences{{
    {Difference::none, "none"},
    {Difference::probe_rules_older, "probe_rules_older"},
    {Difference::control_missing, "control_missing"},
    {Difference::site_down, "site_down"},
    {Difference::refused_by_server, "refused_by_server"},
    {Difference::dns_only_inconsistent, "dns_only_inconsistent"},
    {Difference::local_network, "local_network"},
    {Difference::print_out_of_place, "print_out_of_place"},
    {Difference::print_known_false, "print_known_false"},
    {Difference::no_notice, "no_notice"},
    {Difference::interfered_but_reachable, "interfered_but_reachable"},
    {Difference::http_compared_more, "http_compared_more"},
    {Difference::corrected, "corrected"},
    {Difference::not_judged, "not_judged"},
}};
static_assert(names_every_enumerator(kDifferences, Difference::not_judged));

constexpr std::uint64_t kNone = 255;

template <class Enum>
std::uint64_t number_of(std::optional<Enum> value) {
  return value ? static_cast<std::uint64_t>(*value) : kNone;
}

/// The enumerator at `number`, when there is one of that number and it has a name.
template <class Enum>
std::optional<Enum> at(std::uint64_t number) {
  const auto value = static_cast<Enum>(number);
  return number < kNone && !to_string(value).empty() ? std::optional{value} : std::nullopt;
}

std::uint64_t byte_of(std::uint64_t code, int index) {
  return code >> (8 * index) & 0xff;
}

}  // namespace

std::string_view to_string(TestName test) {
  return enum_to_text(kTestNames, test);
}
TestName test_name_from_string(std::string_view text) {
  return enum_from_text(kTestNames, text).value_or(TestName::other);
}
std::string_view to_string(Difference difference) {
  return enum_to_text(kDifferences, difference);
}
std::optional<Difference> difference_from_string(std::string_view text) {
  return enum_from_text(kDifferences, text);
}

Outcome Outcome::of(const Verdict& verdict) {
  Outcome outcome{verdict.word, verdict.certainty, verdict.scope, verdict.layer, verdict.method};
  if (verdict.word != VerdictWord::accessible) return outcome;
  for (const Finding& finding : verdict.findings) {
    if (finding.state != FindingState::interfered || !finding.method) continue;
    outcome.layer = finding.layer;
    outcome.method = finding.method;
    break;
  }
  return outcome;
}

std::uint64_t Outcome::code() const {
  return static_cast<std::uint64_t>(word) | static_cast<std::uint64_t>(certainty) << 8 |
         static_cast<std::uint64_t>(scope) << 16 | number_of(layer) << 24 | number_of(method) << 32;
}

std::optional<Outcome> Outcome::from_code(std::uint64_t code) {
  const auto word_read = at<VerdictWord>(byte_of(code, 0));
  const auto certainty_read = at<Certainty>(byte_of(code, 1));
  const auto scope_read = at<Scope>(byte_of(code, 2));
  if (!word_read || !certainty_read || !scope_read) return std::nullopt;
  return Outcome{*word_read, *certainty_read, *scope_read, at<Layer>(byte_of(code, 3)),
                 at<Method>(byte_of(code, 4))};
}

std::optional<ResultKey> result_key_from_hex(std::string_view text) {
  if (text.size() != 2 * ResultKey{}.size()) return std::nullopt;
  constexpr std::string_view kDigits = "0123456789abcdef";
  ResultKey key{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t digit = kDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    key[i / 2] = static_cast<std::uint8_t>(key[i / 2] << 4 | digit);
  }
  return key;
}

}  // namespace saksi
