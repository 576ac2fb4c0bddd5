// Reads the names that censors look for out of the first bytes of an exchange: the name in a DNS question,
// the server name in a TLS ClientHello (RFC 6066), the Host header of an HTTP request.
//
// Callers hand over one packet's payload, as most real boxes do, or the joined first bytes of a connection.
// Malformed input yields nothing.
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

/// What a box can tell of a ClientHello. One that is cut short yields what stands in its first part.
struct ClientHello {
  std::optional<std::string> server_name;  // lower case
  bool offers_tls13 = false;               // supported_versions names 0x0304 (RFC 8446 4.2.1)
  std::size_t bytes = 0;                   // of the handshake message, as its header says
};

std::optional<Question> read_question(ByteView dns);
std::optional<ClientHello> read_client_hello(ByteView tls);
std::optional<std::string> read_host_header(ByteView http);

/// The handshake bytes of consecutive TLS records as one record: a ClientHello may be spread over several.
Bytes join_records(ByteView tls);

}  // namespace lab
