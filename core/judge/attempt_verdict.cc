#include "core/judge/attempt_verdict.h"

#include <algorithm>

#include "core/judge/dns_finding.h"
#include "core/judge/http_finding.h"
#include "core/judge/judge.h"
#include "core/judge/line.h"
#include "core/judge/notice_text.h"
#include "core/judge/ooni_headline.h"
#include "core/judge/tcp_finding.h"
#include "core/judge/tls_finding.h"

namespace saksi {
namespace {

bool is_of_state_or_provider(const Fingerprint* print) {
  return print != nullptr && (print->scope == Scope::national || print->scope == Scope::isp);
}

bool is_of_house(const Fingerprint* print) {
  return print != nullptr && (print->scope == Scope::institution || print->scope == Scope::vbw);
}

/// From the layers' findings to one word. The rules are tried in the order in which decide() names them.
class VerdictRules {
 public:
  explicit VerdictRules(const Evidence& evidence)
      : evidence_(evidence),
        dns_(judge_dns(evidence_)),
        tcp_(judge_tcp(evidence_, dns_)),
        tls_(judge_tls(evidence_, dns_)),
        http_(judge_http(evidence_, dns_)),
        trouble_(line_trouble(evidence.measurement.line)) {}

  Verdict decide() {
    record_findings();
    const bool decided = no_line() || notice() || line_too_noisy() || misled_by_dns() ||
                         led_to_a_dead_relay() || page_came() || stopped_somewhere();
    if (!decided)
      conclude(VerdictWord::inconclusive, "Nothing was seen that tells whether the page can be had.");
    add_other_reasons();
    return std::move(verdict_);
  }

 private:
  /// A page that nobody on the path can have written, whatever the line is like.
  [[nodiscard]] bool has_sealed_page() const {
    return evidence_.last_page != nullptr && evidence_.came_sealed(*evidence_.last_page) &&
           (http_.page == PageKind::same || http_.page == PageKind::reached);
  }

  bool no_line() {
    const LineState state = evidence_.measurement.line.state;
    if (state != LineState::captive_portal && state != LineState::offline) return false;
    return has_sealed_page() ? accessible() : conclude(VerdictWord::local_network, *trouble_);
  }

  bool line_too_noisy() {
    if (!trouble_) return false;
    return has_sealed_page() && dns_.first_lie() == nullptr ? accessible()
                                                            : conclude(VerdictWord::local_network, *trouble_);
  }

  /// A known notice stands on its own, without a control.
  bool notice() {
    const NameFinding* lie = dns_.first_lie();
    const bool in_dns = lie != nullptr && lie->print != nullptr;
    const bool in_page = http_.page == PageKind::notice;
    if (!in_dns && !in_page) return known_certificate(lie);
    const Fingerprint* print =
        in_page && (!in_dns || http_.overall.print != nullptr) ? http_.overall.print : lie->print;
    if (in_dns && is_of_state_or_provider(lie->print) && !is_of_state_or_provider(print)) print = lie->print;
    if (print == nullptr && trouble_) return false;  // HTTP 451 on a line that is out of order
    if (is_of_house(print)) return filtered_in_the_house(*print);
    blocked(lie != nullptr ? Layer::dns : Layer::http, lie != nullptr ? *lie : http_.overall);
    if (in_page && lie != nullptr) add_reasons(http_.overall);
    set_notice_certainty(print);
    quote_notice(lie);
    return true;
  }

  /// Who opens the connection, or stands at the address that DNS led to, is known by the certificate. Not
  /// when the site's page came all the same: another of its addresses was all right.
  bool known_certificate(const NameFinding* lie) {
    const Fingerprint* const print = tls_.overall.print;
    if (print == nullptr || has_sealed_page()) return false;
    if (is_of_house(print)) return filtered_in_the_house(*print);
    blocked(lie != nullptr ? Layer::dns : Layer::tls, lie != nullptr ? *lie : tls_.overall);
    if (lie != nullptr) add_reasons(tls_.overall);
    set_notice_certainty(print);
    return true;
  }

  /// Where DNS led to the notice, its page is what the address that it gave answered, known or not.
  void quote_notice(const NameFinding* lie) {
    const HttpResponse* page = http_.notice;
    for (const Flow& flow : evidence_.flows) {
      if (page != nullptr || lie == nullptr || lie->print == nullptr) break;
      const bool there = lie->system_addresses.contains(flow.endpoint.address) && flow.http != nullptr;
      if (there && flow.http->ok() && flow.http->response) page = &*flow.http->response;
    }
    if (page == nullptr || page->body.empty()) return;
    verdict_.notice = read_notice(*page);
    add_reason(in_words(*verdict_.notice));
  }

