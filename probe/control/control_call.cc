#include "probe/control/control_call.h"

#include <curl/curl.h>

#include <new>
#include <utility>

namespace saksi {
namespace {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

HeaderList request_headers(bool posts) {
  curl_slist* list = curl_slist_append(nullptr, "Accept: application/json");
  // An empty value takes a header out. Waiting for "100 Continue" costs a second where nobody sends it.
  list = curl_slist_append(list, "Expect:");
  if (posts) list = curl_slist_append(list, "Content-Type: application/json");
  return HeaderList(list);
}

std::string joined(std::string base, const std::string& path) {
  while (!base.empty() && base.back() == '/') base.pop_back();
  return base + path;
}

Failure failure_of(CURL* easy, CURLcode code) {
  long verified = 0;
  curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verified);
  if (code == CURLE_PEER_FAILED_VERIFICATION && verified != 0) return failure_from_x509(verified);
  long os_errno = 0;
  curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_errno);
  return failure_from_curl(code, static_cast<int>(os_errno));
}

}  // namespace

struct ControlCall::Transfer {
  std::unique_ptr<CURL, EasyDeleter> easy{curl_easy_init()};
  HeaderList headers;
  std::string json;
  std::string body;
  std::size_t header_bytes = 0;
  bool too_large = false;

  std::size_t over(std::size_t so_far, std::size_t more, std::size_t limit) {
    too_large = so_far + more > limit;
    return too_large ? 0 : more;
  }

  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (transfer.over(transfer.body.size(), count, kMaxControlAnswerBytes) == count) {
      transfer.body.append(bytes, count);
    }
    return transfer.too_large ? 0 : count;
  }

  // libcurl keeps every header for its own interface; without a limit a control could fill the memory.
  static std::size_t on_header(char*, std::size_t, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t taken = transfer.over(transfer.header_bytes, count, kMaxControlHeaderBytes);
    transfer.header_bytes += taken;
    return taken;
  }

  void set_up(const std::string& url) {
    if (!easy) throw std::bad_alloc();
    CURL* handle = easy.get();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    // Else, a name that nobody answers for would block the whole loop when the call is given up.
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
    if (json.empty()) return;
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, json.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(json.size()));
  }

  [[nodiscard]] Ended ended(CURLcode code) const {
    if (too_large) return Ended{Failure::unknown_failure, "the answer is too large"};
    if (code != CURLE_OK) {
      const Failure failure = failure_of(easy.get(), code);
      const bool unknown = failure == Failure::unknown_failure;
      return Ended{failure, unknown ? curl_easy_strerror(code) : ""};
    }
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    return status == 200 ? Ended() : Ended{Failure::http_request_failed, ""};
  }
};

ControlCall::ControlCall(CurlMulti& curl, const std::string& base, const std::string& path, std::string json)
    : curl_(curl), transfer_(std::make_unique<Transfer>()) {
  transfer_->headers = request_headers(!json.empty());
  transfer_->json = std::move(json);
  transfer_->set_up(joined(base, path));
}

ControlCall::~ControlCall() = default;

Task<ControlReply> ControlCall::run(Deadline deadline) {
  const CURLcode code = co_await curl_.perform(transfer_->easy.get(), deadline);
  ControlReply reply;
  reply.result = transfer_->ended(code);
  if (reply.result.ok()) reply.body = std::move(transfer_->body);
  co_return reply;
}

void ControlCall::stop() {
  curl_.stop(transfer_->easy.get());
}

}  // namespace saksi
