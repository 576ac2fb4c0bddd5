#include "core/judge/http_page.h"

#include <array>

#include "core/judge/ooni_headline.h"
#include "core/judge/page.h"
#include "core/judge/page_marks.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

/// Cut at our cap, and the control's is at least as long as what came.
bool is_cut_of_a_long_page(const HttpResponse& response, const ControlHttp& control) {
  return response.body_truncated && control.body_length >= static_cast<std::int64_t>(response.body_length) &&
         control.body_length >= static_cast<std::int64_t>(kMaxBodyBytes);
}

class PageRules {
 public:
  explicit PageRules(const Evidence& evidence)
      : evidence_(evidence),
        flow_(*evidence.last_page),
        response_(*flow_.http->response),
        sealed_(evidence.came_sealed(flow_)),
        way_(went_over_tls(flow_) ? "over the opened connection" : "in the clear"),
        comparison_(evidence.comparison) {
    if (!evidence.control.answered()) return;
    control_ = &evidence.control.answer()->http_request;
    titles_tell_ = !evidence.title.empty() || !control_->title.empty();
    telling_header_ = share_telling_header(response_, *control_);
  }

  [[nodiscard]] PageJudgement judge() const {
    if (looks_same()) return same();
    const Fingerprint* const print = evidence_.print_of(flow_);
    const bool harmless = print != nullptr && print->scope == Scope::fp;
    if (sealed_) return is_own_server() ? from_own_server(harmless) : from_elsewhere();
    if (harmless) {
      return {PageKind::refused, "The page is a known harmless one (fingerprint " + print->name + ")."};
    }
    return in_the_clear();
  }

 private:
  [[nodiscard]] bool control_has_page() const { return evidence_.control.got_page(); }
  [[nodiscard]] bool control_is_fine() const {
    return control_has_page() && control_->status_code >= 200 && control_->status_code < 300;
  }
  /// Over TLS a page is called the same by OONI's rule; in the clear a header that every page has, or two
  /// missing titles, are not enough.
  [[nodiscard]] bool looks_same() const {
    if (!control_has_page() || comparison_.status_code_match != true) return false;
    if (sealed_) return !comparison_.differs();
    const bool same_title = titles_tell_ && comparison_.title_match == true;
    return comparison_.body_length_match == true || same_title || telling_header_ ||
           is_cut_of_a_long_page(response_, *control_);
  }

  [[nodiscard]] PageJudgement same() const {
    return {PageKind::same,
            sealed_ ? "The page came over TLS with a valid certificate and is the same as the control's."
                    : "The page that came is the same as the control's."};
  }

  /// Every hop sealed, or the name at the end is the site's own: a redirect in the clear cannot forge that.
  [[nodiscard]] bool is_own_server() const {
    const auto url = Url::parse(flow_.http->url);
    return is_sealed(evidence_, flow_) || (url && same_site(url->host(), evidence_.measurement.url.host()));
  }

  [[nodiscard]] PageJudgement from_own_server(bool harmless) const {
    const std::string status = std::to_string(response_.code);
    const bool control_differs = control_is_fine() && comparison_.differs();
    const bool refused = response_.code == 451 || (control_differs && is_refusing_status(response_.code)) ||
                         (control_differs && (harmless || has_refusal_marks(response_)));
    if (refused) {
      return {PageKind::refused,
              "The site's own server, proven by its certificate, turned this visitor away (HTTP " + status +
                  "): a bot wall or a refusal by country, not the network."};
    }
    return {PageKind::reached, "The page came over TLS with a valid certificate for the name (HTTP " +
                                   status + "), so that nobody on the path wrote it."};
  }

  [[nodiscard]] PageJudgement from_elsewhere() const {
    if (differs_in_every_respect()) {
      return {PageKind::uncertain,
              "A redirect in the clear led to another site, whose page is unlike the control's in every "
              "respect."};
    }
    return {PageKind::reached,
            "The page at the end of the redirects came over TLS with a valid certificate."};
  }

  [[nodiscard]] bool differs_in_every_respect() const {
    return control_is_fine() && comparison_.body_length_match != true && !telling_header_ &&
           comparison_.title_match == false && !is_cut_of_a_long_page(response_, *control_);
  }

  [[nodiscard]] PageJudgement in_the_clear() const {
    if (!evidence_.control.answered()) {
      return {PageKind::uncertain, "A page came " + way_ + ", but no control answered to compare it with."};
    }
    if (!control_is_fine()) {
      return {PageKind::uncertain,
              "A page came " + way_ + ", but the control got no good page itself to compare it with."};
    }
    const std::string status = std::to_string(response_.code);
    const bool by_real_server = telling_header_ && is_refusing_status(response_.code);
    if (by_real_server || has_refusal_marks(response_)) {
      return {PageKind::refused,
              "The server turned this visitor away (HTTP " + status +
                  ", with the marks of a bot wall or a refusal by country); the control got the "
                  "page."};
    }
    if (response_.code == control_->status_code) return same_status();
    return other_status(status);
  }

  [[nodiscard]] PageJudgement same_status() const {
    if (!differs_in_every_respect()) {
      return {PageKind::uncertain,
              "The page that came " + way_ + " is not the control's, nor clearly another."};
    }
    return {PageKind::different, "The page that came " + way_ +
                                     " is unlike the control's in length, title and headers, and bears no "
                                     "mark of the site."};
  }

  /// Servers name themselves and the date when they refuse; boxes that inject a refusal often do not.
  [[nodiscard]] PageJudgement other_status(const std::string& status) const {
    if (!telling_header_ && is_bare(response_) && comparison_.title_match == false) {
      return {PageKind::different,
              "An answer with HTTP " + status + " that names neither server nor date came " + way_ +
                  "; the control got the page (HTTP " + std::to_string(control_->status_code) + ")."};
    }
    return {PageKind::uncertain, "The answer " + way_ + " was HTTP " + status +
                                     " where the control got HTTP " + std::to_string(control_->status_code) +
                                     "; it cannot be told whether the site or the path gave it."};
  }

  const Evidence& evidence_;
  const Flow& flow_;
  const HttpResponse& response_;
  bool sealed_;
  std::string way_;  // in which the page came, if not sealed
  const PageComparison& comparison_;
  const ControlHttp* control_ = nullptr;
  bool titles_tell_ = false;
  bool telling_header_ = false;
};

}  // namespace

PageJudgement judge_page(const Evidence& evidence) {
  return PageRules{evidence}.judge();
}

}  // namespace saksi
