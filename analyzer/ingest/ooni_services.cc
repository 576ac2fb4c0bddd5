#include "analyzer/ingest/ooni_services.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/judge/dns_finding.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

std::optional<Method> tcp_method(Failure failure) {
  switch (failure) {
    case Failure::connection_refused:
      return Method::refused;
    case Failure::generic_timeout_error:
    case Failure::timed_out:
      return Method::timed_out;
    case Failure::connection_reset:
    case Failure::connection_aborted:
      return Method::reset;
    default:
      return std::nullopt;  // unreachable networks: without a control that may be this line
  }
}

std::optional<Method> tls_method(Failure failure) {
  switch (failure) {
    case Failure::connection_reset:
    case Failure::connection_aborted:
      return Method::reset_after_client_hello;
    case Failure::generic_timeout_error:
    case Failure::timed_out:
      return Method::timed_out_after_client_hello;
    case Failure::eof_error:
    case Failure::connection_already_closed:
      return Method::closed_after_client_hello;
    case Failure::ssl_invalid_hostname:
    case Failure::ssl_unknown_authority:
      return Method::substituted_certificate;
    default:
      return std::nullopt;
  }
}

std::optional<Method> http_method(Failure failure) {
  switch (failure) {
    case Failure::connection_reset:
    case Failure::connection_aborted:
      return Method::reset;
    case Failure::generic_timeout_error:
    case Failure::timed_out:
      return Method::timed_out;
    case Failure::eof_error:
    case Failure::connection_already_closed:
      return Method::closed;
    default:
      return std::nullopt;
  }
}

/// The most frequent method among operations that failed; nothing when none is a sign of interference.
template <class Operations>
Trouble most_frequent(Layer layer, const Operations& failed) {
  std::map<Method, int> counts;
  for (const auto* operation : failed) {
    if (const auto method = method_of(layer, operation->result)) ++counts[*method];
  }
  Trouble trouble{layer, std::nullopt, {}};
  int most = 0;
  for (const auto& [method, count] : counts) {
    if (count > most) trouble.method = method;
    most = std::max(most, count);
  }
  return trouble;
}

class HostView {
 public:
  HostView(const Measurement& measurement, std::string_view host, const Fingerprints& fingerprints)
      : m_(measurement), host_(host), fingerprints_(fingerprints) {}

  ServiceView see() {
    see_lookups();
    see_exchanges();
    if (view_.reached) return view_;
    if (!http_.empty()) return ended(http_trouble());
    see_handshakes();
    if (view_.reached) return view_;
    if (!tls_.empty()) return ended(misled_ ? *misled_ : most_frequent(Layer::tls, tls_));
    see_connections();
    if (view_.reached && !misled_) return view_;
    if (misled_) return ended(*misled_);
    if (!tcp_.empty()) return ended(most_frequent(Layer::tcp, tcp_));
    if (!answered_ && !lookups_.empty()) return ended(most_frequent(Layer::dns, lookups_));
    return view_;
  }

 private:
  ServiceView ended(Trouble trouble) {
    view_.tried = true;
    view_.reached = false;
    view_.trouble = std::move(trouble);
    return view_;
  }

  void see_lookups() {
    for (const DnsObservation& lookup : m_.dns) {
      if (ascii_lower(lookup.hostname) != host_) continue;
      if (lookup.ok())
        see_answers(lookup);
      else
        lookups_.push_back(&lookup);
    }
  }

  void see_answers(const DnsObservation& lookup) {
    for (const DnsAnswer& answer : lookup.answers) {
      if (answer.type == AnswerType::CNAME) continue;
      answered_ = true;
      addresses_.insert(answer.address);
      const Fingerprint* const print = fingerprints_.match_address(answer.address);
      const bool nobody = answer.address.is_loopback() || answer.address.is_unspecified();
      if (print != nullptr && print->scope != Scope::fp && !nobody)
        misled_ = Trouble{Layer::dns, Method::notice_address, print->name};
      else if (is_bogon(answer.address) && !misled_)
        misled_ = Trouble{Layer::dns, Method::bogon_address, {}};
    }
  }

  void see_exchanges() {
    for (const HttpObservation& http : m_.http) {
      const auto url = Url::parse(http.url);
      if (!url || url->host() != host_) continue;
      view_.tried = true;
      // A page in the clear from an address that the site cannot have is not the site's.
      const bool forged = misled_ && !url->is_https();
      if (http.ok() && !forged)
        view_.reached = true;
      else
        http_.push_back(&http);
    }
  }

