#include "analyzer/ingest/ooni_old_flows.h"

#include <algorithm>
#include <set>

#include "analyzer/ingest/ooni_failure.h"

namespace saksi {
namespace {

class OldFlows {
 public:
  OldFlows(Measurement& measurement, bool verified) : m_(measurement), verified_(verified) {}

  void join() {
    number();
    join_handshakes();
    std::vector<HttpObservation> requests = std::move(m_.http);
    m_.http.clear();
    order(requests);
    for (std::size_t depth = 0; depth < requests.size(); ++depth) {
      HttpObservation& request = requests[requests.size() - 1 - depth];
      request.depth = static_cast<int>(depth);
      place(std::move(request));
    }
  }

 private:
  void number() {
    for (auto& lookup : m_.dns) {
      lookup.transaction_id = ++last_id_;
      if (lookup.hostname.empty()) lookup.hostname = m_.url.host();
    }
    for (auto& tcp : m_.tcp) tcp.transaction_id = ++last_id_;
  }

  /// Newest first, unless the list shows that it is the other way round.
  void order(std::vector<HttpObservation>& requests) const {
    if (requests.size() < 2) return;
    const bool first_is_url = is_measured(requests.front()), last_is_url = is_measured(requests.back());
    if (first_is_url && !last_is_url) std::reverse(requests.begin(), requests.end());
  }

  [[nodiscard]] bool is_measured(const HttpObservation& request) const {
    const auto url = Url::parse(request.url);
    return url && *url == m_.url;
  }

  void join_handshakes() {
    for (auto& tls : m_.tls) {
      const TcpObservation* const tcp = connection_of(tls);
      if (tcp != nullptr) {
        tls.endpoint = tcp->endpoint;
        tls.transaction_id = tcp->transaction_id;
        shaken_.insert(tcp->transaction_id);
      } else {
        tls.transaction_id = ++last_id_;
      }
      if (tls.server_name.empty()) tls.server_name = m_.url.host();
    }
  }

  [[nodiscard]] const TcpObservation* connection_of(const TlsObservation& tls) const {
    const std::uint16_t port = m_.url.is_https() ? m_.url.port() : std::uint16_t{443};
    const auto found = std::find_if(m_.tcp.begin(), m_.tcp.end(), [&](const TcpObservation& tcp) {
      if (!tcp.ok() || shaken_.contains(tcp.transaction_id)) return false;
      return tls.endpoint.port != 0 ? tcp.endpoint == tls.endpoint : tcp.endpoint.port == port;
    });
    return found == m_.tcp.end() ? nullptr : &*found;
  }

  [[nodiscard]] const TlsObservation* handshake_of(const TcpObservation& tcp) const {
    const auto found = std::find_if(m_.tls.begin(), m_.tls.end(), [&](const TlsObservation& tls) {
      return tls.transaction_id == tcp.transaction_id;
    });
    return found == m_.tls.end() ? nullptr : &*found;
  }

  void place(HttpObservation&& request) {
    const auto url = Url::parse(request.url);
    if (!url) return;  // nothing can be said of it
    if (request.depth == 0)
      place_first(std::move(request), *url);
    else
      place_redirect(std::move(request), *url);
  }

  // ---- The URL itself

  struct Connections {
    const TcpObservation* usable = nullptr;     // made, with TLS where that was tried
    const TcpObservation* connected = nullptr;  // made
    int tried = 0, shaken = 0;
  };

  [[nodiscard]] Connections connections_to(std::uint16_t port) const {
    Connections found;
    for (const auto& tcp : m_.tcp) {
      if (tcp.endpoint.port != port || tcp.depth != 0) continue;
      ++found.tried;
      if (!tcp.ok()) continue;
      if (found.connected == nullptr) found.connected = &tcp;
      const TlsObservation* const tls = handshake_of(tcp);
      found.shaken += tls != nullptr ? 1 : 0;
      if (found.usable == nullptr && (tls == nullptr || tls->ok())) found.usable = &tcp;
    }
    return found;
  }

