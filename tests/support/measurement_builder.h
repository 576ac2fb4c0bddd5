// Builds measurements in code, as one would tell them: what the resolvers said, where the connections went,
// what came back, and what the control saw. Every call speaks of the current hop; redirects_to() goes on to
// the next.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "core/measurement.h"

namespace saksi {

using Addresses = std::vector<std::string>;

/// A page of the site that our measurements are about: 200, a title of long words, 1.5 KiB.
[[nodiscard]] HttpResponse ordinary_page();
[[nodiscard]] HttpResponse page(int code, const std::string& title, std::size_t body_bytes,
                                std::vector<Header> headers);

class MeasurementBuilder {
 public:
  /// In Malaysia, from AS4788, no control asked yet.
  explicit MeasurementBuilder(const std::string& url);

  // ---- DNS, for the host of the current hop
  MeasurementBuilder& system(const Addresses& addresses);
  MeasurementBuilder& system(Failure failure);
  MeasurementBuilder& system_cname(const std::string& target, const Addresses& addresses);
  MeasurementBuilder& udp(const Addresses& addresses, const std::string& resolver = "8.8.8.8:53");
  MeasurementBuilder& udp(Failure failure, const std::string& resolver = "8.8.8.8:53");
  /// Several messages to one question, in this order; an empty one is NXDOMAIN.
  MeasurementBuilder& udp_replies(const std::vector<Addresses>& replies);
  MeasurementBuilder& doh(const Addresses& addresses);
  MeasurementBuilder& doh(Failure failure);
  /// All three agree.
  MeasurementBuilder& resolves_to(const Addresses& addresses);
  MeasurementBuilder& asn(const std::string& address, std::uint32_t number);

  // ---- Flows to an address, on the port of the hop's URL
  MeasurementBuilder& tcp_fails(const std::string& address, Failure failure);
  MeasurementBuilder& tls_fails(const std::string& address, Failure failure);
  MeasurementBuilder& connects(const std::string& address);  // TCP, and TLS for https, but no page is fetched
  MeasurementBuilder& fetches(const std::string& address, const HttpResponse& response);
  MeasurementBuilder& http_fails(const std::string& address, Failure failure);
  MeasurementBuilder& http_breaks_off(const std::string& address, Failure failure,
                                      const HttpResponse& so_far);
  /// The handshake with port 443 that checks the address of an http URL.
  MeasurementBuilder& checks_tls(const std::string& address);
  MeasurementBuilder& check_of_tls_fails(const std::string& address, Failure failure);
  /// A 302 from `address`; what follows is at the next depth.
  MeasurementBuilder& redirects_to(const std::string& address, const std::string& location);

  // ---- The control
  /// Resolves the name, connects and shakes hands wherever the probe tried at depth 0, and gets this page.
  MeasurementBuilder& control_fine(const Addresses& addresses,
                                   const HttpResponse& response = ordinary_page());
  MeasurementBuilder& control_unreachable(Failure failure = Failure::connection_reset);
  MeasurementBuilder& control_resolves_nothing();
  MeasurementBuilder& control_page_fails(const std::string& failure = "unknown_error");
  MeasurementBuilder& control_tcp_fails(const std::string& address);
  MeasurementBuilder& control_tls_fails(const std::string& address, const std::string& failure);

  MeasurementBuilder& line(LineState state, int tested = 0, int failed = 0);
  MeasurementBuilder& country(const std::string& code);
  [[nodiscard]] Measurement build();

 private:
  void begin(Operation& operation);
  DnsObservation& add_lookup(DnsEngine engine, const std::string& resolver);
  MeasurementBuilder& answers(DnsEngine engine, const std::string& resolver, const Addresses& addresses);
  MeasurementBuilder& fails(DnsEngine engine, const std::string& resolver, Failure failure);
  TcpObservation& add_tcp(const std::string& address, std::uint16_t port);
  TlsObservation& add_tls(const std::string& address, std::uint16_t port);
  HttpObservation& add_http(const std::string& address);
  void mirror_endpoints(ControlAnswer& answer) const;
  void fill_asns();
  ControlAnswer& answer();

  Measurement measurement_;
  Url hop_;
  int depth_ = 0;
  std::int64_t next_id_ = 0;
  std::map<std::string, std::uint32_t> asns_;
  std::vector<std::string> control_tcp_failures_;
  std::map<std::string, std::string> control_tls_failures_;
};

}  // namespace saksi
