#include "tests/support/certificates.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

namespace saksi {
namespace {

struct Free {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(ASN1_OCTET_STRING* octets) const { ASN1_OCTET_STRING_free(octets); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

void must(bool done) {
  if (!done) throw std::runtime_error("certificates: OpenSSL makes none");
}

void add_name(X509* certificate, const char* part, const std::string& value) {
  if (value.empty()) return;
  const auto* text = reinterpret_cast<const unsigned char*>(value.data());
  X509_NAME* const issuer = X509_get_issuer_name(certificate);
  must(X509_NAME_add_entry_by_txt(issuer, part, MBSTRING_UTF8, text, static_cast<int>(value.size()), -1, 0) ==
       1);
}

void add_log_proof(X509* certificate) {
  const std::unique_ptr<ASN1_OCTET_STRING, Free> octets(ASN1_OCTET_STRING_new());
  const unsigned char proof[] = {4, 2, 0, 0};
  must(ASN1_OCTET_STRING_set(octets.get(), proof, sizeof proof) == 1);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509_EXTENSION_create_by_NID(nullptr, NID_ct_precert_scts, 0, octets.get()));
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

}  // namespace

std::string certificate_der(const CertificateWords& issuer) {
  static const std::unique_ptr<EVP_PKEY, Free> key(EVP_EC_gen("P-256"));
  static long serial = 1;
  const std::unique_ptr<X509, Free> made(X509_new());
  must(made && X509_set_version(made.get(), X509_VERSION_3) == 1);
  must(ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++) == 1);
  add_name(made.get(), "O", issuer.organization);
  add_name(made.get(), "CN", issuer.common_name);
  must(X509_gmtime_adj(X509_getm_notBefore(made.get()), 0) != nullptr);
  must(X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600) != nullptr);
  must(X509_set_pubkey(made.get(), key.get()) == 1);
  if (issuer.publicly_logged) add_log_proof(made.get());
  must(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(made.get(), &bytes);
  must(size > 0);
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

}  // namespace saksi
