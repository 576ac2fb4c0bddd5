// Reads the names that censors look for out of the first bytes of an exchange: the name in a DNS question,
// the server name in a TLS ClientHello (RFC 6066), the Host header of an HTTP request.
//
// Only what stands in one packet is seen, as with most real boxes. Malformed input yields nothing.
#pragma once

#include <optional>
#include <string>

#include "scripts/lab/packet.h"

namespace lab {

struct Question {
  std::string name;        // lower case, without the last dot
  std::uint16_t type = 0;  // 1 = A, 28 = AAAA
  std::size_t end = 0;     // offset of the first byte behind the question
};

std::optional<Question> read_question(ByteView dns);
std::optional<std::string> read_server_name(ByteView tls);
std::optional<std::string> read_host_header(ByteView http);

}  // namespace lab
