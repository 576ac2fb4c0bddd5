// Takes in one HTTP response from libcurl's callbacks, within limits: body bytes, header bytes and header
// lines. Inside of probe/steps.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>

#include "core/observation.h"

namespace saksi {

class HttpReceiver {
 public:
  explicit HttpReceiver(std::size_t max_body_bytes) : max_body_bytes_(max_body_bytes) {}

  /// Called when a limit is met, before the transfer stops.
  void when_full(std::function<void()> call) { when_full_ = std::move(call); }
  /// One line, with its line end; false when the transfer must stop.
  [[nodiscard]] bool take_header_line(std::string_view line);
  /// A piece of the decoded body; false when the transfer must stop.
  [[nodiscard]] bool take_body(std::string_view piece);

  [[nodiscard]] bool body_is_full() const { return body_is_full_; }
  [[nodiscard]] bool headers_are_too_large() const { return headers_are_too_large_; }
  [[nodiscard]] bool has_response() const { return response_.code != 0; }
  /// `broken_off`: the transfer failed before the end.
  [[nodiscard]] HttpResponse take_response(bool broken_off);

 private:
  void begin_response(std::string_view status_line);

  std::size_t max_body_bytes_;
  std::function<void()> when_full_ = [] {};
  std::size_t header_bytes_ = 0;
  std::size_t header_lines_ = 0;
  bool in_headers_ = false;
  bool body_is_full_ = false;
  bool headers_are_too_large_ = false;
  HttpResponse response_;
};

}  // namespace saksi
