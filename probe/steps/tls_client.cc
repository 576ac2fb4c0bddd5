#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <filesystem>
#include <stdexcept>

#include "probe/steps/tls.h"
#include "probe/steps/tls_rules.h"

namespace saksi {
namespace {

/// The certificates of a file are loaded at once, those of a directory when they are wanted.
bool has_trusted_certificates(SSL_CTX* context) {
  std::error_code ignored;
  const auto* loaded = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));
  return sk_X509_OBJECT_num(loaded) > 0 || std::filesystem::exists(X509_get_default_cert_dir(), ignored);
}

}  // namespace

TlsClient::TlsClient() : context_(SSL_CTX_new(TLS_client_method())) {
  if (context_ == nullptr) throw std::runtime_error("TLS: OpenSSL gives no context");
  apply_client_rules(context_);
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
  const bool loaded = SSL_CTX_set_default_verify_paths(context_) == 1 && has_trusted_certificates(context_);
  ERR_clear_error();
  if (loaded) return;
  SSL_CTX_free(context_);
  throw std::runtime_error(
      "TLS: no trusted certificates found; install the package ca-certificates, or name a file of "
      "certificates in SSL_CERT_FILE");
}

TlsClient::~TlsClient() {
  SSL_CTX_free(context_);
}

}  // namespace saksi
