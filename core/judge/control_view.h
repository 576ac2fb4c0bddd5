// What the control says about one thing at a time. "Nothing" always means: the control did not look, or no
// control answered.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/measurement.h"

namespace saksi {

class ControlView {
 public:
  explicit ControlView(const Measurement& measurement);

  [[nodiscard]] bool answered() const { return answer_ != nullptr; }
  [[nodiscard]] const ControlAnswer* answer() const { return answer_; }
  /// Whether the control reached a final page.
  [[nodiscard]] bool got_page() const;

  /// Whether the control connected to this very endpoint.
  [[nodiscard]] std::optional<bool> connected(const Endpoint& endpoint) const;
  /// Whether the control's handshake with this endpoint for this name succeeded.
  [[nodiscard]] std::optional<bool> shook_hands(const Endpoint& endpoint,
                                                const std::string& server_name) const;

  /// The addresses that the control's resolver gave for the measured host.
  [[nodiscard]] const std::set<IpAddress>& addresses() const { return addresses_; }
  /// The control looked the name up and has no address for it.
  [[nodiscard]] bool resolves_nothing() const { return answered() && addresses_.empty(); }
  /// The control completed TLS for the measured host at this address.
  [[nodiscard]] bool proved(const IpAddress& address) const { return proved_.contains(address); }

  /// From DNS answers and the control's ip_info; AS0 when nobody knows.
  [[nodiscard]] Asn asn_of(const IpAddress& address) const;
  /// Somebody with geolocation looked this address up, so that AS0 means that nobody announces it.
  [[nodiscard]] bool located(const IpAddress& address) const;

 private:
  void learn_addresses(const Measurement& measurement);
  void learn_asns(const Measurement& measurement);
  void learn_asn(const DnsAnswer& answer);

  const ControlAnswer* answer_ = nullptr;
  std::set<IpAddress> addresses_;
  std::set<IpAddress> proved_;
  std::map<IpAddress, Asn> asns_;
  bool probe_has_geolocation_ = false;
};

}  // namespace saksi
