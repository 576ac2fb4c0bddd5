#include "core/verdict.h"

#include "core/enum_names.h"

namespace saksi {
namespace {

constexpr EnumNames<Layer, 5> kLayerNames{{{Layer::dns, "dns"},
                                           {Layer::tcp, "tcp"},
                                           {Layer::tls, "tls"},
                                           {Layer::http, "http"},
                                           {Layer::rate, "rate"}}};
static_assert(names_every_enumerator(kLayerNames, Layer::rate));

constexpr EnumNames<FindingState, 4> kStateNames{{{FindingState::ok, "ok"},
                                                  {FindingState::interfered, "interfered"},
                                                  {FindingState::fails_for_all, "fails_for_all"},
                                                  {FindingState::unknown, "unknown"}}};
static_assert(names_every_enumerator(kStateNames, FindingState::unknown));

constexpr EnumNames<Method, 24> kMethodNames{
    {{Method::nxdomain, "nxdomain"},
     {Method::no_answer, "no_answer"},
     {Method::refused, "refused"},
     {Method::servfail, "servfail"},
     {Method::timed_out, "timed_out"},
     {Method::bogon_address, "bogon_address"},
     {Method::notice_address, "notice_address"},
     {Method::wrong_address, "wrong_address"},
     {Method::injected, "injected"},
     {Method::proxied, "proxied"},
     {Method::reset, "reset"},
     {Method::unreachable, "unreachable"},
     {Method::reset_after_client_hello, "reset_after_client_hello"},
     {Method::timed_out_after_client_hello, "timed_out_after_client_hello"},
     {Method::closed_after_client_hello, "closed_after_client_hello"},
     {Method::alert, "alert"},
     {Method::substituted_certificate, "substituted_certificate"},
     {Method::closed, "closed"},
     {Method::notice_page, "notice_page"},
     {Method::redirect_to_notice, "redirect_to_notice"},
     {Method::status_451, "status_451"},
     {Method::different_page, "different_page"},
     {Method::truncated, "truncated"},
     {Method::throttled, "throttled"}}};
static_assert(names_every_enumerator(kMethodNames, Method::throttled));

constexpr EnumNames<VerdictWord, 6> kWordNames{{{VerdictWord::accessible, "accessible"},
                                                {VerdictWord::blocked, "blocked"},
                                                {VerdictWord::site_down, "site_down"},
                                                {VerdictWord::refused_by_server, "refused_by_server"},
                                                {VerdictWord::local_network, "local_network"},
                                                {VerdictWord::inconclusive, "inconclusive"}}};
static_assert(names_every_enumerator(kWordNames, VerdictWord::inconclusive));

constexpr EnumNames<Certainty, 6> kCertaintyNames{{{Certainty::confirmed, "confirmed"},
                                                   {Certainty::strong, "strong"},
                                                   {Certainty::possible, "possible"},
                                                   {Certainty::not_concluded, "not_concluded"},
                                                   {Certainty::no_sign, "no_sign"},
                                                   {Certainty::not_tested, "not_tested"}}};
static_assert(names_every_enumerator(kCertaintyNames, Certainty::not_tested));

constexpr EnumNames<Scope, 7> kScopeNames{{{Scope::national, "national"},
                                           {Scope::isp, "isp"},
                                           {Scope::product, "product"},
                                           {Scope::institution, "institution"},
                                           {Scope::vbw, "vbw"},
                                           {Scope::fp, "fp"},
                                           {Scope::unknown, "unknown"}}};
static_assert(names_every_enumerator(kScopeNames, Scope::unknown));

constexpr EnumNames<Place, 4> kPlaceNames{{{Place::home_router, "home_router"},
                                           {Place::isp, "isp"},
                                           {Place::beyond, "beyond"},
                                           {Place::unknown, "unknown"}}};
static_assert(names_every_enumerator(kPlaceNames, Place::unknown));

// What finding() shows for a layer that nobody judged.
constexpr std::array kNotJudged{Finding{Layer::dns, FindingState::unknown, std::nullopt},
                                Finding{Layer::tcp, FindingState::unknown, std::nullopt},
                                Finding{Layer::tls, FindingState::unknown, std::nullopt},
                                Finding{Layer::http, FindingState::unknown, std::nullopt},
                                Finding{Layer::rate, FindingState::unknown, std::nullopt}};
static_assert(kNotJudged.size() == kLayers.size());

}  // namespace

std::string_view to_string(Layer layer) {
  return enum_to_text(kLayerNames, layer);
}
std::string_view to_string(FindingState state) {
  return enum_to_text(kStateNames, state);
}
std::string_view to_string(Method method) {
  return enum_to_text(kMethodNames, method);
}
std::string_view to_string(VerdictWord word) {
  return enum_to_text(kWordNames, word);
}
std::string_view to_string(Certainty certainty) {
  return enum_to_text(kCertaintyNames, certainty);
}
std::string_view to_string(Scope scope) {
  return enum_to_text(kScopeNames, scope);
}

std::string_view to_string(Place place) {
  return enum_to_text(kPlaceNames, place);
}

std::optional<Layer> layer_from_string(std::string_view text) {
  return enum_from_text(kLayerNames, text);
}
std::optional<FindingState> finding_state_from_string(std::string_view text) {
  return enum_from_text(kStateNames, text);
}
std::optional<Method> method_from_string(std::string_view text) {
  return enum_from_text(kMethodNames, text);
}
std::optional<VerdictWord> verdict_word_from_string(std::string_view text) {
  return enum_from_text(kWordNames, text);
}
std::optional<Certainty> certainty_from_string(std::string_view text) {
  return enum_from_text(kCertaintyNames, text);
}
std::optional<Scope> scope_from_string(std::string_view text) {
  return enum_from_text(kScopeNames, text);
}
std::optional<Place> place_from_string(std::string_view text) {
  return enum_from_text(kPlaceNames, text);
}

const Finding& Verdict::finding(Layer wanted) const {
  for (const Finding& finding : findings) {
    if (finding.layer == wanted) return finding;
  }
  return kNotJudged.at(static_cast<std::size_t>(wanted));
}

}  // namespace saksi
