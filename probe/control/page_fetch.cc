#include "probe/control/page_fetch.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/judge/page.h"
#include "probe/control/legacy_failures.h"
#include "probe/steps/dns.h"
#include "probe/steps/http.h"
#include "probe/steps/tcp.h"

namespace saksi {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kAddressesPerHop = 4;
constexpr milliseconds kShortestConnect{2000};
// Pages are compared by the names of their headers. Policies of several KiB would travel for nothing.
constexpr std::size_t kMaxHeaderValue = 512;

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char left, unsigned char right) {
    return std::tolower(left) == std::tolower(right);
  });
}

bool is_printable(const std::string& value) {
  return std::none_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// "content-type" -> "Content-Type": HTTP/2 has small letters only, and the helper's users expect Go's form.
std::string canonical_name(std::string name) {
  bool start = true;
  for (char& letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    letter = static_cast<char>(start ? std::toupper(byte) : std::tolower(byte));
    start = letter == '-';
  }
  return name;
}

std::vector<Header> first_of_each(const std::vector<Header>& headers) {
  std::vector<Header> result;
  for (const auto& [name, value] : headers) {
    const std::string wanted = canonical_name(name);
    const auto is_same = [&wanted](const Header& header) { return header.first == wanted; };
    if (std::none_of(result.begin(), result.end(), is_same))
      result.emplace_back(wanted, value.substr(0, kMaxHeaderValue));
  }
  return result;
}

Ended failed(Failure failure) {
  return Ended{failure, ""};
}

ControlHttp failed_page(const Ended& why) {
  ControlHttp page;
  page.failure = legacy_http_failure(why);
  return page;
}

/// RFC 7838: `h3=":443"`, the host being the same when it is left out.
std::string h3_endpoint(const std::vector<Header>& headers, const Url& url) {
  const auto is_alt_svc = [](const Header& header) { return same_name(header.first, "alt-svc"); };
  const auto found = std::find_if(headers.begin(), headers.end(), is_alt_svc);
  if (found == headers.end()) return "";
  const std::string& value = found->second;
  const auto start = value.find("h3=\"");
  const auto end = start == std::string::npos ? start : value.find('"', start + 4);
  if (end == std::string::npos) return "";
  const std::string authority = value.substr(start + 4, end - start - 4);
  return !authority.empty() && authority.front() == ':' ? url.host() + authority : authority;
}

ControlHttp page_from(const HttpResponse& response, const Url& url) {
  ControlHttp page;
  page.status_code = response.code;
  page.body_length = static_cast<std::int64_t>(response.body_length);
  page.title = page_title(response.body);
  page.headers = first_of_each(response.headers);
  page.discovered_h3_endpoint = h3_endpoint(response.headers, url);
  return page;
}

milliseconds left(Deadline deadline) {
  return std::chrono::duration_cast<milliseconds>(deadline.remaining());
}

/// A page on its way: `request` moves on from hop to hop.
struct Chase {
  StepScope& scope;
  TargetPolicy policy;
  PageRequest request;
  Deadline deadline;
};

/// IPv4 first: a control without IPv6 would otherwise lose time, and many have none.
std::vector<Endpoint> candidates(const TargetPolicy& policy, const PageRequest& request) {
  std::vector<IpAddress> addresses = policy.allowed(request.addresses);
  std::stable_partition(addresses.begin(), addresses.end(),
                        [](const IpAddress& address) { return address.is_v4(); });
  if (addresses.size() > kAddressesPerHop) addresses.resize(kAddressesPerHop);
  std::vector<Endpoint> result;
  for (const IpAddress& address : addresses) result.push_back(Endpoint{address, request.url.port()});
  return result;
}

/// The first that takes a connection; the last one unasked, since the exchange itself will tell. Each gets
/// its share of the time, so that one silent address does not use up the page's.
Task<Endpoint> choose_endpoint(StepScope& scope, std::vector<Endpoint> endpoints, Deadline deadline) {
  for (std::size_t i = 0; i + 1 < endpoints.size(); ++i) {
    const auto share = left(deadline) / static_cast<int>(endpoints.size() - i + 1);
    const auto timeout = std::max(share, kShortestConnect);
    const TcpStep step = co_await connect_tcp(scope, endpoints[i], scope.next_transaction(), timeout);
    if (step.observation.ok()) co_return endpoints[i];
  }
  co_return endpoints.back();
}

/// One hop. Nothing may be touched, or DNS had no address: the observation holds only that failure.
Task<HttpObservation> fetch_hop(Chase& chase) {
  const PageRequest& request = chase.request;
  HttpObservation refused;
  refused.result = request.resolved.ok() ? failed(Failure::unknown_failure) : request.resolved;
  std::vector<Endpoint> endpoints = candidates(chase.policy, request);
  if (endpoints.empty() || !is_web_port(request.url.port())) co_return refused;
  const Endpoint endpoint = co_await choose_endpoint(chase.scope, std::move(endpoints), chase.deadline);
  HttpRequest exchange{request.url, endpoint, request.headers, request.max_body_bytes, left(chase.deadline)};
  const std::int64_t id = chase.scope.next_transaction();
  HttpObservation observation = co_await fetch_http(chase.scope, std::move(exchange), id);
  co_return observation;
}

/// Moves the request on to where `location` leads; false when that is nowhere.
Task<bool> follow(Chase& chase, std::string location) {
  const Result<Url> next = chase.request.url.resolve(location);
  if (!next) co_return false;
  chase.request.url = *next;
  ResolvedHost host = co_await resolve_host(chase.scope, *next);
  chase.request.addresses = std::move(host.addresses);
  chase.request.resolved = host.result;
  co_return true;
}

}  // namespace

std::vector<Header> honoured_headers(const std::vector<Header>& asked) {
  std::vector<Header> result = browser_headers();
  for (auto& [name, value] : result) {
    const std::string_view wanted = name;
    const auto is_wanted = [wanted](const Header& header) { return same_name(header.first, wanted); };
    const auto found = std::find_if(asked.begin(), asked.end(), is_wanted);
    if (found != asked.end() && is_printable(found->second)) value = found->second;
  }
  return result;
}

Task<ControlHttp> fetch_page(StepScope& scope, TargetPolicy policy, PageRequest request) {
  Chase chase{scope, std::move(policy), std::move(request), Deadline::after(kControlPageTimeout)};
  for (int hop = 0; hop <= kMaxControlRedirects; ++hop) {
    if (chase.deadline.passed()) co_return failed_page(failed(Failure::generic_timeout_error));
    const HttpObservation exchange = co_await fetch_hop(chase);
    if (!exchange.ok() || !exchange.response) co_return failed_page(exchange.result);
    const std::optional<std::string> location = redirect_location(*exchange.response);
    if (!location) co_return page_from(*exchange.response, chase.request.url);
    const bool moved = co_await follow(chase, *location);
    if (!moved) break;
  }
  co_return failed_page(failed(Failure::unknown_failure));
}

Task<ResolvedHost> resolve_host(StepScope& scope, Url url) {
  ResolvedHost host;
  if (url.literal()) {
    host.addresses.push_back(*url.literal());
    co_return host;
  }
  Resolver system;
  const DnsObservation lookup_done = co_await lookup(scope, system, url.host(), DnsQuestion::ANY);
  host.result = lookup_done.result;
  for (const DnsAnswer& answer : lookup_done.answers) {
    if (answer.type != AnswerType::CNAME) host.addresses.push_back(answer.address);
  }
  co_return host;
}

}  // namespace saksi