  bool filtered_in_the_house(const Fingerprint& print) {
    verdict_.scope = print.scope;
    verdict_.fingerprint = print.name;
    return conclude(
        VerdictWord::local_network,
        "The notice is that of a filter in the house, the institution or the device (fingerprint " +
            print.name + ", scope " + std::string{to_string(print.scope)} +
            "), not of the provider or the state.");
  }

  void set_notice_certainty(const Fingerprint* print) {
    if (print == nullptr) {
      if (http_.authority_named) verdict_.certainty = Certainty::confirmed;
      return;
    }
    verdict_.fingerprint = print->name;
    if (!print->expected_in(evidence_.measurement.vantage.country)) {
      verdict_.reasons.push_back("The notice " + print->name +
                                 " is known from another country, so that it confirms "
                                 "nothing here.");
      return;
    }
    verdict_.scope = print->scope;
    if (is_of_state_or_provider(print)) verdict_.certainty = Certainty::confirmed;
  }

  /// The verdict is about what an ordinary visitor gets, who uses the system resolver: that other resolvers
  /// know the way does not help.
  bool misled_by_dns() {
    const NameFinding* lie = dns_.first_lie();
    if (lie == nullptr || relays_the_page(*lie)) return false;
    if (lie->invented && !lie->on_path) {
      return conclude(VerdictWord::site_down,
                      "The name does not exist for anybody, so that there is no site to block; "
                      "the resolver gives an address all the same.");
    }
    if (!evidence_.control.answered() && !lie->stands_alone) {
      add_reasons(*lie);
      return conclude(VerdictWord::inconclusive,
                      "No control answered, so that this alone does not carry a verdict.");
    }
    return blocked(Layer::dns, *lie);
  }

  /// The wrong address passed on the page that the control got.
  [[nodiscard]] bool relays_the_page(const NameFinding& lie) const {
    if (http_.page != PageKind::same) return false;
    return std::any_of(evidence_.flows.begin(), evidence_.flows.end(), [&](const Flow& flow) {
      return flow.http != nullptr && flow.http->ok() && flow.depth == lie.depth &&
             lie.system_addresses.contains(flow.endpoint.address);
    });
  }

  /// The page came another way, which the visitor is not shown: he is led to a relay that cannot be reached.
  bool led_to_a_dead_relay() {
    if (evidence_.last_page == nullptr || !evidence_.control.answered()) return false;
    const auto found = std::find_if(dns_.names.begin(), dns_.names.end(), [&](const NameFinding& name) {
      return name.method == Method::proxied && is_out_of_reach(name);
    });
    return found != dns_.names.end() && blocked(Layer::dns, *found);
  }

  /// Connections to where the system resolver leads were tried, and none was made.
  [[nodiscard]] bool is_out_of_reach(const NameFinding& name) const {
    int tried = 0, made = 0;
    for (const Flow& flow : evidence_.flows) {
      if (flow.depth != name.depth || !name.system_addresses.contains(flow.endpoint.address)) continue;
      ++tried;
      made += flow.tcp == nullptr || flow.tcp->ok() ? 1 : 0;
    }
    return tried > 0 && made == 0;
  }

  bool page_came() {
    switch (http_.page) {
      case PageKind::same:
      case PageKind::reached:
        return accessible();
      case PageKind::refused:
        return conclude(VerdictWord::refused_by_server, http_.overall.reasons.front());
      case PageKind::different:
        return blocked(Layer::http, http_.overall);
      case PageKind::uncertain:
        return conclude(VerdictWord::inconclusive, http_.overall.reasons.front());
      case PageKind::none:
      case PageKind::notice:
        return false;
    }
    return false;
  }

  /// No page: the newest hop's newest layer that failed tells why.
  bool stopped_somewhere() {
    const int depth = evidence_.deepest();
    const std::pair<Layer, const LayerFinding*> layers[] = {{Layer::http, at(http_, depth)},
                                                            {Layer::tls, at(tls_, depth)},
                                                            {Layer::tcp, at(tcp_, depth)},
                                                            {Layer::dns, name_at(depth)}};
    for (const auto& [layer, finding] : layers) {
      if (finding != nullptr && stopped_by(layer, *finding)) return true;
    }
    return false;
  }

  bool stopped_by(Layer layer, const LayerFinding& finding) {
    switch (finding.state) {
      case FindingState::interfered:
        if (layer == Layer::dns) return false;  // the visitor's own resolver told the truth
        if (evidence_.control.answered()) return blocked(layer, finding);
        add_reasons(finding);
        return conclude(VerdictWord::inconclusive,
                        "No control answered, so that this alone does not carry a verdict.");
      case FindingState::fails_for_all:
        return down(layer, finding);
      case FindingState::unknown:
        return unexplained(finding);
      case FindingState::ok:
        return false;
    }
    return false;
  }

