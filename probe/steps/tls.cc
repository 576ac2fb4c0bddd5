#include "probe/steps/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <utility>

#include "probe/steps/socket_io.h"
#include "probe/steps/tls_witness.h"

namespace saksi {
namespace {

// ALPN (RFC 7301 3.1): each protocol behind its length.
constexpr unsigned char kAlpn[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using Ssl = std::unique_ptr<SSL, FreeSsl>;

Ssl make_client(SSL_CTX* context, int fd) {
  Ssl ssl(SSL_new(context));
  if (!ssl || SSL_set_fd(ssl.get(), fd) != 1) throw std::runtime_error("TLS: OpenSSL gives no connection");
  SSL_set_alpn_protos(ssl.get(), kAlpn, sizeof kAlpn);
  SSL_set_read_ahead(ssl.get(), 1);  // a record's head and body in one read; nobody else reads the socket
  return ssl;
}

/// What went wrong with the socket below a handshake that failed; `stopped` is a wait that did not end well.
struct Shaken {
  int error_number = 0;
  Ended stopped;
};

Task<Shaken> shake_hands(Loop& loop, SSL* ssl, int fd, Deadline deadline) {
  Shaken shaken;
  while (true) {
    ERR_clear_error();
    errno = 0;
    const int result = SSL_connect(ssl);
    shaken.error_number = errno;
    const int ssl_error = result == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl, result);
    Wait wait = Wait::ready;
    if (ssl_error == SSL_ERROR_WANT_READ) {
      wait = co_await loop.readable(fd, deadline);
    } else if (ssl_error == SSL_ERROR_WANT_WRITE) {
      wait = co_await loop.writable(fd, deadline);
    } else {
      co_return shaken;
    }
    if (wait != Wait::ready) shaken.stopped = ended_by(wait);
    if (wait != Wait::ready) co_return shaken;
  }
}

}  // namespace

Task<TlsObservation> handshake_tls(StepScope& scope, Descriptor socket, Endpoint endpoint,
                                   std::string server_name, std::int64_t transaction_id,
                                   std::chrono::milliseconds timeout) {
  TlsObservation observation = begin_handshake(scope, endpoint, server_name, transaction_id);
  if (!observation.ok()) co_return observation;
  TlsWitness witness(observation, scope);
  const Ssl ssl = make_client(scope.network.tls, socket.get());
  witness.watch(ssl.get(), server_name);
  const Deadline deadline = Deadline::after(timeout);
  const Shaken shaken = co_await shake_hands(scope.network.loop, ssl.get(), socket.get(), deadline);
  witness.conclude(shaken.stopped, shaken.error_number);
  if (observation.ok()) SSL_shutdown(ssl.get());
  ERR_clear_error();
  co_return observation;
}

}  // namespace saksi
