// What one network operation did: one DNS lookup by one resolver, one TCP connect, one TLS handshake, one
// HTTP exchange. Recorded whole, judged by nobody (core/judge does that later, from these alone). The fields
// follow OONI's archival formats df-001, df-002, df-005 and df-006, so that both spellings hold the same
// facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/endpoint.h"
#include "core/failure.h"

namespace saksi {

/// Common to every operation. `transaction_id` joins the TCP, TLS and HTTP operations of one flow to one
/// endpoint; a DNS lookup has its own. `depth` counts redirects followed before this operation: 0 is the URL
/// itself.
struct Operation {
  std::int64_t transaction_id = 0;
  int depth = 0;
  Offset started{0};
  Offset ended{0};
  Ended result;

  [[nodiscard]] bool ok() const { return result.ok(); }
};

// ---- DNS

enum class DnsEngine : std::uint8_t { system, udp, tcp, doh };
enum class DnsQuestion : std::uint8_t { A, AAAA, ANY };  // ANY: A and AAAA together, as getaddrinfo asks
enum class AnswerType : std::uint8_t { A, AAAA, CNAME };

[[nodiscard]] std::string_view to_string(DnsEngine engine);  // "system", "udp", "tcp", "doh"
[[nodiscard]] std::optional<DnsEngine> dns_engine_from_string(std::string_view text);
[[nodiscard]] std::string_view to_string(DnsQuestion question);
[[nodiscard]] std::optional<DnsQuestion> dns_question_from_string(std::string_view text);
[[nodiscard]] std::string_view to_string(AnswerType type);
[[nodiscard]] std::optional<AnswerType> answer_type_from_string(std::string_view text);

struct DnsAnswer {
  AnswerType type = AnswerType::A;
  IpAddress address;     // for A and AAAA
  std::string hostname;  // for CNAME: the target
  std::uint32_t ttl = 0;
  Asn asn;              // of `address`, where geolocation knows it
  std::string as_name;  // likewise
};

/// One message that came back. More than one for the same question over UDP means that somebody raced the
/// resolver.
struct DnsReply {
  DnsQuestion question = DnsQuestion::A;
  Offset at{0};
  int rcode = 0;
  Ended result;  // what this message alone says: an rcode's failure, dns_no_answer, dns_server_misbehaving
  std::vector<DnsAnswer> answers;
  std::string raw;          // the DNS message as received (bytes), at most 64 KiB
  std::uint8_t ip_ttl = 0;  // of the packet that brought it (IPv6: hop limit); 0: not known
};

struct DnsObservation : Operation {
  DnsEngine engine = DnsEngine::system;
  std::string resolver;  // "system", "8.8.8.8:53", "https://dns.google/dns-query"
  std::string hostname;
  DnsQuestion question = DnsQuestion::A;
  std::vector<DnsAnswer> answers;  // of the first reply to each question: what an ordinary client would use
  std::vector<DnsReply> replies;   // every message, in order of arrival
};

// ---- TCP and TLS

struct TcpObservation : Operation {
  Endpoint endpoint;
};

struct TlsObservation : Operation {
  Endpoint endpoint;
  std::string server_name;                     // SNI
  std::string version;                         // "TLSv1.3"; empty when the handshake did not get so far
  std::string cipher_suite;                    // "TLS_AES_128_GCM_SHA256"
  std::string negotiated_protocol;             // ALPN: "h2", "http/1.1" or empty
  std::vector<std::string> peer_certificates;  // DER, leaf first
  std::optional<int> alert_received;           // RFC 8446 section 6: the alert that ended the handshake
  bool server_hello_seen = false;              // the server answered the ClientHello at all
  std::string verify_error;                    // OpenSSL's words, when the certificate was the reason
};

// ---- HTTP

using Header = std::pair<std::string, std::string>;

struct HttpResponse {
  int code = 0;
  std::vector<Header> headers;  // in order, names as received
  std::string body;             // decoded (gzip, br...), at most kMaxBodyBytes
  std::size_t body_length = 0;  // decoded bytes received before the cap or the end, before any scrubbing
  bool body_truncated = false;  // the cap was reached or the transfer broke off
};

inline constexpr std::size_t kMaxBodyBytes = std::size_t{1} << 19;  // 512 KiB, as OONI

struct HttpObservation : Operation {
  std::string url;  // Url::text() of this hop
  Endpoint endpoint;
  std::string protocol;  // "http/1.1", "h2"; as spoken, empty before the first byte of an answer
  std::vector<Header> request_headers;
  std::optional<HttpResponse> response;  // may stand beside a failure: what came before it
};

}  // namespace saksi