  bool down(Layer layer, const LayerFinding& finding) {
    add_reasons(finding);
    const bool certificate = layer == Layer::tls && fails_by_certificate(finding.depth);
    return conclude(VerdictWord::site_down,
                    certificate ? "The site's certificate is invalid for everyone."
                                : "The site fails for the control as well, so that it is down.");
  }

  bool unexplained(const LayerFinding& finding) {
    if (finding.reasons.empty()) return false;
    add_reasons(finding);
    const bool broken_redirect =
        std::any_of(evidence_.measurement.http.begin(), evidence_.measurement.http.end(),
                    [&](const HttpObservation& exchange) {
                      return exchange.depth == finding.depth &&
                             exchange.result.failure == Failure::http_invalid_redirect_location_host;
                    });
    if (broken_redirect)
      return conclude(VerdictWord::site_down, "Following the site's redirect is impossible.");
    if (!evidence_.control.answered()) {
      return conclude(VerdictWord::inconclusive,
                      "No control answered, so that the site may as well be down.");
    }
    return conclude(VerdictWord::inconclusive,
                    "The failure cannot be told from a fault of the line or the site.");
  }

  [[nodiscard]] bool fails_by_certificate(int depth) const {
    return std::any_of(evidence_.flows.begin(), evidence_.flows.end(), [&](const Flow& flow) {
      if (flow.depth != depth || flow.tls == nullptr || flow.tls->ok()) return false;
      const Failure failure = *flow.tls->result.failure;
      return failure == Failure::ssl_invalid_certificate || failure == Failure::ssl_invalid_hostname ||
             failure == Failure::ssl_unknown_authority;
    });
  }

  [[nodiscard]] static const LayerFinding* at(const HopFindings& findings, int depth) {
    const auto found = findings.at.find(depth);
    return found == findings.at.end() ? nullptr : &found->second;
  }

  [[nodiscard]] const LayerFinding* name_at(int depth) const {
    const auto hop = evidence_.hops.find(depth);
    return hop == evidence_.hops.end() ? nullptr : dns_.of(hop->second.host());
  }

  bool accessible() {
    conclude(VerdictWord::accessible, http_.overall.reasons.front());
    verdict_.certainty = Certainty::no_sign;
    return true;
  }

  bool blocked(Layer layer, const LayerFinding& finding) {
    verdict_.word = VerdictWord::blocked;
    verdict_.certainty = Certainty::possible;
    verdict_.layer = layer;
    verdict_.method = finding.method;
    add_reasons(finding);
    return true;
  }

  bool conclude(VerdictWord word, const std::string& reason) {
    verdict_.word = word;
    verdict_.certainty = Certainty::not_concluded;
    verdict_.reasons.insert(verdict_.reasons.begin(), reason);
    return true;
  }

  void record_findings() {
    const LayerFinding rate;
    const LayerFinding* of_layer[] = {&dns_.overall, &tcp_.overall, &tls_.overall, &http_.overall, &rate};
    for (std::size_t i = 0; i < kLayers.size(); ++i) {
      verdict_.findings.push_back({kLayers[i], of_layer[i]->state, of_layer[i]->method});
    }
    verdict_.rules_version = std::string{kRulesVersion};
    verdict_.fingerprints_version = evidence_.fingerprints.version();
  }

  void add_reasons(const LayerFinding& finding) {
    for (const std::string& reason : finding.reasons) add_reason(reason);
  }

  void add_reason(const std::string& reason) {
    const auto& said = verdict_.reasons;
    if (std::find(said.begin(), said.end(), reason) == said.end()) verdict_.reasons.push_back(reason);
  }

  /// What else was found goes into the record after what decided, interference before the rest.
  void add_other_reasons() {
    const LayerFinding* layers[] = {&dns_.overall, &tcp_.overall, &tls_.overall, &http_.overall};
    for (const auto* layer : layers) {
      if (layer->state == FindingState::interfered) add_reasons(*layer);
    }
    for (const auto* layer : layers) {
      if (layer->state != FindingState::interfered) add_reasons(*layer);
    }
    const bool by_other_way = dns_.first_lie() != nullptr && verdict_.word == VerdictWord::blocked;
    if (by_other_way && has_sealed_page()) {
      add_reason("The page itself can be had from here through the addresses that other resolvers give.");
    }
    if (!evidence_.control.answered()) add_reason("No control answered.");
  }

  const Evidence& evidence_;
  const DnsFinding dns_;
  const HopFindings tcp_, tls_;
  const HttpFinding http_;
  const std::optional<std::string> trouble_;
  Verdict verdict_;
};

}  // namespace

Verdict judge_attempt(const Measurement& measurement, const Fingerprints& fingerprints) {
  return judge_attempt(Evidence{measurement, fingerprints});
}

Verdict judge_attempt(const Evidence& evidence) {
  return VerdictRules{evidence}.decide();
}

}  // namespace saksi
