// What a certificate (DER) says of who issued it, and for whom. Used by the control, which tells it, and by
// core/judge, which compares. Reads hostile bytes: what is no certificate has no issuer.
#pragma once

#include <string>
#include <string_view>

namespace saksi {

/// The issuer of a certificate as RFC 4514 writes it, printable ASCII only ("CN=R11,O=Let's Encrypt,C=US").
/// Empty when it cannot be read.
[[nodiscard]] std::string issuer_name(const std::string& der);

/// The same of its subject: whom it names.
[[nodiscard]] std::string subject_name(const std::string& der);

/// The first organization (O) of such a name, its escapes undone; empty when it has none. Takes any text.
[[nodiscard]] std::string organization_in(std::string_view issuer);

/// Whether the certificate carries proof that it was put into public logs (RFC 6962 section 3.3), as browsers
/// demand of every public authority. The proof's signature is not verified.
[[nodiscard]] bool is_publicly_logged(const std::string& der);

}  // namespace saksi
