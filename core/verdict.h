// The words this system says about a measurement, and nothing but the words: see docs/verdicts.md.
// Enumerators are spelled as stored. How they are arrived at: core/judge/judge.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/endpoint.h"
#include "core/follow_up.h"

namespace saksi {

enum class Layer : std::uint8_t { dns, tcp, tls, http, rate };
inline constexpr std::array kLayers{Layer::dns, Layer::tcp, Layer::tls, Layer::http, Layer::rate};

enum class FindingState : std::uint8_t { ok, interfered, fails_for_all, unknown };

/// How a layer was interfered with. One set for all layers; which may stand where: docs/verdicts.md.
enum class Method : std::uint8_t {
  nxdomain,
  no_answer,
  refused,  // dns and tcp
  servfail,
  timed_out,  // dns, tcp and http
  bogon_address,
  notice_address,
  wrong_address,
  injected,
  proxied,
  reset,  // tcp and http
  unreachable,
  reset_after_client_hello,
  timed_out_after_client_hello,
  closed_after_client_hello,
  alert,
  substituted_certificate,
  closed,
  notice_page,
  redirect_to_notice,
  status_451,
  different_page,
  truncated,
  throttled,
};

enum class VerdictWord : std::uint8_t {
  accessible,
  blocked,
  site_down,
  refused_by_server,
  local_network,
  inconclusive
};
enum class Certainty : std::uint8_t { confirmed, strong, possible, not_concluded, no_sign, not_tested };
enum class Scope : std::uint8_t { national, isp, product, institution, vbw, fp, unknown };

[[nodiscard]] std::string_view to_string(Layer layer);
[[nodiscard]] std::string_view to_string(FindingState state);
[[nodiscard]] std::string_view to_string(Method method);
[[nodiscard]] std::string_view to_string(VerdictWord word);
[[nodiscard]] std::string_view to_string(Certainty certainty);
[[nodiscard]] std::string_view to_string(Scope scope);
[[nodiscard]] std::optional<Layer> layer_from_string(std::string_view text);
[[nodiscard]] std::optional<FindingState> finding_state_from_string(std::string_view text);
[[nodiscard]] std::optional<Method> method_from_string(std::string_view text);
[[nodiscard]] std::optional<VerdictWord> verdict_word_from_string(std::string_view text);
[[nodiscard]] std::optional<Certainty> certainty_from_string(std::string_view text);
[[nodiscard]] std::optional<Scope> scope_from_string(std::string_view text);

struct Finding {
  Layer layer = Layer::dns;
  FindingState state = FindingState::unknown;
  std::optional<Method> method;  // exactly when interfered
};

/// Where on the path the interference sits, as hop_walk saw it.
enum class Place : std::uint8_t {
  home_router,  // the first hop: in the house, never counted as blocking by a provider
  isp,          // in the network measured from
  beyond,       // behind it: transit, another provider, or abroad
  unknown
};
[[nodiscard]] std::string_view to_string(Place place);
[[nodiscard]] std::optional<Place> place_from_string(std::string_view text);

/// The first IP TTL at which the trigger met the interference. A box that sees packets only after their TTL
/// was counted down shows one TTL later, so that it sits at `hop` or the hop before.
struct Location {
  int hop = 0;
  Place place = Place::unknown;
  std::optional<IpAddress> router;  // nearest hop whose address is known and is not the volunteer's side
  Asn asn;                          // of that
};

/// What a notice of blocking says, in its own words, for the notice scorecard: plain text of one line, at
/// most kMaxNoticeBytes; empty where it does not say. Read by words (core/judge/notice_text.h), so
/// approximate.
struct NoticeText {
  std::string authority;  // who ordered it: a name as reports write it, or the notice's own words
  std::string law;        // the sentence that names a law or an order
  std::string reason;     // the sentence that says why
  std::string contact;    // an e-mail address, a telephone number, a link, or "a form on the page"
  std::string remedy;     // the sentence that tells how to appeal or complain
  std::string language;   // ISO 639-1 codes separated by spaces: "en ms"
};
inline constexpr std::size_t kMaxNoticeBytes = 240;

struct Verdict {
  VerdictWord word = VerdictWord::inconclusive;
  Certainty certainty = Certainty::not_concluded;
  Scope scope = Scope::unknown;
  std::optional<Layer> layer;        // the layer that carried a `blocked`
  std::optional<Method> method;      // likewise
  std::vector<Finding> findings;     // one per layer, in the order of kLayers
  std::vector<std::string> reasons;  // plain sentences, the most telling first
  int attempts = 1;  // looks that count: those on a dead line or a disturbed address are left out
  int agreed = 1;    // of these, how many say what the verdict says
  std::vector<Experiment> isolated_by;  // experiments that single out the trigger, each once
  std::optional<Location> location;
  std::optional<NoticeText> notice;  // of a `blocked` by a notice whose page came
  std::string fingerprint;           // name of the fingerprint that matched, if any
  std::string rules_version;         // kRulesVersion of the rules that said this
  std::string fingerprints_version;  // hash of the fingerprints that were asked

  [[nodiscard]] const Finding& finding(Layer wanted) const;
};

}  // namespace saksi
