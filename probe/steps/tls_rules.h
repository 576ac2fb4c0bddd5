// What both our own handshakes and libcurl's ask of TLS, so that the two see the same servers. Inside of
// probe/steps.
#pragma once

#include <openssl/ssl.h>

namespace saksi {

/// TLS 1.2 or later. Servers without secure renegotiation (RFC 5746) and with 1024-bit keys are accepted as
/// browsers accept them: to refuse them here would read as interference. Sessions are never resumed. The rest
/// makes one ClientHello of OpenSSL's and libcurl's, which leaves out the session ticket, pads (RFC 7685) and
/// offers authentication after the handshake: a censor must not see who shakes hands.
inline void apply_client_rules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_TLSEXT_PADDING);
  SSL_CTX_set_security_level(context, 1);
  SSL_CTX_clear_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_post_handshake_auth(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

}  // namespace saksi
