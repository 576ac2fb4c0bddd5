#include "core/certificate.h"

#include <openssl/bio.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <memory>

namespace saksi {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;

Certificate certificate_from(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  return Certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
}

std::string in_words(const X509_NAME* name) {
  const Bio text(BIO_new(BIO_s_mem()));
  if (!text || X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_RFC2253) < 0) return "";
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A value up to its unescaped ',' or '+'; a backslash stands before a special character or two hex digits.
std::string value_at(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size() && text[i] != ',' && text[i] != '+'; ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      value += text[i];
      continue;
    }
    const int high = hex_value(text[i + 1]);
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    const bool is_byte = high >= 0 && low >= 0;
    value += is_byte ? static_cast<char>(high * 16 + low) : text[i + 1];
    i += is_byte ? 2 : 1;
  }
  return value;
}

}  // namespace

std::string issuer_name(const std::string& der) {
  const Certificate certificate = certificate_from(der);
  return certificate ? in_words(X509_get_issuer_name(certificate.get())) : "";
}

std::string subject_name(const std::string& der) {
  const Certificate certificate = certificate_from(der);
  return certificate ? in_words(X509_get_subject_name(certificate.get())) : "";
}

std::string organization_in(std::string_view issuer) {
  bool at_begin = true;  // of an attribute
  for (std::size_t i = 0; i < issuer.size(); ++i) {
    if (at_begin && issuer.substr(i, 2) == "O=") return value_at(issuer.substr(i + 2));
    at_begin = issuer[i] == ',' || issuer[i] == '+';
    if (issuer[i] == '\\') ++i;
  }
  return "";
}

bool is_publicly_logged(const std::string& der) {
  const Certificate certificate = certificate_from(der);
  return certificate && X509_get_ext_by_NID(certificate.get(), NID_ct_precert_scts, -1) >= 0;
}

}  // namespace saksi
