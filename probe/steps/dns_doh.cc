// DNS over HTTPS (RFC 8484): POST of the message, over HTTP/2 where the server speaks it, on a connection
// that all lookups of one server share.
#include <strings.h>

#include <string_view>
#include <utility>

#include "probe/steps/curl_easy.h"
#include "probe/steps/dns_exchange.h"
#include "probe/steps/socket_io.h"

namespace saksi {
namespace {

constexpr long kStatusOk = 200;

size_t take_bytes(const char* bytes, size_t, size_t count, void* arg) {
  auto* message = static_cast<std::string*>(arg);
  if (message->size() + count > kMaxDnsMessage) return 0;
  message->append(bytes, count);
  return count;
}

void set_up(CurlEasy& easy, const std::string& query, std::string& answer) {
  static const std::vector<Header> kHeaders = {{"Content-Type", "application/dns-message"},
                                               {"Accept", "application/dns-message"}};
  CURL* const handle = easy.get();
  easy.set_headers(kHeaders);
  curl_easy_setopt(handle, CURLOPT_PIPEWAIT, 1L);  // rather share a connection than open one more
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, query.data());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(query.size()));
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_bytes);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
}

Ended judge_exchange(const CurlEasy& easy, CURLcode code) {
  if (code == CURLE_WRITE_ERROR)
    return ended_with(Failure::dns_server_misbehaving);  // longer than any message
  Ended ended = easy.ended(code);
  if (!ended.ok()) return ended;
  long status = 0;
  const char* type = nullptr;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy.get(), CURLINFO_CONTENT_TYPE, &type);
  if (status != kStatusOk) return ended_with(Failure::http_request_failed);
  const std::string_view expected = "application/dns-message";
  const bool is_dns = type != nullptr && ::strncasecmp(type, expected.data(), expected.size()) == 0;
  return is_dns ? Ended() : ended_with(Failure::dns_server_misbehaving);
}

/// The server's addresses, by the system's resolver when none were given. Empty when that failed, and then
/// `observation` says why.
Task<std::vector<IpAddress>> find_server(StepScope& scope, Resolver resolver, Url url,
                                         DnsObservation& observation, Deadline deadline) {
  std::vector<IpAddress> addresses = std::move(resolver.addresses);
  if (addresses.empty() && url.literal()) addresses.push_back(*url.literal());
  if (!addresses.empty()) co_return addresses;
  DnsObservation server;
  server.hostname = url.host();
  server.question = DnsQuestion::ANY;
  co_await lookup_system(scope, server, deadline);
  for (const DnsAnswer& answer : server.answers) {
    if (answer.type != AnswerType::CNAME) addresses.push_back(answer.address);
  }
  observation.result = server.result;
  co_return addresses;
}

Task<Ended> exchange(Network& network, Url url, std::vector<IpAddress> addresses, std::string query,
                     std::string& answer, Deadline deadline) {
  CurlEasy easy(network, url);
  if (!url.literal()) easy.resolve_to(addresses);
  set_up(easy, query, answer);
  const CURLcode code = co_await network.curl.perform(easy.get(), deadline);
  co_return judge_exchange(easy, code);
}

}  // namespace

Task<void> lookup_doh(StepScope& scope, Resolver resolver, DnsObservation& observation, Deadline deadline) {
  const Result<Url> url = Url::parse(resolver.url);
  Result<std::string> query = make_dns_query(observation.hostname, observation.question);
  if (!url || !query) {
    observation.result = ended_with(url ? Failure::dns_non_recoverable_failure : Failure::invalid_argument);
    co_return;
  }
  (*query)[0] = (*query)[1] = '\0';  // RFC 8484 4.1: the id is 0, for the sake of caches
  std::vector<IpAddress> addresses =
      co_await find_server(scope, std::move(resolver), *url, observation, deadline);
  if (addresses.empty()) co_return;
  std::string message;
  observation.result =
      co_await exchange(scope.network, *url, std::move(addresses), *query, message, deadline);
  observation.ended = scope.now();
  if (!observation.result.ok()) co_return;
  const DnsMatch match = match_dns_reply(*query, message);
  DnsReply reply = parse_dns_reply(std::move(message), observation.question);
  if (match != DnsMatch::answer) reply.result = ended_with(Failure::dns_server_misbehaving);
  add_reply(scope, observation, std::move(reply));
  conclude(observation, observation.replies.back());
}

}  // namespace saksi
