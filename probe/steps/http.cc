#include "probe/steps/http.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <utility>

#include "probe/engine/event.h"
#include "probe/steps/curl_easy.h"
#include "probe/steps/http_receiver.h"
#include "probe/steps/socket_io.h"
#include "probe/steps/tls_witness.h"

namespace saksi {
namespace {

size_t on_header(const char* bytes, size_t, size_t count, void* receiver) {
  return static_cast<HttpReceiver*>(receiver)->take_header_line(std::string_view(bytes, count)) ? count : 0;
}

size_t on_body(const char* bytes, size_t, size_t count, void* receiver) {
  return static_cast<HttpReceiver*>(receiver)->take_body(std::string_view(bytes, count)) ? count : 0;
}

void set_up(CurlEasy& easy, const HttpRequest& request, HttpReceiver& receiver) {
  CURL* const handle = easy.get();
  easy.use_fresh_connection();
  easy.connect_to(request.endpoint);
  easy.set_headers(request.headers);
  if (request.cookies != nullptr) easy.use_cookies(*request.cookies);
  // Not zstd, as no desktop browser of these headers asks for it.
  curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
  receiver.when_full([&easy] { easy.will_cut_off(); });
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &receiver);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &receiver);
}

std::string protocol_spoken(CURL* handle) {
  long version = CURL_HTTP_VERSION_NONE;
  curl_easy_getinfo(handle, CURLINFO_HTTP_VERSION, &version);
  switch (version) {
    case CURL_HTTP_VERSION_1_0:
      return "http/1.0";
    case CURL_HTTP_VERSION_1_1:
      return "http/1.1";
    case CURL_HTTP_VERSION_2_0:
      return "h2";
    default:
      return {};
  }
}

Ended judge_transfer(const CurlEasy& easy, const HttpReceiver& receiver, CURLcode code) {
  if (receiver.body_is_full()) return Ended();
  // libcurl says "out of memory" of a header line over 100 KB.
  if (receiver.headers_are_too_large() || code == CURLE_OUT_OF_MEMORY)
    return Ended{Failure::unknown_failure, "response headers too large"};
  return easy.ended(code);
}

void record(const CurlEasy& easy, HttpReceiver& receiver, CURLcode code, HttpObservation& observation) {
  observation.result = judge_transfer(easy, receiver, code);
  if (!easy.sent_cookies().empty()) observation.request_headers.emplace_back("Cookie", easy.sent_cookies());
  if (!receiver.has_response()) return;
  observation.protocol = protocol_spoken(easy.get());
  observation.response = receiver.take_response(!observation.ok());
}

/// As sent, with the one that libcurl adds.
std::vector<Header> with_host(const HttpRequest& request) {
  std::vector<Header> headers = request.headers;
  const bool has_own =
      std::any_of(headers.begin(), headers.end(), [](const Header& h) { return h.first == "Host"; });
  if (has_own) return headers;
  std::string host = request.url.literal() && !request.url.literal()->is_v4() ? "[" + request.url.host() + "]"
                                                                              : request.url.host();
  if (request.url.has_explicit_port()) host += ":" + std::to_string(request.url.port());
  headers.emplace(headers.begin(), "Host", std::move(host));
  return headers;
}

HttpObservation begin_exchange(const StepScope& scope, const HttpRequest& request,
                               std::int64_t transaction_id) {
  HttpObservation observation;
  observation.transaction_id = transaction_id;
  observation.depth = scope.depth;
  observation.url = request.url.text();
  observation.endpoint = request.endpoint;
  observation.request_headers = with_host(request);
  observation.started = scope.now();
  return observation;
}

// ---- a flow over a connection that stands already

/// What libcurl's callbacks and our two tasks share while it drives the flow.
struct Flow {
  explicit Flow(const StepScope& its_scope)
      : scope(its_scope), request_begins(its_scope.network.loop), over(its_scope.network.loop) {}
  const StepScope& scope;
  const TlsWitness* witness = nullptr;  // for https
  Event request_begins;                 // or the flow is over
  Event over;
  std::optional<Offset> request_began;
  Ended stopped;  // by the keeper of the time
  CURLcode code = CURLE_OK;
};

// libcurl has refused a bad certificate by itself when it comes here; that no request may follow one is worth
// a second bolt.
int on_request_begins(void* arg, char*, char*, int, int) {
  auto* flow = static_cast<Flow*>(arg);
  if (flow->witness != nullptr && !flow->witness->trusted()) return CURL_PREREQFUNC_ABORT;
  flow->request_began = flow->scope.now();
  flow->request_begins.set();
  return CURL_PREREQFUNC_OK;
}

