#include "probe/control/control_call.h"

#include <curl/curl.h>

#include <utility>

#include "probe/steps/curl_easy.h"

namespace saksi {
namespace {

std::string joined(std::string base, const std::string& path) {
  while (!base.empty() && base.back() == '/') base.pop_back();
  return base + path;
}

std::vector<Header> request_headers(bool posts) {
  std::vector<Header> headers{{"Accept", "application/json"}};
  if (posts) headers.emplace_back("Content-Type", "application/json");
  return headers;
}

/// What libc sends and hears to find a control's addresses, IPv4 and IPv6: a question of 60 to 80 bytes each
/// with headers, an answer of 80 to 200.
constexpr std::size_t kLookupBytes = 500;

int on_lookup(void*, void*, void* traffic) {
  static_cast<Traffic*>(traffic)->unseen(kLookupBytes);
  return 0;
}

}  // namespace

struct ControlCall::Transfer {
  CurlEasy easy;
  std::string json;
  std::string body = "";
  std::size_t header_bytes = 0;
  bool too_large = false;

  bool fits(std::size_t so_far, std::size_t more, std::size_t limit) {
    too_large = so_far + more > limit;
    return !too_large;
  }

  // libcurl takes another count than the one it gave for an error, and ends the transfer.
  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.fits(transfer.body.size(), count, kMaxControlAnswerBytes)) return 0;
    transfer.body.append(bytes, count);
    return count;
  }

  // libcurl keeps every header for its own interface; without a limit a control could fill the memory.
  static std::size_t on_header(char*, std::size_t, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.fits(transfer.header_bytes, count, kMaxControlHeaderBytes)) return 0;
    transfer.header_bytes += count;
    return count;
  }

  void set_up() {
    CURL* const handle = easy.get();
    easy.set_headers(request_headers(!json.empty()));
    // Else, a name that nobody answers for would block the whole loop when the call is given up.
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
    // Control traffic is the volunteer's: an answer is a third as large packed. The limit is on what is
    // unpacked, so that a bomb costs no more than any other answer.
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
    if (json.empty()) return;
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, json.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
  }

  /// libcurl has libc resolve a control's name, out of our sight.
  void count_lookups(Traffic& traffic) {
    curl_easy_setopt(easy.get(), CURLOPT_RESOLVER_START_FUNCTION, &on_lookup);
    curl_easy_setopt(easy.get(), CURLOPT_RESOLVER_START_DATA, &traffic);
  }

  [[nodiscard]] ControlReply reply_after(CURLcode code) {
    if (too_large) return ControlReply{Ended{Failure::unknown_failure, "the answer is too large"}, ""};
    if (code != CURLE_OK) return ControlReply{easy.ended(code), ""};
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status == 200) return ControlReply{Ended(), std::move(body)};
    return ControlReply{Ended{Failure::http_request_failed, ""}, "", status == 429 || status == 503};
  }
};

ControlCall::ControlCall(Network& network, const std::string& base, const std::string& path, std::string json)
    : network_(network) {
  const Result<Url> url = Url::parse(joined(base, path));
  if (!url) return;
  transfer_.reset(new Transfer{CurlEasy(network, *url), std::move(json)});
  transfer_->set_up();
  if (!url->literal()) transfer_->count_lookups(network.loop.traffic());
}

ControlCall::~ControlCall() = default;

Task<ControlReply> ControlCall::run(Deadline deadline) {
  ControlReply reply;
  reply.result = Ended{Failure::invalid_argument, ""};
  if (!transfer_) co_return reply;
  const CURLcode code = co_await network_.curl.perform(transfer_->easy.get(), deadline);
  co_return transfer_->reply_after(code);
}

void ControlCall::stop() {
  if (transfer_) network_.curl.stop(transfer_->easy.get());
}

}  // namespace saksi
