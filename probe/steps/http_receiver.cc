#include "probe/steps/http_receiver.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "probe/steps/http.h"

namespace saksi {
namespace {

constexpr int kFirstFinalStatus = 200;  // 1xx is informational, another response follows (RFC 9110 15.2)

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

// The limits count every line of every header block: an endless row of "100 Continue" must end too.
bool HttpReceiver::take_header_line(std::string_view line) {
  header_bytes_ += line.size();
  header_lines_ += 1;
  headers_are_too_large_ = header_bytes_ > kMaxHeaderBytes || header_lines_ > kMaxHeaderCount;
  if (headers_are_too_large_) when_full_();
  if (headers_are_too_large_) return false;
  const std::string_view text = trimmed(line);
  const bool final_response_seen = response_.code >= kFirstFinalStatus;
  if (text.starts_with("HTTP/") && !in_headers_ && !final_response_seen) {
    begin_response(text);
  } else if (text.empty()) {
    in_headers_ = false;
  } else if (const std::size_t colon = text.find(':'); in_headers_ && colon != text.npos) {
    response_.headers.emplace_back(trimmed(text.substr(0, colon)), trimmed(text.substr(colon + 1)));
  }
  return true;
}

void HttpReceiver::begin_response(std::string_view status_line) {
  in_headers_ = true;
  response_ = HttpResponse();
  const std::string_view rest =
      trimmed(status_line.substr(std::min(status_line.find(' '), status_line.size())));
  std::from_chars(rest.data(), rest.data() + rest.size(), response_.code);
}

bool HttpReceiver::take_body(std::string_view piece) {
  const std::size_t room = max_body_bytes_ - response_.body.size();
  response_.body.append(piece.substr(0, room));
  body_is_full_ = piece.size() > room;
  if (body_is_full_) when_full_();
  return !body_is_full_;
}

HttpResponse HttpReceiver::take_response(bool broken_off) {
  response_.body_length = response_.body.size();
  response_.body_truncated = body_is_full_ || broken_off;
  return std::move(response_);
}

}  // namespace saksi
