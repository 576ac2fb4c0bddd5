#include "analyzer/report/words.h"

#include "core/cause_words.h"
#include "core/testlist.h"

namespace saksi {

std::string_view word_of(Certainty certainty) {
  switch (certainty) {
    case Certainty::confirmed:
      return "Confirmed";
    case Certainty::strong:
      return "Strong";
    case Certainty::possible:
      return "Possible";
    case Certainty::not_concluded:
      return "Not concluded";
    case Certainty::no_sign:
      return "No sign";
    case Certainty::not_tested:
      return "Not tested";
  }
  return "";
}

std::string_view word_of(Mark mark) {
  switch (mark) {
    case Mark::confirmed:
      return "Confirmed";
    case Mark::strong:
      return "Strong";
    case Mark::possible:
      return "Possible";
    case Mark::local_filter:
      return "Local filter";
    case Mark::not_concluded:
      return "Not concluded";
    case Mark::interfered:
      return "Interfered";
    case Mark::site_down:
      return "Site down";
    case Mark::refused_by_server:
      return "Refused by site";
    case Mark::no_sign:
      return "No sign";
    case Mark::not_tested:
      return "Not tested";
  }
  return "";
}

std::string_view letter_of(Mark mark) {
  switch (mark) {
    case Mark::confirmed:
      return "C";
    case Mark::strong:
      return "S";
    case Mark::possible:
      return "P";
    case Mark::local_filter:
      return "F";
    case Mark::not_concluded:
      return "N";
    case Mark::interfered:
      return "I";
    case Mark::site_down:
      return "D";
    case Mark::refused_by_server:
      return "R";
    case Mark::no_sign:
      return "ok";
    case Mark::not_tested:
      return "\xC2\xB7";  // a middle dot
  }
  return "";
}

std::string_view meaning_of(Mark mark) {
  switch (mark) {
    case Mark::confirmed:
      return "The network showed a known notice of blocking, or led to the known address of one, of national "
             "or "
             "provider scope; or it answered with HTTP status 451 and named an authority.";
    case Mark::strong:
      return "The same failure at the same step, repeated, while the control reached the site; and either an "
             "experiment isolated what triggers it, or it was seen on two or more networks or on three or "
             "more "
             "days.";
    case Mark::possible:
      return "The failure was repeated on one network while the control reached the site, but nothing yet "
             "isolates its cause.";
    case Mark::local_filter:
      return "A filter of an institution, of a product or of a household blocked the site. This is not "
             "counted as "
             "blocking by the State or by the provider.";
    case Mark::not_concluded:
      return "The measurements disagree, or the control failed, or the site failed elsewhere too. No "
             "conclusion "
             "is drawn.";
    case Mark::interfered:
      return "The site opened as it does for the control, yet something on the way interfered with one step.";
    case Mark::site_down:
      return "The site failed for everyone, the control included.";
    case Mark::refused_by_server:
      return "The site itself answered and turned this visitor away (for instance by country, or with a "
             "puzzle "
             "against robots). This is not blocking by the State or by the provider.";
    case Mark::no_sign:
      return "The site opened and was the same as for the control.";
    case Mark::not_tested:
      return "No measurement that counts. It says nothing about whether the site is open.";
  }
  return "";
}

std::string_view word_of(VerdictWord verdict) {
  switch (verdict) {
    case VerdictWord::accessible:
      return "accessible";
    case VerdictWord::blocked:
      return "blocked";
    case VerdictWord::site_down:
      return "site down";
    case VerdictWord::refused_by_server:
      return "refused by the site itself";
    case VerdictWord::local_network:
      return "local network";
    case VerdictWord::inconclusive:
      return "inconclusive";
  }
  return "";
}

std::string_view word_of(Scope scope) {
  switch (scope) {
    case Scope::national:
      return "national";
    case Scope::isp:
      return "provider";
    case Scope::product:
      return "filtering product";
    case Scope::institution:
      return "institution (school, office, campus)";
    case Scope::vbw:
      return "virus or parental filter";
    case Scope::fp:
      return "known false match";
    case Scope::unknown:
      return "not known";
  }
  return "";
}

std::string_view name_of(Layer layer) {
  switch (layer) {
    case Layer::dns:
      return "DNS";
    case Layer::tcp:
      return "TCP";
    case Layer::tls:
      return "TLS";
    case Layer::http:
      return "HTTP";
    case Layer::rate:
      return "Speed";
  }
  return "";
}

std::string_view step_of(Layer layer) {
  switch (layer) {
    case Layer::dns:
      return "finding the site's address";
    case Layer::tcp:
      return "connecting to the address";
    case Layer::tls:
      return "agreeing on encryption";
    case Layer::http:
      return "asking for the page";
    case Layer::rate:
      return "receiving the page";
  }
  return "";
}

namespace {

/// The methods that more than one layer has read differently in each.
std::string_view phrase_of_shared(Layer layer, Method method) {
  switch (method) {
    case Method::refused:
      return layer == Layer::dns ? "the resolver refused to answer" : "the connection was refused";
    case Method::timed_out:
      if (layer == Layer::dns) return "the question for the address was never answered";
      return layer == Layer::tcp ? "the connection was never answered"
                                 : "the request for the page was never answered";
    case Method::reset:
      return layer == Layer::tcp ? "the connection was cut while it was being made (reset)"
                                 : "the connection was cut after the page was asked for (reset)";
    default:
      return "";
  }
}

}  // namespace

std::string_view phrase_of(Layer layer, Method method) {
  switch (method) {
    case Method::nxdomain:
      return "the resolver said that the name does not exist";
    case Method::no_answer:
      return "the resolver answered without giving an address";
    case Method::servfail:
      return "the resolver reported a failure";
    case Method::bogon_address:
      return "the resolver gave an address that no public site can have";
    case Method::notice_address:
      return "the resolver gave the known address of a block notice";
    case Method::wrong_address:
      return "the resolver gave an address that does not serve the site";
    case Method::injected:
      return "a forged answer was injected on the way";
    case Method::proxied:
      return "another resolver answered than the one that was asked";
    case Method::unreachable:
      return "the network said that the address cannot be reached";
    case Method::reset_after_client_hello:
      return "the connection was cut when the site's name was sent (reset)";
    case Method::timed_out_after_client_hello:
      return "nothing came back after the site's name was sent";
    case Method::closed_after_client_hello:
      return "the connection was closed when the site's name was sent";
    case Method::alert:
      return "the handshake was ended with an alert that the control did not see";
    case Method::substituted_certificate:
      return "another certificate was put in place of the site's";
    case Method::closed:
      return "the connection was closed after the page was asked for";
    case Method::notice_page:
      return "a known notice of blocking was shown in place of the page";
    case Method::redirect_to_notice:
      return "the visitor was sent on to a known notice of blocking";
    case Method::status_451:
      return "the answer was status 451, unavailable for legal reasons";
    case Method::different_page:
      return "another page was shown than the control saw";
    case Method::truncated:
      return "the page broke off before its end";
    case Method::throttled:
      return "the page was slowed down";
    case Method::refused:
    case Method::timed_out:
    case Method::reset:
      return phrase_of_shared(layer, method);
  }
  return "";
}

std::string method_of(const Cell& cell) {
  if (cell.verdict != VerdictWord::blocked || !cell.layer || !cell.method) return "";
  return std::string(name_of(*cell.layer)) + ": " + std::string(phrase_of(*cell.layer, *cell.method));
}

std::string attempts_of(const Cell& cell) {
  if (cell.blocked == 0) return "";
  const std::string blocked = count_of(cell.blocked, "blocked measurement", "blocked measurements");
  if (cell.attempts <= cell.blocked) return blocked + " of one attempt each";
  const std::string agreed = cell.agreed == cell.attempts ? "all" : std::to_string(cell.agreed);
  return count_of(cell.attempts, "attempt", "attempts") + " in " + blocked + "; " + agreed + " agree";
}

std::string words_of(const PlaceCount& place) {
  return in_words(Location{place.hop, place.place, std::nullopt, place.asn});
}

std::string code_of(Layer layer, Method method) {
  return std::string(to_string(layer)) + " " + std::string(to_string(method));
}

std::string short_name_of(const Network& network) {
  return network.asn.known() ? network.asn.to_string() : "an unknown network";
}

std::string name_of(const Network& network) {
  if (network.as_name.empty()) return short_name_of(network);
  return short_name_of(network) + " (" + network.as_name + ")";
}

std::string_view name_of_category(std::string_view code) {
  const std::string_view description = category_description(code);
  if (!description.empty()) return description;
  return code.empty() ? std::string_view("No category given") : code;
}

}  // namespace saksi
