#include "core/failure.h"

#include <ares.h>
#include <curl/curl.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <cerrno>

namespace saksi {
namespace {

TEST(Failure, UnknownFailureKeepsItsTextInBothDirections) {
  const Ended ended{Failure::unknown_failure, "stopped after too many redirects"};
  EXPECT_EQ(failure_string(ended), "unknown_failure: stopped after too many redirects");
  EXPECT_EQ(ended_from_string(failure_string(ended))->failure_text, ended.failure_text);
  EXPECT_EQ(ended_from_string("unknown_failure")->failure, Failure::unknown_failure);
}

TEST(Failure, SuccessIsTheEmptyString) {
  EXPECT_EQ(failure_string(Ended{}), "");
  EXPECT_TRUE(ended_from_string("")->ok());
}

TEST(Failure, AWordOutsideTheVocabularyIsNoFailure) {
  EXPECT_FALSE(ended_from_string("dns_name_error"));  // the control's legacy spelling
  EXPECT_FALSE(failure_from_string("Connection_Reset"));
}

TEST(Failure, ErrnoKeepsResetRefusedTimeoutAndUnreachableApart) {
  EXPECT_EQ(failure_from_errno(ECONNRESET), Failure::connection_reset);
  EXPECT_EQ(failure_from_errno(ECONNREFUSED), Failure::connection_refused);
  EXPECT_EQ(failure_from_errno(ETIMEDOUT), Failure::timed_out);
  EXPECT_EQ(failure_from_errno(EHOSTUNREACH), Failure::host_unreachable);
  EXPECT_EQ(failure_from_errno(ENETUNREACH), Failure::network_unreachable);
  EXPECT_EQ(failure_from_errno(EPIPE), Failure::connection_reset);
  EXPECT_EQ(failure_from_errno(ENOENT), Failure::unknown_failure);
}

TEST(Failure, DnsKeepsNxdomainEmptyRefusedAndServfailApart) {
  EXPECT_EQ(failure_from_ares(ARES_ENOTFOUND), Failure::dns_nxdomain_error);
  EXPECT_EQ(failure_from_ares(ARES_ENODATA), Failure::dns_no_answer);
  EXPECT_EQ(failure_from_ares(ARES_EREFUSED), Failure::dns_refused_error);
  EXPECT_EQ(failure_from_ares(ARES_ESERVFAIL), Failure::dns_servfail_error);
  EXPECT_EQ(failure_from_ares(ARES_ETIMEOUT), Failure::generic_timeout_error);
  EXPECT_EQ(failure_from_ares(ARES_EBADRESP), Failure::dns_server_misbehaving);
  EXPECT_EQ(failure_from_ares(4711), Failure::unknown_failure);
}

TEST(Failure, EveryRcodeButNoerrorIsAFailure) {
  EXPECT_EQ(failure_from_rcode(0), std::nullopt);
  EXPECT_EQ(failure_from_rcode(2), Failure::dns_servfail_error);
  EXPECT_EQ(failure_from_rcode(3), Failure::dns_nxdomain_error);
  EXPECT_EQ(failure_from_rcode(5), Failure::dns_refused_error);
  for (const int rcode : {1, 4, 6, 9, 15, 23}) {
    EXPECT_EQ(failure_from_rcode(rcode), Failure::dns_server_misbehaving) << rcode;
  }
}

TEST(Failure, CurlsErrnoTellsARefusedFromAResetConnection) {
  EXPECT_EQ(failure_from_curl(CURLE_COULDNT_CONNECT, ECONNREFUSED), Failure::connection_refused);
  EXPECT_EQ(failure_from_curl(CURLE_RECV_ERROR, ECONNRESET), Failure::connection_reset);
  EXPECT_EQ(failure_from_curl(CURLE_SSL_CONNECT_ERROR, ECONNRESET), Failure::connection_reset);
  EXPECT_EQ(failure_from_curl(CURLE_SSL_CONNECT_ERROR, 0), Failure::ssl_failed_handshake);
  EXPECT_EQ(failure_from_curl(CURLE_GOT_NOTHING, 0), Failure::eof_error);
  EXPECT_EQ(failure_from_curl(CURLE_OPERATION_TIMEDOUT, ECONNRESET), Failure::generic_timeout_error);
  EXPECT_EQ(failure_from_curl(CURLE_WEIRD_SERVER_REPLY, 0), Failure::unknown_failure);
}

TEST(Failure, ACertificateIsUntrustedWronglyNamedOrOtherwiseInvalid) {
  EXPECT_EQ(failure_from_x509(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT), Failure::ssl_unknown_authority);
  EXPECT_EQ(failure_from_x509(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY), Failure::ssl_unknown_authority);
  EXPECT_EQ(failure_from_x509(X509_V_ERR_HOSTNAME_MISMATCH), Failure::ssl_invalid_hostname);
  EXPECT_EQ(failure_from_x509(X509_V_ERR_CERT_HAS_EXPIRED), Failure::ssl_invalid_certificate);
  EXPECT_EQ(failure_from_x509(X509_V_ERR_CERT_REVOKED), Failure::ssl_invalid_certificate);
}

}  // namespace
}  // namespace saksi
