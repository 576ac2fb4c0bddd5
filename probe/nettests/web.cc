#include "probe/nettests/web.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "probe/control/client.h"
#include "probe/engine/event.h"
#include "probe/engine/semaphore.h"
#include "probe/steps/cookie_jar.h"
#include "probe/steps/http.h"
#include "probe/steps/tcp.h"
#include "probe/steps/tls.h"

namespace saksi {
namespace {

/// Whose answer named an address. The order is that of preference for the page fetch: what the line's own
/// resolver says is what an ordinary visitor gets.
enum class Origin { system, public_resolver, control };

struct Candidate {
  IpAddress address;
  Origin origin = Origin::system;
};

/// One way to one endpoint of the hop.
struct Path {
  Endpoint endpoint;
  Origin origin = Origin::system;
  bool tls = false;
  bool may_fetch = false;  // an http URL's handshake on 443 only validates the address
};

Origin origin_of(DnsEngine engine) {
  return engine == DnsEngine::system ? Origin::system : Origin::public_resolver;
}

class WebMeasurement {
 public:
  WebMeasurement(Network& network, WebPlan plan, Measurement begun)
      : scope_(network),
        plan_(std::move(plan)),
        measurement_(std::move(begun)),
        paths_at_once_(network.loop, kPathsAtOnce) {}

  Task<Measurement> run();

 private:
  struct Hop {
    explicit Hop(Loop& loop) : resolved(loop) {}
    Url url;
    std::size_t lookups = 0;  // that have not answered yet
    Event resolved;           // all have
    std::vector<Candidate> candidates;
    std::vector<Path> ready;     // worked, may fetch the page, and did not
    bool fetch_claimed = false;  // one page fetch per hop
  };

  Task<void> follow(Url url);
  Task<void> measure_hop(Hop& hop);
  Task<void> try_everything(Hop& hop);
  std::vector<Task<void>> resolve_everywhere(Hop& hop);
  Task<void> resolve(Hop& hop, Resolver resolver, DnsQuestion question);
  Task<void> compare_with_control(Hop& hop);
  Task<void> try_candidates(Hop& hop, std::size_t first);
  Task<void> try_path(Hop& hop, Path path);
  Task<Descriptor> connect(Path path, std::int64_t flow);
  Task<bool> shake_hands(Hop& hop, Path path, Descriptor socket, std::int64_t flow);
  Task<bool> fetch(Hop& hop, Path path, Descriptor socket, std::int64_t flow);
  static bool claim_fetch(Hop& hop, const Path& path);

  void add_resolved(Hop& hop);
  void add_candidate(Hop& hop, const IpAddress& address, Origin origin) const;
  [[nodiscard]] std::vector<Path> paths_to(const Hop& hop, const Candidate& candidate) const;
  [[nodiscard]] ControlRequest control_request(const Hop& hop) const;
  std::optional<Url> next_hop(const Hop& hop);
  [[nodiscard]] bool interrupted() const { return scope_.network.loop.interrupted(); }

