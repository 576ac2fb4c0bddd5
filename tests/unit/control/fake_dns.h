// A name server on loopback: it knows some addresses, and says NXDOMAIN to the rest.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/loopback_dns.h"
#include "tests/support/loopback_server.h"

namespace saksi::test {

class FakeDns {
 public:
  using Zone = std::map<std::string, std::vector<std::string>>;

  explicit FakeDns(Zone zone)
      : zone_(std::move(zone)), server_([this](const std::string& query) { return replies_to(query); }) {}

  /// As AresSettings::servers wants it.
  [[nodiscard]] std::string server() const { return server_.endpoint().to_string(); }

 private:
  [[nodiscard]] std::vector<loopback::TimedMessage> replies_to(const std::string& query) const {
    loopback::DnsAnswerPlan plan;
    plan.rcode = 3;  // NXDOMAIN
    for (const auto& [name, addresses] : zone_) {
      if (query.find(loopback::encoded_name(name), 12) != 12) continue;
      plan.rcode = 0;
      plan.addresses = addresses;
    }
    return {loopback::TimedMessage{loopback::dns_reply_to(query, plan)}};
  }

  Zone zone_;
  loopback::UdpServer server_;
};

}  // namespace saksi::test
