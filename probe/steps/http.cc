#include "probe/steps/http.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <utility>

#include "probe/steps/curl_easy.h"
#include "probe/steps/http_receiver.h"
#include "probe/steps/socket_io.h"

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
  // Not zstd, as no desktop browser of these headers asks for it.
  curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
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
  if (!receiver.has_response()) return;
  observation.protocol = protocol_spoken(easy.get());
  observation.response = receiver.take_response(!observation.ok());
}

/// As sent, with the one that libcurl adds.
std::vector<Header> with_host(const HttpRequest& request) {
  std::vector<Header> headers = request.headers;
  std::string host = request.url.literal() && !request.url.literal()->is_v4() ? "[" + request.url.host() + "]"
                                                                              : request.url.host();
  if (request.url.has_explicit_port()) host += ":" + std::to_string(request.url.port());
  headers.emplace(headers.begin(), "Host", std::move(host));
  return headers;
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
  HttpObservation observation;
  observation.transaction_id = transaction_id;
  observation.depth = scope.depth;
  observation.url = request.url.text();
  observation.endpoint = request.endpoint;
  observation.request_headers = with_host(request);
  observation.started = scope.now();
  HttpReceiver receiver(request.max_body_bytes);
  CurlEasy easy(scope.network, request.url);
  set_up(easy, request, receiver);
  const Deadline deadline = Deadline::after(request.timeout);
  const CURLcode code = co_await scope.network.curl.perform(easy.get(), deadline);
  observation.ended = scope.now();
  record(easy, receiver, code, observation);
  co_return observation;
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
