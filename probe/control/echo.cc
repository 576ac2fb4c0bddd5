#include "probe/control/echo.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>
#include <optional>
#include <string_view>

#include "core/json.h"

namespace saksi {
namespace {

constexpr std::size_t kMaxValueBytes = 512;
constexpr std::size_t kMaxMethodBytes = 32;

/// Where the head ends, blank line included; npos while it has not.
std::size_t head_size(std::string_view received) {
  const auto strict = received.find("\r\n\r\n");
  const auto lax = received.find("\n\n");
  if (strict == std::string_view::npos) return lax == std::string_view::npos ? lax : lax + 2;
  return std::min(strict + 4, lax == std::string_view::npos ? lax : lax + 2);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The next line, without its end; `rest` moves on.
std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char left, unsigned char right) {
    return std::tolower(left) == std::tolower(right);
  });
}

/// The first header of that name; empty when there is none.
std::string header_value(std::string_view headers, std::string_view name) {
  while (!headers.empty()) {
    const std::string_view line = take_line(headers);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !same_name(line.substr(0, colon), name)) continue;
    return std::string(trimmed(line.substr(colon + 1)).substr(0, kMaxValueBytes));
  }
  return "";
}

/// "GET /path HTTP/1.1" -> "GET"; nothing when that is no request line.
std::optional<std::string> method_of(std::string_view line) {
  const auto space = line.find(' ');
  if (space == 0 || space == std::string_view::npos || space > kMaxMethodBytes) return std::nullopt;
  const std::string_view method = line.substr(0, space);
  const bool is_word =
      std::all_of(method.begin(), method.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
  if (!is_word || line.rfind(" HTTP/1.") == std::string_view::npos) return std::nullopt;
  return std::string(method);
}

/// RFC 9110 5.6.7, in English whatever the locale.
std::string date_now() {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 64> rest{};
  std::strftime(rest.data(), rest.size(), " %Y %H:%M:%S GMT", &utc);
  const std::string day = (utc.tm_mday < 10 ? "0" : "") + std::to_string(utc.tm_mday);
  return std::string(kDays[static_cast<std::size_t>(utc.tm_wday)]) + ", " + day + " " +
         kMonths[static_cast<std::size_t>(utc.tm_mon)] + rest.data();
}

std::string response(const std::string& status, const std::string& type, const std::string& body,
                     bool with_body) {
  std::string text = "HTTP/1.1 " + status + "\r\nServer: " + kEchoServer + "\r\nDate: " + date_now();
  text += "\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size());
  text += "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
  return with_body ? text + body : text;
}

std::string refused(const std::string& status, const std::string& reason) {
  return response(status, "text/plain; charset=utf-8", reason + "\n", true);
}

}  // namespace

bool has_whole_head(const std::string& received) {
  return head_size(received) != std::string_view::npos;
}

std::string echo_response(const std::string& received, const std::string& server_name) {
  const std::size_t size = head_size(received);
  if (size > kMaxEchoHead && received.size() > kMaxEchoHead) {
    return refused("431 Request Header Fields Too Large", "the request's headers are too large");
  }
  std::string_view head = std::string_view(received).substr(0, size);
  const auto method = method_of(take_line(head));
  if (!method) return refused("400 Bad Request", "this is no HTTP/1 request");
  EchoAnswer answer{*method, header_value(head, "Host"), header_value(head, kEchoNonceHeader), server_name,
                    std::min(size, received.size())};
  return response("200 OK", "application/json", echo_answer_json(answer), *method != "HEAD");
}

}  // namespace saksi