  void see_handshakes() {
    for (const TlsObservation& tls : m_.tls) {
      if (ascii_lower(tls.server_name) != host_) continue;
      if (tls.ok())
        view_.reached = view_.tried = true;
      else
        tls_.push_back(&tls);
    }
  }

  void see_connections() {
    for (const TcpObservation& tcp : m_.tcp) {
      if (!addresses_.contains(tcp.endpoint.address)) continue;
      if (tcp.ok())
        view_.reached = view_.tried = true;
      else
        tcp_.push_back(&tcp);
    }
  }

  /// A request fails by what failed below it.
  Trouble http_trouble() {
    if (misled_) return *misled_;
    see_handshakes();
    see_connections();
    if (!answered_ && !lookups_.empty()) return most_frequent(Layer::dns, lookups_);
    if (!tls_.empty()) return most_frequent(Layer::tls, tls_);
    if (!tcp_.empty()) return most_frequent(Layer::tcp, tcp_);
    return most_frequent(Layer::http, http_);
  }

  const Measurement& m_;
  const std::string_view host_;
  const Fingerprints& fingerprints_;
  ServiceView view_;
  std::set<IpAddress> addresses_;
  bool answered_ = false;
  std::optional<Trouble> misled_;
  std::vector<const DnsObservation*> lookups_;  // that failed, as the rest
  std::vector<const TcpObservation*> tcp_;
  std::vector<const TlsObservation*> tls_;
  std::vector<const HttpObservation*> http_;
};

struct Prefix {
  std::array<std::uint8_t, 4> bytes;
  unsigned bits;
};

/// As announced by AS32934 for years; RIPE RIS, 2026.
constexpr std::array kFacebook4{
    Prefix{{31, 13, 24, 0}, 21},   Prefix{{31, 13, 64, 0}, 18},   Prefix{{45, 64, 40, 0}, 22},
    Prefix{{57, 144, 0, 0}, 14},   Prefix{{66, 220, 144, 0}, 20}, Prefix{{69, 63, 176, 0}, 20},
    Prefix{{69, 171, 224, 0}, 19}, Prefix{{74, 119, 76, 0}, 22},  Prefix{{102, 132, 96, 0}, 20},
    Prefix{{103, 4, 96, 0}, 22},   Prefix{{129, 134, 0, 0}, 16},  Prefix{{157, 240, 0, 0}, 16},
    Prefix{{163, 70, 128, 0}, 17}, Prefix{{173, 252, 64, 0}, 18}, Prefix{{179, 60, 192, 0}, 22},
    Prefix{{185, 60, 216, 0}, 22}, Prefix{{204, 15, 20, 0}, 22},
};

std::uint32_t number_of(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return static_cast<std::uint32_t>(a) << 24 | static_cast<std::uint32_t>(b) << 16 |
         static_cast<std::uint32_t>(c) << 8 | d;
}

}  // namespace

std::optional<Method> method_of(Layer layer, const Ended& ended) {
  if (ended.ok()) return std::nullopt;
  switch (layer) {
    case Layer::dns:
      return dns_method(*ended.failure);
    case Layer::tcp:
      return tcp_method(*ended.failure);
    case Layer::tls:
      return tls_method(*ended.failure);
    case Layer::http:
      return http_method(*ended.failure);
    case Layer::rate:
      return std::nullopt;
  }
  return std::nullopt;
}

ServiceView view_host(const Measurement& measurement, std::string_view host,
                      const Fingerprints& fingerprints) {
  return HostView{measurement, host, fingerprints}.see();
}

ServiceView view_connections(const Measurement& measurement,
                             const std::function<bool(const TcpObservation&)>& counts) {
  ServiceView view;
  std::vector<const TcpObservation*> failed;
  for (const TcpObservation& tcp : measurement.tcp) {
    if (!counts(tcp)) continue;
    view.tried = true;
    if (tcp.ok())
      view.reached = true;
    else
      failed.push_back(&tcp);
  }
  if (view.tried && !view.reached) view.trouble = most_frequent(Layer::tcp, failed);
  return view;
}

bool is_facebook(const IpAddress& address) {
  const std::string bytes = address.bytes();
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (!address.is_v4()) return byte(0) == 0x2a && byte(1) == 0x03 && byte(2) == 0x28 && byte(3) == 0x80;
  const std::uint32_t number = number_of(byte(0), byte(1), byte(2), byte(3));
  return std::any_of(kFacebook4.begin(), kFacebook4.end(), [&](const Prefix& prefix) {
    const auto& [a, b, c, d] = prefix.bytes;
    return (number ^ number_of(a, b, c, d)) >> (32 - prefix.bits) == 0;
  });
}

}  // namespace saksi
