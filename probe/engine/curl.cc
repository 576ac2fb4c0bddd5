#include "probe/engine/curl.h"

#include <chrono>
#include <stdexcept>
#include <string>

#include "probe/engine/event.h"

namespace saksi {
namespace {

struct Library {
  Library() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl: global init");
  }
  ~Library() { curl_global_cleanup(); }
};

Interest interest_of(int what) {
  if (what == CURL_POLL_INOUT) return Interest::both;
  return what == CURL_POLL_IN ? Interest::read : Interest::write;
}

}  // namespace

struct CurlMulti::Transfer {
  explicit Transfer(Loop& loop) : done(loop) {}
  Event done;
  CURLcode result = CURLE_OK;
};

CurlMulti::CurlMulti(Loop& loop) : loop_(loop) {
  static const Library library;
  multi_ = curl_multi_init();
  if (multi_ == nullptr) throw std::runtime_error("libcurl: no multi handle");
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlMulti::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlMulti::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 1024L);
}

CurlMulti::~CurlMulti() {
  curl_multi_cleanup(multi_);
  loop_.leave(*this);
}

Task<CURLcode> CurlMulti::perform(CURL* easy, Deadline deadline) {
  Transfer transfer(loop_);
  const bool is_new = transfers_.emplace(easy, &transfer).second;
  if (!is_new) throw std::logic_error("libcurl: this handle's transfer is under way already");
  if (const CURLMcode added = curl_multi_add_handle(multi_, easy); added != CURLM_OK) {
    transfers_.erase(easy);
    throw std::logic_error(std::string("libcurl: ") + curl_multi_strerror(added));
  }
  const Wait wait = co_await transfer.done.wait(deadline);
  transfers_.erase(easy);
  curl_multi_remove_handle(multi_, easy);
  if (transfer.done.is_set()) co_return transfer.result;
  co_return wait == Wait::timed_out ? CURLE_OPERATION_TIMEDOUT : CURLE_ABORTED_BY_CALLBACK;
}

void CurlMulti::stop(CURL* easy) {
  const auto found = transfers_.find(easy);
  if (found == transfers_.end() || found->second->done.is_set()) return;
  found->second->result = CURLE_ABORTED_BY_CALLBACK;
  found->second->done.set();
}

int CurlMulti::on_socket(CURL*, curl_socket_t fd, int what, void* arg, void*) {
  auto* self = static_cast<CurlMulti*>(arg);
  if (what == CURL_POLL_REMOVE) {
    self->loop_.unwatch(*self, fd);
  } else if (what != CURL_POLL_NONE) {
    self->loop_.watch(*self, fd, interest_of(what));
  }
  return 0;
}

int CurlMulti::on_timer(CURLM*, long milliseconds, void* arg) {
  auto* self = static_cast<CurlMulti*>(arg);
  const bool off = milliseconds < 0;
  self->loop_.set_timer(*self,
                        off ? Deadline::never() : Deadline::after(std::chrono::milliseconds(milliseconds)));
  return 0;
}

void CurlMulti::on_ready(int fd, bool readable, bool writable) {
  act(fd, (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0));
}

void CurlMulti::on_time() {
  act(CURL_SOCKET_TIMEOUT, 0);
}

// A finished handle is only marked here: it is taken out by its own task, outside libcurl's call stack.
void CurlMulti::act(curl_socket_t fd, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, events, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    const auto found = transfers_.find(message->easy_handle);
    if (message->msg != CURLMSG_DONE || found == transfers_.end()) continue;
    found->second->result = message->data.result;
    found->second->done.set();
  }
}

}  // namespace saksi
