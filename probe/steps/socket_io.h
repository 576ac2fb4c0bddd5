// The few socket operations that the steps share: connect, send all, receive exactly so much, each by a
// deadline. What went wrong comes back as Ended.
#pragma once

#include <cstddef>
#include <string>

#include "core/endpoint.h"
#include "core/failure.h"
#include "probe/engine/descriptor.h"
#include "probe/engine/loop.h"
#include "probe/engine/task.h"

namespace saksi {

[[nodiscard]] Ended ended_with(Failure failure);
[[nodiscard]] Ended ended_with_errno(int error_number);
/// Not for Wait::ready.
[[nodiscard]] Ended ended_by(Wait wait);

/// A non-blocking socket (SOCK_STREAM or SOCK_DGRAM) of the address's family, whose TCP traffic is counted;
/// empty with errno set on failure.
[[nodiscard]] Descriptor open_socket(Loop& loop, const IpAddress& address, int type);

/// Connects a socket that the caller has prepared (a least TTL, say).
[[nodiscard]] Task<Ended> connect_socket(Loop& loop, int fd, Endpoint endpoint, Deadline deadline);

struct Connected {
  Ended result;
  Descriptor socket;  // open exactly when the result is ok
};

[[nodiscard]] Task<Connected> connect_by(Loop& loop, Endpoint endpoint, Deadline deadline);
[[nodiscard]] Task<Ended> send_all(Loop& loop, int fd, std::string bytes, Deadline deadline);
/// Appends `size` bytes to `bytes`; eof_error when the peer closes before that.
[[nodiscard]] Task<Ended> receive_exactly(Loop& loop, int fd, std::size_t size, std::string& bytes,
                                          Deadline deadline);

}  // namespace saksi