Task<void> transfer(CurlMulti& curl, CURL* easy, Flow& flow) {
  const Deadline kept_by_another = Deadline::never();
  flow.code = co_await curl.perform(easy, kept_by_another);
  flow.request_begins.set();
  flow.over.set();
}

/// Gives the handshake its time, and then the exchange.
Task<void> keep_time(CurlMulti& curl, CURL* easy, Flow& flow, std::chrono::milliseconds handshake,
                     std::chrono::milliseconds exchange) {
  const Deadline shaken = Deadline::after(handshake);
  Wait wait = co_await flow.request_begins.wait(shaken);
  if (flow.request_begins.is_set()) {
    const Deadline answered = Deadline::after(exchange);
    wait = co_await flow.over.wait(answered);
  }
  if (flow.over.is_set()) co_return;
  flow.stopped = ended_by(wait);
  curl.stop(easy);
}

Task<void> drive(CurlMulti& curl, CURL* easy, Flow& flow, std::chrono::milliseconds handshake,
                 std::chrono::milliseconds exchange) {
  std::vector<Task<void>> both;
  both.push_back(transfer(curl, easy, flow));
  both.push_back(keep_time(curl, easy, flow, handshake, exchange));
  co_await all_of(std::move(both));
}

void watch_request(CurlEasy& easy, Flow& flow) {
  curl_easy_setopt(easy.get(), CURLOPT_PREREQFUNCTION, &on_request_begins);
  curl_easy_setopt(easy.get(), CURLOPT_PREREQDATA, &flow);
}

}  // namespace

std::vector<Header> browser_headers() {
  return {{"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
          {"Accept-Language", "en-US,en;q=0.9"},
          {"User-Agent",
           "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
           "Version/18.3 Safari/605.1.15"}};
}

Task<HttpObservation> fetch_http(StepScope& scope, HttpRequest request, std::int64_t transaction_id) {
  HttpObservation observation = begin_exchange(scope, request, transaction_id);
  HttpReceiver receiver(request.max_body_bytes);
  CurlEasy easy(scope.network, request.url);
  set_up(easy, request, receiver);
  if (request.any_certificate) easy.accept_any_certificate();
  const Deadline deadline = Deadline::after(request.timeout);
  const CURLcode code = co_await scope.network.curl.perform(easy.get(), deadline);
  observation.ended = scope.now();
  record(easy, receiver, code, observation);
  co_return observation;
}

Task<PageStep> fetch_page(StepScope& scope, Descriptor socket, HttpRequest request,
                          std::chrono::milliseconds tls_timeout, std::int64_t transaction_id) {
  PageStep page;
  Flow flow(scope);
  std::optional<TlsWitness> witness;
  HttpReceiver receiver(request.max_body_bytes);
  CurlEasy easy(scope.network, request.url);
  set_up(easy, request, receiver);
  easy.take_over(std::move(socket));
  watch_request(easy, flow);
  if (request.url.is_https()) {
    page.tls = begin_handshake(scope, request.endpoint, request.url.host(), transaction_id);
    if (!page.tls->ok()) co_return page;
    easy.show_tls(witness.emplace(*page.tls, scope));
    flow.witness = &*witness;
  }
  HttpObservation http = begin_exchange(scope, request, transaction_id);
  co_await drive(scope.network.curl, easy.get(), flow, tls_timeout, request.timeout);
  const Ended why_unfinished = flow.stopped.ok() ? easy.ended(flow.code) : flow.stopped;
  if (witness) witness->conclude(why_unfinished, easy.os_errno());
  if (page.tls && !page.tls->ok()) co_return page;
  http.started = flow.request_began.value_or(http.started);
  http.ended = scope.now();
  record(easy, receiver, flow.code, http);
  if (!flow.stopped.ok() && !http.ok()) http.result = flow.stopped;
  page.http = std::move(http);
  co_return page;
}

std::optional<std::string> redirect_location(const HttpResponse& response) {
  static constexpr std::array kRedirects = {301, 302, 303, 307, 308};
  if (std::find(kRedirects.begin(), kRedirects.end(), response.code) == kRedirects.end()) return std::nullopt;
  for (const auto& [name, value] : response.headers) {
    if (::strcasecmp(name.c_str(), "Location") == 0) return value;
  }
  return std::nullopt;
}

}  // namespace saksi
