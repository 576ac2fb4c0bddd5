#include "core/judge/say.h"

#include "core/judge/text.h"

namespace saksi {
namespace {

constexpr std::size_t kMaxListed = 4;

template <class Set>
std::string list(const Set& items) {
  std::vector<std::string> shown;
  for (const auto& item : items) {
    if (shown.size() == kMaxListed) {
      shown.push_back(std::to_string(items.size() - kMaxListed) + " more");
      break;
    }
    shown.push_back(item.to_string());
  }
  return enumerate(shown);
}

}  // namespace

std::string dns_failure_in_words(Failure failure) {
  switch (failure) {
    case Failure::dns_nxdomain_error:
      return "answered NXDOMAIN (no such name)";
    case Failure::dns_no_answer:
    case Failure::android_dns_cache_no_data:
      return "answered without any address";
    case Failure::dns_refused_error:
      return "answered REFUSED";
    case Failure::dns_servfail_error:
      return "answered SERVFAIL";
    case Failure::generic_timeout_error:
    case Failure::timed_out:
      return "did not answer in time";
    default:
      return "failed (" + std::string{to_string(failure)} + ")";
  }
}

std::string failure_in_words(const Ended& ended) {
  if (!ended.failure) return "succeeded";
  switch (*ended.failure) {
    case Failure::connection_reset:
      return "was reset";
    case Failure::connection_refused:
      return "was refused";
    case Failure::generic_timeout_error:
    case Failure::timed_out:
      return "timed out";
    case Failure::eof_error:
      return "was closed where an answer was due";
    case Failure::host_unreachable:
    case Failure::network_unreachable:
      return "was answered with \"unreachable\"";
    case Failure::ssl_unknown_authority:
      return "showed a certificate of an unknown authority";
    case Failure::ssl_invalid_hostname:
      return "showed a certificate for another name";
    case Failure::ssl_invalid_certificate:
      return "showed an invalid certificate";
    case Failure::ssl_failed_handshake:
      return "was ended by an alert";
    default:
      return "failed (" + failure_string(ended) + ")";
  }
}

std::string system_resolver(const Measurement& measurement) {
  const Asn asn = measurement.resolver.asn;
  if (asn.known() && asn == measurement.vantage.asn)
    return "The provider's resolver (" + asn.to_string() + ")";
  return "The system resolver";
}

std::string short_resolver_name(const std::string& resolver) {
  const std::string_view kHttps = "https://";
  std::string name = resolver.starts_with(kHttps) ? resolver.substr(kHttps.size()) : resolver;
  name = name.substr(0, name.find('/'));
  if (const auto endpoint = Endpoint::parse(name)) return endpoint->address.to_string();
  return name.empty() ? "another resolver" : name;
}

std::string list_addresses(const AddressSet& addresses) {
  return list(addresses);
}
std::string list_endpoints(const std::set<Endpoint>& endpoints) {
  return list(endpoints);
}

}  // namespace saksi
