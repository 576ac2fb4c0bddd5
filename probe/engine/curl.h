// libcurl's multi interface on the loop (curl_multi_socket_action). It carries out transfers whose easy
// handles the caller has set up; what may be reused is the caller's choice per handle: measured fetches set
// CURLOPT_FRESH_CONNECT and CURLOPT_FORBID_REUSE, DNS over HTTPS and control requests share connections.
#pragma once

#include <curl/curl.h>

#include <unordered_map>

#include "probe/engine/deadline.h"
#include "probe/engine/loop.h"
#include "probe/engine/task.h"

namespace saksi {

class CurlMulti final : private LoopGuest {
 public:
  /// Throws std::runtime_error when libcurl cannot be set up.
  explicit CurlMulti(Loop& loop);
  ~CurlMulti();
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  /// Runs the transfer; afterwards the handle is out of the multi handle, whatever happened, and the caller
  /// may read CURLINFO_* from it and clean it up. CURLE_OPERATION_TIMEDOUT when the deadline passed,
  /// CURLE_ABORTED_BY_CALLBACK when the loop was interrupted. The callbacks of the handle run on the loop's
  /// thread and must not start transfers.
  [[nodiscard]] Task<CURLcode> perform(CURL* easy, Deadline deadline);
  /// Ends the transfer now: its perform() returns CURLE_ABORTED_BY_CALLBACK. For who asks several servers and
  /// needs one answer. No effect on a handle that is not under way. Not from a callback of the handle.
  void stop(CURL* easy);

 private:
  struct Transfer;
  static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket);
  static int on_timer(CURLM* multi, long milliseconds, void* self);
  void on_ready(int fd, bool readable, bool writable) override;
  void on_time() override;
  void act(curl_socket_t fd, int events);

  Loop& loop_;
  CURLM* multi_;
  std::unordered_map<CURL*, Transfer*> transfers_;
};

}  // namespace saksi
