// A certificate authority that lives for one test, and a TLS server with a certificate of it.
#pragma once

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/support/loopback_server.h"

namespace saksi::loopback {

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreeWith<&EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<&X509_free>>;
using TlsSettings = std::unique_ptr<SSL_CTX, FreeWith<&SSL_CTX_free>>;
using SslConnection = std::unique_ptr<SSL, FreeWith<&SSL_free>>;

struct Identity {
  Key key;
  Certificate certificate;
};

struct CertificatePlan {
  std::string name;              // CN
  std::string alternative_name;  // "DNS:example.org" or "IP:127.0.0.1"; empty for an authority
  long valid_from_seconds = -3600;
  long valid_to_seconds = 3600;
};

inline void add_extension(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  if (extension == nullptr) throw std::runtime_error("certificate extension: " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// Signed by `issuer`, or by itself when that is null.
inline Identity make_identity(const CertificatePlan& plan, const Identity* issuer) {
  static long serial = 1;
  Identity made{Key(EVP_EC_gen("P-256")), Certificate(X509_new())};
  X509* const certificate = made.certificate.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), plan.valid_from_seconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate), plan.valid_to_seconds);
  X509_set_pubkey(certificate, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(plan.name.c_str()), -1, -1, 0);
  const Identity& signer = issuer != nullptr ? *issuer : made;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  const bool authority = plan.alternative_name.empty();
  add_extension(certificate, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (!authority) add_extension(certificate, NID_subject_alt_name, plan.alternative_name);
  X509_sign(certificate, signer.key.get(), EVP_sha256());
  return made;
}

/// An authority and a certificate of it.
struct Pki {
  Identity authority = make_identity(CertificatePlan{"Test Authority", "", -3600, 3600}, nullptr);
  Identity site;

  explicit Pki(const CertificatePlan& plan) : site(make_identity(plan, &authority)) {}

  void trust_in(SSL_CTX* client) const {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(client), authority.certificate.get());
  }
};

class TlsServer {
 public:
  /// Called after the handshake.
  using Conversation = std::function<void(SSL*)>;

  TlsServer(const Pki& pki, Conversation conversation)
      : conversation_(std::move(conversation)),
        context_(SSL_CTX_new(TLS_server_method())),
        server_([this](Descriptor socket) { serve(socket.get()); }) {
    SSL_CTX_use_certificate(context_.get(), pki.site.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), pki.site.key.get());
    X509_up_ref(pki.authority.certificate.get());
    SSL_CTX_add_extra_chain_cert(context_.get(), pki.authority.certificate.get());
  }

  [[nodiscard]] SSL_CTX* context() const { return context_.get(); }
  [[nodiscard]] Endpoint endpoint() const { return server_.endpoint(); }
  [[nodiscard]] int connections() const { return server_.connections(); }

 private:
  void serve(int fd) {
    const SslConnection ssl(SSL_new(context_.get()));
    SSL_set_fd(ssl.get(), fd);
    if (SSL_accept(ssl.get()) != 1) return;
    conversation_(ssl.get());
    SSL_shutdown(ssl.get());
  }

  Conversation conversation_;
  TlsSettings context_;
  TcpServer server_;
};

inline std::string receive_some(SSL* ssl) {
  char buffer[16384];
  const int count = SSL_read(ssl, buffer, sizeof buffer);
  return count > 0 ? std::string(buffer, static_cast<std::size_t>(count)) : std::string();
}

inline bool send_text(SSL* ssl, const std::string& text) {
  return SSL_write(ssl, text.data(), static_cast<int>(text.size())) == static_cast<int>(text.size());
}

}  // namespace saksi::loopback