  StepScope scope_;
  WebPlan plan_;
  Measurement measurement_;
  CookieJar cookies_;           // of all hops
  std::deque<Lookup> lookups_;  // a deque: those under way must not move
  Semaphore paths_at_once_;
};

Task<Measurement> WebMeasurement::run() {
  co_await follow(measurement_.url);
  for (Lookup& lookup : lookups_) measurement_.dns.push_back(std::move(lookup.observation));
  measurement_.runtime = scope_.now();
  co_return std::move(measurement_);
}

/// One hop, and what it leads to: late answers to its DNS questions are listened for all the while.
Task<void> WebMeasurement::follow(Url url) {
  Hop hop(scope_.network.loop);
  hop.url = std::move(url);
  std::vector<Task<void>> side_by_side = resolve_everywhere(hop);
  side_by_side.push_back(measure_hop(hop));
  co_await all_of(std::move(side_by_side));
}

Task<void> WebMeasurement::measure_hop(Hop& hop) {
  co_await hop.resolved.wait(Deadline::never());
  if (interrupted()) co_return;
  add_resolved(hop);
  co_await try_everything(hop);
  std::optional<Url> next = next_hop(hop);
  if (!next || interrupted()) co_return;
  ++scope_.depth;
  co_await follow(std::move(*next));
}

Task<void> WebMeasurement::try_everything(Hop& hop) {
  std::vector<Task<void>> side_by_side;
  if (!plan_.controls.empty()) side_by_side.push_back(compare_with_control(hop));
  side_by_side.push_back(try_candidates(hop, 0));
  co_await all_of(std::move(side_by_side));
  if (hop.fetch_claimed || hop.ready.empty()) co_return;

  // The system resolver's addresses led nowhere: the page still says whether the other ones are the true
  // site.
  const auto best = std::min_element(hop.ready.begin(), hop.ready.end(),
                                     [](const Path& a, const Path& b) { return a.origin < b.origin; });
  const Path path = *best;
  const std::int64_t flow = scope_.next_transaction();
  Descriptor socket = co_await connect(path, flow);
  if (socket) hop.fetch_claimed = co_await fetch(hop, path, std::move(socket), flow);
}

/// The lookups of the hop's name, to be run while the hop is measured.
std::vector<Task<void>> WebMeasurement::resolve_everywhere(Hop& hop) {
  std::vector<Task<void>> lookups;
  if (!hop.url.literal()) {
    for (const Resolver& resolver : plan_.resolvers.next()) {
      if (resolver.engine == DnsEngine::system) {
        lookups.push_back(resolve(hop, resolver, DnsQuestion::ANY));
      } else {
        lookups.push_back(resolve(hop, resolver, DnsQuestion::A));
        lookups.push_back(resolve(hop, resolver, DnsQuestion::AAAA));
      }
    }
  }
  hop.lookups = lookups.size();
  if (lookups.empty()) hop.resolved.set();
  return lookups;
}

Task<void> WebMeasurement::resolve(Hop& hop, Resolver resolver, DnsQuestion question) {
  std::optional<Permit> slot = co_await plan_.resolvers.slots(resolver).acquire(Deadline::never());
  if (!slot) co_return;  // interrupted
  Lookup& asked = lookups_.emplace_back();
  asked = co_await ask(scope_, resolver, hop.url.host(), question);
  slot.reset();
  if (--hop.lookups == 0) hop.resolved.set();
  co_await hear_late(scope_, asked);
}

void WebMeasurement::add_resolved(Hop& hop) {
  if (hop.url.literal()) add_candidate(hop, *hop.url.literal(), Origin::system);
  for (const Lookup& asked : lookups_) {
    const DnsObservation& lookup = asked.observation;
    if (lookup.depth != scope_.depth) continue;
    for (const DnsAnswer& answer : lookup.answers) {
      if (answer.type != AnswerType::CNAME) add_candidate(hop, answer.address, origin_of(lookup.engine));
    }
  }
}

Task<void> WebMeasurement::compare_with_control(Hop& hop) {
  ControlRequest request = control_request(hop);
  ControlExchange exchange = co_await ask_control(scope_, plan_.controls, std::move(request));
  const std::size_t known = hop.candidates.size();
  if (exchange.answer) {
    for (const std::string& text : exchange.answer->dns.addrs) {
      if (const auto address = IpAddress::parse(text)) add_candidate(hop, *address, Origin::control);
    }
  }
  exchange.depth = scope_.depth;
  if (scope_.depth == 0) {
    measurement_.control = std::move(exchange);
  } else {
    measurement_.hop_controls.push_back(std::move(exchange));
  }
  // Addresses that only the control saw: per-address blocking and CDN answers are told apart by trying them
  // too.
  co_await try_candidates(hop, known);
}

Task<void> WebMeasurement::try_candidates(Hop& hop, std::size_t first) {
  std::vector<Task<void>> paths;
  for (std::size_t i = first; i < hop.candidates.size(); ++i) {
    for (Path path : paths_to(hop, hop.candidates[i])) paths.push_back(try_path(hop, path));
  }
  co_await all_of(std::move(paths));
}

Task<void> WebMeasurement::try_path(Hop& hop, Path path) {
  const std::int64_t flow = scope_.next_transaction();
  std::optional<Permit> slot = co_await paths_at_once_.acquire(Deadline::never());
  if (!slot) co_return;  // interrupted
  Descriptor socket = co_await connect(path, flow);
  if (!socket) co_return;
  if (claim_fetch(hop, path)) {
    slot.reset();  // one page may take its time while the other addresses are tried
    hop.fetch_claimed = co_await fetch(hop, path, std::move(socket), flow);
    co_return;
  }
  bool works = true;
  if (path.tls) works = co_await shake_hands(hop, path, std::move(socket), flow);
  if (works && path.may_fetch) hop.ready.push_back(path);
}

/// The page is fetched over the first connection to an address of the best origin that there is.
bool WebMeasurement::claim_fetch(Hop& hop, const Path& path) {
  const auto better = [&](const Candidate& candidate) { return candidate.origin < path.origin; };
  if (hop.fetch_claimed || !path.may_fetch) return false;
  hop.fetch_claimed = std::none_of(hop.candidates.begin(), hop.candidates.end(), better);
  return hop.fetch_claimed;
}

/// The connection, or none when it could not be made.
Task<Descriptor> WebMeasurement::connect(Path path, std::int64_t flow) {
  TcpStep tcp = co_await connect_tcp(scope_, path.endpoint, flow, plan_.timeouts.tcp);
  measurement_.tcp.push_back(std::move(tcp.observation));
  co_return std::move(tcp.socket);
}

Task<bool> WebMeasurement::shake_hands(Hop& hop, Path path, Descriptor socket, std::int64_t flow) {
  TlsObservation tls = co_await handshake_tls(scope_, std::move(socket), path.endpoint, hop.url.host(), flow,
                                              plan_.timeouts.tls);
  const bool trusted = tls.ok();
  measurement_.tls.push_back(std::move(tls));
  co_return trusted;
}

/// False when the handshake failed, so that no page was asked for.
Task<bool> WebMeasurement::fetch(Hop& hop, Path path, Descriptor socket, std::int64_t flow) {
  HttpRequest request;
  request.url = hop.url;
  request.endpoint = path.endpoint;
  request.headers = browser_headers();
  if (!measurement_.http.empty()) request.headers.emplace_back("Referer", measurement_.http.back().url);
  request.timeout = plan_.timeouts.http;
  request.cookies = &cookies_;
  PageStep page =
      co_await fetch_page(scope_, std::move(socket), std::move(request), plan_.timeouts.tls, flow);
  if (page.tls) measurement_.tls.push_back(std::move(*page.tls));
  if (!page.http) co_return false;
  measurement_.http.push_back(std::move(*page.http));
  co_return true;
}

void WebMeasurement::add_candidate(Hop& hop, const IpAddress& address, Origin origin) const {
  // A loopback address would only measure this very machine. Other special-use addresses are tried: some
  // serve notices.
  if (address.is_loopback() || address.is_unspecified() || hop.candidates.size() >= kMaxAddresses) return;
  const auto same = [&](const Candidate& known) { return known.address == address; };
  const auto found = std::find_if(hop.candidates.begin(), hop.candidates.end(), same);
  if (found == hop.candidates.end()) {
    hop.candidates.push_back(Candidate{address, origin});
  } else {
    found->origin = std::min(found->origin, origin);
  }
}

std::vector<Path> WebMeasurement::paths_to(const Hop& hop, const Candidate& candidate) const {
  const auto path = [&](std::uint16_t port, bool tls, bool may_fetch) {
    return Path{Endpoint{candidate.address, port}, candidate.origin, tls, may_fetch};
  };
  if (hop.url.is_https()) return {path(hop.url.port(), true, true)};
  if (hop.url.has_explicit_port()) return {path(hop.url.port(), false, true)};
  return {path(80, false, true), path(443, true, false)};
}

ControlRequest WebMeasurement::control_request(const Hop& hop) const {
  ControlRequest request;
  request.url = hop.url.text();
  request.headers = browser_headers();
  for (const Candidate& candidate : hop.candidates) {
    if (hop.url.has_explicit_port()) {
      request.tcp_connect.push_back(Endpoint{candidate.address, hop.url.port()});
    } else {
      request.tcp_connect.push_back(Endpoint{candidate.address, 443});
      request.tcp_connect.push_back(Endpoint{candidate.address, 80});
    }
  }
  return request;
}

std::optional<Url> WebMeasurement::next_hop(const Hop& hop) {
  if (measurement_.http.empty()) return std::nullopt;
  HttpObservation& page = measurement_.http.back();
  if (page.depth != scope_.depth || !page.ok() || !page.response) return std::nullopt;
  const auto location = redirect_location(*page.response);
  if (!location) return std::nullopt;
  const auto target = hop.url.resolve(*location);
  if (!target) {
    page.result.failure = Failure::http_invalid_redirect_location_host;
    return std::nullopt;
  }
  if (scope_.depth >= kMaxRedirects) {
    page.result.failure = Failure::unknown_failure;
    page.result.failure_text = "stopped after too many redirects";  // OONI's words: its readers look for them
    return std::nullopt;
  }
  return *target;
}

}  // namespace

Task<Measurement> measure_web(Network& network, WebPlan plan, Measurement begun) {
  WebMeasurement web(network, std::move(plan), std::move(begun));
  co_return co_await web.run();
}

}  // namespace saksi
