#include "probe/words.h"

namespace saksi {
namespace {

std::string dns_words(Method method) {
  switch (method) {
    case Method::nxdomain:
      return "DNS says that the name does not exist";
    case Method::no_answer:
      return "DNS gives no address for the name";
    case Method::refused:
      return "the DNS server refuses to answer for the name";
    case Method::servfail:
      return "the DNS server fails for the name";
    case Method::timed_out:
      return "DNS does not answer for the name";
    case Method::bogon_address:
      return "DNS gives an address that no public site can have";
    case Method::notice_address:
      return "DNS gives the address of a known notice page";
    case Method::wrong_address:
      return "DNS gives an address that is not the site's";
    case Method::injected:
      return "a forged DNS answer was injected";
    case Method::proxied:
      return "DNS questions are answered by another server than the one asked";
    default:
      return "DNS is interfered with";
  }
}

std::string tcp_words(Method method) {
  switch (method) {
    case Method::reset:
      return "connections to the site are reset";
    case Method::refused:
      return "connections to the site are refused";
    case Method::timed_out:
      return "connections to the site get no answer";
    case Method::unreachable:
      return "the site's address is made unreachable";
    default:
      return "connections to the site are interfered with";
  }
}

std::string tls_words(Method method) {
  switch (method) {
    case Method::reset_after_client_hello:
      return "the connection is reset as soon as the site is named (TLS)";
    case Method::timed_out_after_client_hello:
      return "the connection goes silent as soon as the site is named (TLS)";
    case Method::closed_after_client_hello:
      return "the connection is closed as soon as the site is named (TLS)";
    case Method::alert:
      return "the connection ends with a TLS alert that others do not get";
    case Method::substituted_certificate:
      return "somebody else's certificate is shown in place of the site's";
    default:
      return "the secure connection is interfered with";
  }
}

std::string http_words(Method method) {
  switch (method) {
    case Method::reset:
      return "the connection is reset when the page is asked for";
    case Method::closed:
      return "the connection is closed when the page is asked for";
    case Method::timed_out:
      return "the page does not arrive";
    case Method::notice_page:
      return "a blocking notice is shown in place of the page";
    case Method::redirect_to_notice:
      return "visitors are sent to a blocking notice";
    case Method::status_451:
      return "the answer is 451, unavailable for legal reasons";
    case Method::different_page:
      return "another page is shown than elsewhere";
    case Method::truncated:
      return "the page breaks off";
    default:
      return "the page is interfered with";
  }
}

}  // namespace

std::string plain(VerdictWord word) {
  switch (word) {
    case VerdictWord::accessible:
      return "open";
    case VerdictWord::blocked:
      return "blocked";
    case VerdictWord::site_down:
      return "down for everybody";
    case VerdictWord::refused_by_server:
      return "refused by the site itself";
    case VerdictWord::local_network:
      return "not measured: this line";
    case VerdictWord::inconclusive:
      return "not clear";
  }
  return "not clear";
}

std::string plain(Layer layer, Method method) {
  switch (layer) {
    case Layer::dns:
      return dns_words(method);
    case Layer::tcp:
      return tcp_words(method);
    case Layer::tls:
      return tls_words(method);
    case Layer::http:
      return http_words(method);
    case Layer::rate:
      return "the site is slowed down";
  }
  return "";
}

std::string plain(Certainty certainty) {
  switch (certainty) {
    case Certainty::confirmed:
      return "confirmed";
    case Certainty::strong:
      return "strong signs";
    case Certainty::possible:
      return "possible";
    case Certainty::not_concluded:
      return "not concluded";
    case Certainty::no_sign:
      return "no sign of blocking";
    case Certainty::not_tested:
      return "not tested";
  }
  return "";
}

std::string one_line(const Verdict& verdict) {
  if (verdict.word != VerdictWord::blocked) return plain(verdict.word);
  std::string line = plain(verdict.word) + " (" + plain(verdict.certainty);
  if (verdict.attempts > 1)
    line += ", " + std::to_string(verdict.agreed) + " of " + std::to_string(verdict.attempts) + " attempts";
  line += ")";
  if (verdict.layer && verdict.method) line += ": " + plain(*verdict.layer, *verdict.method);
  return line;
}

}  // namespace saksi
