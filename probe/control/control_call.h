// One HTTP call to a control, by the same libcurl rules as every transfer here (certificate verified, no
// proxy from the environment, no redirects), with a bounded answer. What a control sends is as hostile as
// anything else: who is on the path may be the censor.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/failure.h"
#include "probe/engine/deadline.h"
#include "probe/steps/step_scope.h"

namespace saksi {

inline constexpr std::size_t kMaxControlAnswerBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMaxControlHeaderBytes = 64 * 1024;

struct ControlReply {
  Ended result;  // a status other than 200 is http_request_failed
  std::string body;
  bool busy = false;  // 429 or 503: the control is there, and may have time later
};

class ControlCall {
 public:
  /// `base` is the control's base URL, `path` begins with "/". With a `json` it is a POST, without a GET. A
  /// base that is no URL of the web makes run() fail at once, with invalid_argument.
  ControlCall(Network& network, const std::string& base, const std::string& path, std::string json);
  ~ControlCall();
  ControlCall(const ControlCall&) = delete;
  ControlCall& operator=(const ControlCall&) = delete;

  /// Once. The call must outlive the task.
  [[nodiscard]] Task<ControlReply> run(Deadline deadline);
  /// Ends run() at once, with `interrupted`. Before run() and after its end: no effect.
  void stop();

 private:
  struct Transfer;
  Network& network_;
  std::unique_ptr<Transfer> transfer_;  // nothing: no URL
};

}  // namespace saksi
