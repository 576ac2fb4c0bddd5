// The certificate that a control makes for its own TLS experiments.
#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace saksi {

/// A TLS server that takes any server name: TLS 1.2 and 1.3, no resumption, one self-signed P-256 certificate
/// that lives as long as this. Throws std::runtime_error when OpenSSL cannot.
class AnyNameTls {
 public:
  AnyNameTls();
  ~AnyNameTls();
  AnyNameTls(const AnyNameTls&) = delete;
  AnyNameTls& operator=(const AnyNameTls&) = delete;

  [[nodiscard]] ssl_ctx_st* context() const { return context_.get(); }
  /// Of the certificate's DER, lower-case hex.
  [[nodiscard]] const std::string& certificate_sha256() const { return certificate_sha256_; }

 private:
  struct FreeTls {
    void operator()(ssl_ctx_st* context) const;
  };
  std::unique_ptr<ssl_ctx_st, FreeTls> context_;
  std::string certificate_sha256_;
};

}  // namespace saksi
