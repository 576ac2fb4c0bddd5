// What the echo of a control answers: a small JSON of the request as it arrived, so that a probe can tell a
// request that reached the control from one that somebody else answered. Pure: no network.
#pragma once

#include <cstddef>
#include <string>

namespace saksi {

/// Of a request line with its headers; a longer one is refused (431).
inline constexpr std::size_t kMaxEchoHead = 16 * 1024;

/// Whether `received` holds the blank line that ends a head.
[[nodiscard]] bool has_whole_head(const std::string& received);

/// The whole HTTP/1.1 response to what was received, header and body: 200 and core's echo_answer_json(), 400
/// for what is no HTTP/1 request, 431 for a head that is too large. Any method, Host and path will do. Never
/// says who called. `server_name` is the SNI, if there was TLS.
[[nodiscard]] std::string echo_response(const std::string& received, const std::string& server_name);

}  // namespace saksi
