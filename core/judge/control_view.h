// What the control says about one thing at a time. "Nothing" always means: the control did not look, or no
// control answered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/judge/flat_set.h"
#include "core/measurement.h"

namespace saksi {

class ControlView {
 public:
  enum class Hops { all, first_only };  // OONI's rules know no control of a redirect's target
  explicit ControlView(const Measurement& measurement, Hops hops = Hops::all);

  [[nodiscard]] bool answered() const { return answer_ != nullptr; }
  [[nodiscard]] const ControlAnswer* answer() const { return answer_; }
  /// Whether the control reached a final page.
  [[nodiscard]] bool got_page() const;

  /// Whether the control connected to this very endpoint, at whatever hop.
  [[nodiscard]] std::optional<bool> connected(const Endpoint& endpoint) const;
  /// Whether the control's handshake with this endpoint for this name succeeded.
  [[nodiscard]] std::optional<bool> shook_hands(const Endpoint& endpoint,
                                                const std::string& server_name) const;
  /// A helper before 2022 tells of no handshake; that it connected there and got the page over https then
  /// says that one was made. OONI's rules do not go so far.
  [[nodiscard]] bool must_have_shaken_hands(const Endpoint& endpoint, const std::string& server_name) const;

  /// The addresses that the control's resolver gave for the measured host.
  [[nodiscard]] const AddressSet& addresses() const { return addresses(measured_host_); }
  /// The control looked the name up and has no address for it.
  [[nodiscard]] bool resolves_nothing() const { return answered() && addresses().empty(); }

  /// The control was asked about a URL of this host, the measured one or a redirect's target, and answered.
  [[nodiscard]] bool looked_up(const std::string& host) const { return find(host) != nullptr; }
  /// The addresses that the control's resolver gave for this host; none for one that it was not asked about.
  [[nodiscard]] const AddressSet& addresses(const std::string& host) const;
  /// The control completed TLS for this host at this address.
  [[nodiscard]] bool proved(const IpAddress& address, const std::string& host) const;

  /// From DNS answers and the control's ip_info; AS0 when nobody knows.
  [[nodiscard]] Asn asn_of(const IpAddress& address) const;
  /// Somebody with geolocation looked this address up, so that AS0 means that nobody announces it.
  [[nodiscard]] bool located(const IpAddress& address) const;

 private:
  struct Host {
    std::string name;
    AddressSet addresses;
    AddressSet proved;
  };

  template <class What>
  struct At {
    Endpoint endpoint;
    const What* what;
  };
  struct Known {
    IpAddress address;
    int rank = 0;  // the lowest speaks for an address
    Asn asn;
    auto operator<=>(const Known&) const = default;
  };

  void learn(const ControlExchange& exchange, const std::string& host);
  void learn_addresses(const ControlAnswer& answer, Host& host);
  void learn_endpoints(const ControlAnswer& answer, Host& host);
  void learn_asns(const Measurement& measurement);
  void learn_asn(const DnsAnswer& answer);
  void sort();
  [[nodiscard]] Host& host_named(const std::string& name);
  [[nodiscard]] const Host* find(const std::string& host) const;

  const ControlAnswer* answer_ = nullptr;      // about the URL itself
  std::vector<const ControlAnswer*> answers_;  // about every hop that one was asked about
  std::string measured_host_;
  bool is_https_ = false;
  std::vector<Host> hosts_;
  // By endpoint and address; of equal ones the earlier answer's come first.
  std::vector<At<ControlTcp>> tcp_;
  std::vector<At<ControlTls>> tls_;
  std::vector<Known> asns_;
  std::vector<IpAddress> located_;  // that an answer looked up
  bool probe_has_geolocation_ = false;
};

}  // namespace saksi
