// One caller of the echo: a connection with or without TLS, and a deadline for all of it.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "probe/engine/deadline.h"
#include "probe/engine/descriptor.h"
#include "probe/engine/loop.h"
#include "probe/engine/task.h"

namespace saksi {

class EchoConnection {
 public:
  /// Without `tls` plain. The context and the loop must outlive the connection.
  EchoConnection(Loop& loop, Descriptor socket, SSL_CTX* tls, Deadline deadline);
  EchoConnection(const EchoConnection&) = delete;
  EchoConnection& operator=(const EchoConnection&) = delete;

  /// The handshake, the request, the answer, the end. What goes wrong only ends it sooner: nobody is told,
  /// and nothing is written down.
  [[nodiscard]] Task<void> serve();

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  [[nodiscard]] Task<bool> shake_hands();
  [[nodiscard]] Task<std::string> receive_head();
  [[nodiscard]] Task<bool> send(std::string text);
  [[nodiscard]] Task<void> let_the_caller_close();
  /// Waits for what OpenSSL (`result` of its last call) or the socket wants next; false: it is over.
  [[nodiscard]] Task<bool> wait_after(long result, Interest otherwise);
  [[nodiscard]] long read_some(std::string& into);
  [[nodiscard]] long write_some(const std::string& text, std::size_t sent);
  [[nodiscard]] std::string server_name() const;

  Loop& loop_;
  Descriptor socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  Deadline deadline_;
};

}  // namespace saksi
