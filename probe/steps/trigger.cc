#include "probe/steps/trigger.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <utility>

#include "probe/steps/dns_message.h"
#include "probe/steps/http.h"

namespace saksi {
namespace {

// As in tls.cc; a test compares the bytes.
constexpr unsigned char kAlpn[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using Ssl = std::unique_ptr<SSL, FreeSsl>;

/// A connection between two memory buffers: what it writes goes nowhere.
Ssl make_unconnected(SSL_CTX* context) {
  Ssl ssl(SSL_new(context));
  BIO* const in = BIO_new(BIO_s_mem());
  BIO* const out = BIO_new(BIO_s_mem());
  if (!ssl || in == nullptr || out == nullptr) {
    BIO_free(in);
    BIO_free(out);
    return nullptr;
  }
  SSL_set_bio(ssl.get(), in, out);
  return ssl;
}

std::string written_by(SSL* ssl) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(SSL_get_wbio(ssl), &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

/// Empty when OpenSSL refuses the name.
std::string client_hello(SSL_CTX* context, const std::string& name) {
  const Ssl ssl = make_unconnected(context);
  if (!ssl) return {};
  SSL_set_alpn_protos(ssl.get(), kAlpn, sizeof kAlpn);
  const bool named = IpAddress::parse(name) || SSL_set_tlsext_host_name(ssl.get(), name.c_str()) == 1;
  if (named) SSL_connect(ssl.get());  // stops at once, wanting an answer
  ERR_clear_error();
  return named ? written_by(ssl.get()) : std::string();
}

std::string host_header(const Url& url) {
  const bool v6 = url.literal() && !url.literal()->is_v4();
  const std::string host = v6 ? "[" + url.host() + "]" : url.host();
  return url.has_explicit_port() ? host + ":" + std::to_string(url.port()) : host;
}

/// In libcurl's order.
std::string request_for(const Url& url) {
  std::string request = "GET " + url.target() + " HTTP/1.1\r\nHost: " + host_header(url) + "\r\n";
  request += "Accept-Encoding: gzip, deflate, br\r\n";
  for (const auto& [name, value] : browser_headers()) request.append(name + ": " + value + "\r\n");
  return request + "\r\n";
}

}  // namespace

Trigger tcp_trigger(std::string name, const Endpoint& endpoint) {
  return Trigger{TriggerKind::tcp, std::move(name), endpoint, {}};
}

Result<Trigger> tls_trigger(ssl_ctx_st* context, const std::string& name, const Endpoint& endpoint) {
  std::string bytes = client_hello(context, name);
  if (bytes.empty()) return fail("'" + name + "' cannot be named in a TLS handshake; leave it out");
  return Trigger{TriggerKind::tls, name, endpoint, std::move(bytes)};
}

Trigger http_trigger(const Url& url, const Endpoint& endpoint) {
  return Trigger{TriggerKind::http, url.host(), endpoint, request_for(url)};
}

Result<Trigger> dns_trigger(const std::string& name, const Endpoint& resolver) {
  Result<std::string> query = make_dns_query(name, DnsQuestion::A);
  if (!query) return tl::make_unexpected(query.error());
  return Trigger{TriggerKind::dns, name, resolver, std::move(*query)};
}

}  // namespace saksi
