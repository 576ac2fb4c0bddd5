#include "analyzer/ingest/ooni_observed.h"

#include <openssl/sha.h>
#include <xxhash.h>

#include <algorithm>

#include "analyzer/ingest/ooni_json.h"
#include "core/judge/flow.h"
#include "core/judge/page.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

std::uint64_t hash_of(std::string_view bytes) {
  return bytes.empty() ? 0 : XXH3_64bits(bytes.data(), bytes.size());
}

/// The first failure of the first hop; AAAA that is not there, and IPv6 that the line lacks, are none.
template <class Operations, class Counts>
std::optional<Failure> first_failure(const Operations& operations, Counts&& counts) {
  for (const auto& operation : operations) {
    if (operation.depth == 0 && !operation.ok() && counts(operation)) return operation.result.failure;
  }
  return std::nullopt;
}

bool is_unreachable_ipv6(const TcpObservation& tcp) {
  const auto failure = tcp.result.failure;
  return !tcp.endpoint.address.is_v4() &&
         (failure == Failure::network_unreachable || failure == Failure::host_unreachable);
}

/// Every IPv6 connection failed while an IPv4 one was made.
bool ipv6_failed(const Measurement& measurement) {
  bool v6_tried = false, v6_made = false, v4_made = false;
  for (const TcpObservation& tcp : measurement.tcp) {
    const bool v4 = tcp.endpoint.address.is_v4();
    v6_tried |= !v4;
    v6_made |= !v4 && tcp.ok();
    v4_made |= v4 && tcp.ok();
  }
  return v6_tried && !v6_made && v4_made;
}

void observe_address(const Measurement& measurement, Observed& observed) {
  for (const DnsObservation& lookup : measurement.dns) {
    if (lookup.engine != DnsEngine::system || lookup.depth != 0 || observed.address) continue;
    for (const DnsAnswer& answer : lookup.answers) {
      if (answer.type == AnswerType::CNAME) continue;
      observed.address = answer.address;
      observed.address_asn = answer.asn;
      break;
    }
  }
}

/// What the control says of the address: keys are texts of addresses and endpoints.
void observe_control(const Measurement& measurement, Observed& observed) {
  if (!measurement.control || !measurement.control->answer) return;
  const ControlAnswer& answer = *measurement.control->answer;
  observed.control_answered = true;
  observed.control_reached = answer.http_request.failure.empty() && answer.http_request.status_code > 0;
  if (!observed.address) return;
  const std::string text = observed.address->to_string();
  observed.address_of_control =
      std::find(answer.dns.addrs.begin(), answer.dns.addrs.end(), text) != answer.dns.addrs.end();
  const auto info = answer.ip_info.find(text);
  if (info == answer.ip_info.end()) return;
  if (!observed.address_asn.known()) observed.address_asn = info->second.asn;
  observed.address_proven = (info->second.flags & ControlIpFlag::valid_for_domain) != 0;
}

bool is_proven_here(const Measurement& measurement, const IpAddress& address) {
  return std::any_of(measurement.tls.begin(), measurement.tls.end(), [&](const TlsObservation& tls) {
    return tls.ok() && tls.endpoint.address == address &&
           ascii_lower(tls.server_name) == measurement.url.host();
  });
}

const HttpObservation* last_page(const Measurement& measurement) {
  const HttpObservation* last = nullptr;
  for (const HttpObservation& http : measurement.http) {
    if (!http.response || http.response->code <= 0) continue;
    if (last == nullptr || http.depth > last->depth) last = &http;
  }
  return last;
}

void observe_page(const Measurement& measurement, Observed& observed) {
  const HttpObservation* const http = last_page(measurement);
  if (http == nullptr) return;
  const HttpResponse& response = *http->response;
  observed.status = response.code;
  observed.body_length = static_cast<std::int64_t>(response.body_length);
  observed.body_hash = hash_of(response.body);
  observed.title_hash = hash_of(page_title(response.body));
}

std::uint64_t certificate_hash(std::string_view der) {
  if (der.empty()) return 0;
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(der.data()), der.size(), digest);
  std::uint64_t hash = 0;
  for (int i = 0; i < 8; ++i) hash = hash << 8 | digest[i];
  return hash;
}

std::uint64_t leaf_hash(const Measurement& measurement, std::string_view encoded) {
  if (!encoded.empty()) return certificate_hash(decode_base64(encoded));
  for (const TlsObservation& tls : measurement.tls) {
    if (!tls.peer_certificates.empty()) return certificate_hash(tls.peer_certificates.front());
  }
  return 0;
}

}  // namespace

Observed observe(const Measurement& measurement, std::string_view leaf_certificate) {
  Observed observed;
  observe_address(measurement, observed);
  observe_control(measurement, observed);
  if (observed.address) observed.address_proven |= is_proven_here(measurement, *observed.address);
  observed.dns_failure = first_failure(measurement.dns, [](const DnsObservation& lookup) {
    const bool missing_aaaa =
        lookup.question == DnsQuestion::AAAA && lookup.result.failure == Failure::dns_no_answer;
    return lookup.engine == DnsEngine::system && !missing_aaaa;
  });
  observed.tcp_failure =
      first_failure(measurement.tcp, [](const TcpObservation& tcp) { return !is_unreachable_ipv6(tcp); });
  observed.tls_failure = first_failure(measurement.tls, [](const TlsObservation&) { return true; });
  observed.http_failure = first_failure(measurement.http, [](const HttpObservation&) { return true; });
  observed.ipv6_failed = ipv6_failed(measurement);
  observed.certificate_hash = leaf_hash(measurement, leaf_certificate);
  observe_page(measurement, observed);
  return observed;
}

bool got_any_page(const Measurement& measurement) {
  return std::any_of(measurement.http.begin(), measurement.http.end(),
                     [](const HttpObservation& http) { return http.response && http.response->code > 0; });
}

}  // namespace saksi
