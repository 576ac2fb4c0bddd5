#include "probe/control/legacy_failures.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace saksi {
namespace {

Ended with(Failure failure) {
  return Ended{failure, ""};
}

template <class Visit>
void for_each_failure(Visit visit) {
  for (int i = 0; i <= static_cast<int>(Failure::unknown_failure); ++i) visit(static_cast<Failure>(i));
}

TEST(LegacyFailures, SuccessIsNullEverywhere) {
  EXPECT_EQ(legacy_dns_failure(Ended()), "");
  EXPECT_EQ(legacy_tcp_failure(Ended()), "");
  EXPECT_EQ(legacy_tls_failure(Ended()), "");
  EXPECT_EQ(legacy_http_failure(Ended()), "");
}

TEST(LegacyFailures, DnsAsOohelperdSpellsIt) {
  EXPECT_EQ(legacy_dns_failure(with(Failure::dns_nxdomain_error)), "dns_name_error");
  EXPECT_EQ(legacy_dns_failure(with(Failure::dns_no_answer)), "");
  for (const Failure failure :
       {Failure::dns_refused_error, Failure::dns_server_misbehaving, Failure::dns_temporary_failure,
        Failure::dns_non_recoverable_failure, Failure::dns_servfail_error}) {
    EXPECT_EQ(legacy_dns_failure(with(failure)), "dns_server_failure") << to_string(failure);
  }
  EXPECT_EQ(legacy_dns_failure(with(Failure::generic_timeout_error)), "unknown_error");
  EXPECT_EQ(legacy_dns_failure(with(Failure::connection_refused)), "unknown_error");
}

TEST(LegacyFailures, TcpAsOohelperdSpellsIt) {
  EXPECT_EQ(legacy_tcp_failure(with(Failure::connection_refused)), "connection_refused_error");
  EXPECT_EQ(legacy_tcp_failure(with(Failure::generic_timeout_error)), "generic_timeout_error");
  EXPECT_EQ(legacy_tcp_failure(with(Failure::timed_out)), "generic_timeout_error");
  EXPECT_EQ(legacy_tcp_failure(with(Failure::connection_reset)), "connect_error");
  EXPECT_EQ(legacy_tcp_failure(with(Failure::host_unreachable)), "connect_error");
}

TEST(LegacyFailures, TlsIsSpelledAsToday) {
  EXPECT_EQ(legacy_tls_failure(with(Failure::ssl_invalid_hostname)), "ssl_invalid_hostname");
  EXPECT_EQ(legacy_tls_failure(with(Failure::connection_reset)), "connection_reset");
  EXPECT_EQ(legacy_tls_failure(Ended{Failure::unknown_failure, "text of a server"}), "unknown_failure");
}

TEST(LegacyFailures, HttpAsOohelperdSpellsIt) {
  EXPECT_EQ(legacy_http_failure(with(Failure::dns_nxdomain_error)), "dns_lookup_error");
  EXPECT_EQ(legacy_http_failure(with(Failure::dns_no_answer)), "dns_lookup_error");
  EXPECT_EQ(legacy_http_failure(with(Failure::connection_refused)), "connection_refused_error");
  EXPECT_EQ(legacy_http_failure(with(Failure::generic_timeout_error)), "generic_timeout_error");
  EXPECT_EQ(legacy_http_failure(with(Failure::connection_reset)), "unknown_error");
  EXPECT_EQ(legacy_http_failure(with(Failure::ssl_unknown_authority)), "unknown_error");
}

TEST(LegacyFailures, EveryFailureHasAWordOfTheClosedSets) {
  const std::set<std::string> dns{"", "dns_name_error", "dns_server_failure", "unknown_error"};
  const std::set<std::string> tcp{"connection_refused_error", "generic_timeout_error", "connect_error"};
  const std::set<std::string> http{"dns_lookup_error", "connection_refused_error", "generic_timeout_error",
                                   "unknown_error"};
  for_each_failure([&](Failure failure) {
    EXPECT_EQ(dns.count(legacy_dns_failure(with(failure))), 1U) << to_string(failure);
    EXPECT_EQ(tcp.count(legacy_tcp_failure(with(failure))), 1U) << to_string(failure);
    EXPECT_EQ(http.count(legacy_http_failure(with(failure))), 1U) << to_string(failure);
  });
}

}  // namespace
}  // namespace saksi
