#include "probe/control/certificate.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <stdexcept>

#include "core/digest.h"

namespace saksi {
namespace {

constexpr long kDay = 24 * 60 * 60;
constexpr long kValidDays = 3 * 365;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

void must(bool done) {
  if (!done) throw std::runtime_error("control: OpenSSL makes no certificate for the TLS experiments");
}

std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  must(size > 0);
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

void set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  must(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  must(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1);
}

/// Names nobody: which name a client wants is the client's business.
Certificate self_signed(EVP_PKEY* key) {
  Certificate made(X509_new());
  must(made && X509_set_version(made.get(), X509_VERSION_3) == 1);
  set_serial(made.get());
  must(X509_gmtime_adj(X509_getm_notBefore(made.get()), -kDay) != nullptr);
  must(X509_gmtime_adj(X509_getm_notAfter(made.get()), kValidDays * kDay) != nullptr);
  X509_NAME* const name = X509_get_subject_name(made.get());
  const auto* any = reinterpret_cast<const unsigned char*>("any name");
  must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, any, -1, -1, 0) == 1);
  must(X509_set_issuer_name(made.get(), name) == 1 && X509_set_pubkey(made.get(), key) == 1);
  must(X509_sign(made.get(), key, EVP_sha256()) > 0);
  return made;
}

/// http/1.1 for who offers it. Who offers other protocols alone gets none, and may go on.
int choose_http(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                unsigned int offered_size, void*) {
  static const unsigned char kHttp[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_size, kHttp, sizeof kHttp, offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void set_server_rules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, &choose_http, nullptr);
}

}  // namespace

void AnyNameTls::FreeTls::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}

AnyNameTls::AnyNameTls() : context_(SSL_CTX_new(TLS_server_method())) {
  const Key key(EVP_EC_gen("P-256"));
  must(context_ && key);
  const Certificate certificate = self_signed(key.get());
  set_server_rules(context_.get());
  must(SSL_CTX_use_certificate(context_.get(), certificate.get()) == 1);
  must(SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1);
  certificate_sha256_ = sha256_hex(der_of(certificate.get()));
}

AnyNameTls::~AnyNameTls() = default;

}  // namespace saksi
