// Certificates as bytes, for judging: what they say of their issuer, and nothing that a handshake needs.
#pragma once

#include <string>

namespace saksi {

struct CertificateWords {
  std::string common_name = "Test Authority";  // of the issuer
  std::string organization = {};               // of the issuer; none when empty
  bool publicly_logged = false;
};

/// DER; each call has another serial number, and so is another certificate.
[[nodiscard]] std::string certificate_der(const CertificateWords& issuer);

}  // namespace saksi