  void place_first(HttpObservation&& request, const Url& url) {
    const Connections there = connections_to(url.port());
    const TcpObservation* const flow = there.usable != nullptr ? there.usable : there.connected;
    request.endpoint = flow != nullptr ? flow->endpoint : Endpoint{first_address(), url.port()};
    request.transaction_id = flow != nullptr ? flow->transaction_id : ++last_id_;
    first_ = request.endpoint;
    first_host_ = url.host();
    if (request.ok()) return keep(std::move(request), url);
    const bool never_connected = there.tried > 0 && there.connected == nullptr;
    const bool never_shaken = url.is_https() && there.shaken > 0 && there.usable == nullptr;
    if (never_connected || never_shaken) return;
    keep_failed(std::move(request), url);
  }

  [[nodiscard]] IpAddress first_address() const {
    if (m_.url.literal()) return *m_.url.literal();
    for (const auto& lookup : m_.dns) {
      for (const auto& answer : lookup.answers) {
        if (answer.type != AnswerType::CNAME) return answer.address;
      }
    }
    return {};
  }

  // ---- Redirects

  void place_redirect(HttpObservation&& request, const Url& url) {
    const bool known = first_ && url.host() == first_host_;
    const IpAddress address = url.literal() ? *url.literal() : known ? first_->address : IpAddress{};
    request.endpoint = {address, url.port()};
    request.transaction_id = ++last_id_;
    if (request.ok())
      keep(std::move(request), url);
    else
      keep_failed(std::move(request), url);
  }

  // ---- Both

  void keep(HttpObservation&& request, const Url& url) {
    const bool recorded = std::any_of(m_.tls.begin(), m_.tls.end(), [&](const TlsObservation& tls) {
      return tls.transaction_id == request.transaction_id;
    });
    if (url.is_https() && !recorded && verified_) add_handshake(request, url, {});
    m_.http.push_back(std::move(request));
  }

  void keep_failed(HttpObservation&& request, const Url& url) {
    switch (operation_of(request.result)) {
      case FailedOperation::dns:
        return add_lookup(request, url);
      case FailedOperation::tcp:
        return request.depth == 0 ? m_.http.push_back(std::move(request)) : add_connection(request);
      case FailedOperation::tls:
        return add_handshake(request, url, request.result);
      case FailedOperation::http:
        m_.http.push_back(std::move(request));
    }
  }

  void add_lookup(const HttpObservation& request, const Url& url) {
    const bool known = std::any_of(m_.dns.begin(), m_.dns.end(), [&](const DnsObservation& lookup) {
      return lookup.hostname == url.host();
    });
    if (known || url.literal()) return;
    DnsObservation lookup;
    static_cast<Operation&>(lookup) = request;
    lookup.transaction_id = ++last_id_;
    lookup.resolver = "system";
    lookup.hostname = url.host();
    lookup.question = DnsQuestion::ANY;
    m_.dns.push_back(std::move(lookup));
  }

  void add_connection(const HttpObservation& request) {
    TcpObservation tcp;
    static_cast<Operation&>(tcp) = request;
    tcp.endpoint = request.endpoint;
    m_.tcp.push_back(std::move(tcp));
  }

  /// A handshake of the page's own client, beside one that is recorded for the same connection.
  void add_handshake(const HttpObservation& request, const Url& url, const Ended& result) {
    TlsObservation tls;
    static_cast<Operation&>(tls) = request;
    tls.result = result;
    if (!result.ok()) tls.transaction_id = ++last_id_;
    tls.endpoint = request.endpoint;
    tls.server_name = url.host();
    m_.tls.push_back(std::move(tls));
  }

  Measurement& m_;
  const bool verified_;
  std::int64_t last_id_ = 0;
  std::set<std::int64_t> shaken_;  // connections that have their handshake
  std::optional<Endpoint> first_;  // where the URL itself was fetched from
  std::string first_host_;
};

}  // namespace

void join_old_flows(Measurement& measurement, bool verified) {
  OldFlows{measurement, verified}.join();
}

}  // namespace saksi
