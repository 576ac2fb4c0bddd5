#include "probe/steps/curl_easy.h"

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "probe/steps/socket_io.h"
#include "probe/steps/tls_rules.h"

namespace saksi {
namespace {

constexpr long kBufferBytes = 16 * 1024;

void set_transport_rules(CURL* handle) {
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // not even from the environment
  curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, kBufferBytes);
  curl_easy_setopt(handle, CURLOPT_UPLOAD_BUFFERSIZE, kBufferBytes);
}

std::string in_brackets(const IpAddress& address) {
  return address.is_v4() ? address.to_string() : "[" + address.to_string() + "]";
}

bool fits_one_line(std::string_view text) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  return text.find_first_of(kBreaks) == std::string_view::npos;
}

}  // namespace

CurlEasy::CurlEasy(Network& network, const Url& url)
    : network_(network), host_(url.host()), port_(url.port()), handle_(curl_easy_init()) {
  if (handle_ == nullptr) throw std::runtime_error("libcurl: no easy handle");
  CURL* const handle = handle_.get();
  set_transport_rules(handle);
  set_tls_rules();
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words_.data());
  curl_easy_setopt(handle, CURLOPT_URL, url.text().c_str());
  count_traffic();
}

void CurlEasy::set_tls_rules() {
  CURL* const handle = handle_.get();
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(handle, CURLOPT_CAINFO, nullptr);
  curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, &CurlEasy::on_ssl_context);
  curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, this);
}

void CurlEasy::accept_any_certificate() {
  curl_easy_setopt(handle_.get(), CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(handle_.get(), CURLOPT_SSL_VERIFYHOST, 0L);
}

// One trust store for all transfers, so that none reads the certificates of the system again.
CURLcode CurlEasy::on_ssl_context(CURL*, void* context, void* arg) {
  auto* self = static_cast<CurlEasy*>(arg);
  auto* ssl_context = static_cast<SSL_CTX*>(context);
  SSL_CTX_set1_cert_store(ssl_context, SSL_CTX_get_cert_store(self->network_.tls));
  apply_client_rules(ssl_context);
  if (self->witness_ != nullptr) self->witness_->watch(ssl_context, self->host_);
  return CURLE_OK;
}

// The name is then OpenSSL's to check, by the witness's rules, and libcurl hears of it as of any other fault
// of the certificate.
void CurlEasy::show_tls(TlsWitness& witness) {
  witness_ = &witness;
  curl_easy_setopt(handle_.get(), CURLOPT_SSL_VERIFYHOST, 0L);
}

void CurlEasy::take_over(Descriptor socket) {
  socket_ = std::move(socket);
  curl_easy_setopt(handle_.get(), CURLOPT_SOCKOPTFUNCTION, &CurlEasy::on_socket_option);
  curl_easy_setopt(handle_.get(), CURLOPT_SOCKOPTDATA, this);
}

curl_socket_t CurlEasy::on_open_socket(void* arg, curlsocktype, curl_sockaddr* address) {
  auto* self = static_cast<CurlEasy*>(arg);
  if (!self->socket_) {
    self->taken_socket_ = -1;
    const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd >= 0) self->network_.loop.traffic().opened(fd);
    self->own_socket_ = fd;
    return fd;
  }
  self->taken_socket_ = self->socket_.release();
  return self->taken_socket_;
}

void CurlEasy::will_cut_off() {
  network_.loop.traffic().cut_off(taken_socket_ >= 0 ? taken_socket_ : own_socket_);
}

// A connection that is kept outlives the handle that made it.
int CurlEasy::on_close_socket(void* traffic, curl_socket_t fd) {
  static_cast<Traffic*>(traffic)->closing(fd);
  return ::close(fd);
}

void CurlEasy::count_traffic() {
  CURL* const handle = handle_.get();
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &CurlEasy::on_open_socket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &CurlEasy::on_close_socket);
  curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, &network_.loop.traffic());
}

int CurlEasy::on_socket_option(void* arg, curl_socket_t socket, curlsocktype) {
  const bool stands = socket == static_cast<CurlEasy*>(arg)->taken_socket_;
  return stands ? CURL_SOCKOPT_ALREADY_CONNECTED : CURL_SOCKOPT_OK;
}

void CurlEasy::append(List& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

void CurlEasy::connect_to(const Endpoint& endpoint) {
  addresses_.reset();
  append(addresses_, "::" + in_brackets(endpoint.address) + ":" + std::to_string(endpoint.port));
  curl_easy_setopt(handle_.get(), CURLOPT_CONNECT_TO, addresses_.get());
}

void CurlEasy::resolve_to(const std::vector<IpAddress>& addresses) {
  std::string line = host_ + ":" + std::to_string(port_) + ":";
  for (std::size_t i = 0; i < addresses.size(); ++i) line += (i == 0 ? "" : ",") + in_brackets(addresses[i]);
  addresses_.reset();
  append(addresses_, line);
  curl_easy_setopt(handle_.get(), CURLOPT_RESOLVE, addresses_.get());
}

void CurlEasy::set_headers(const std::vector<Header>& headers) {
  headers_.reset();
  for (const auto& [name, value] : headers) {
    if (name.empty() || !fits_one_line(name) || !fits_one_line(value)) continue;
    append(headers_, value.empty() ? name + ";" : name + ": " + value);  // "Name;" sends an empty value
  }
  curl_easy_setopt(handle_.get(), CURLOPT_HTTPHEADER, headers_.get());
}

// What libcurl sends of the jar it tells nobody but the debug callback.
void CurlEasy::use_cookies(CookieJar& jar) {
  CURL* const handle = handle_.get();
  const bool may_send = jar.used();
  curl_easy_setopt(handle, CURLOPT_SHARE, jar.share());
  curl_easy_setopt(handle, CURLOPT_COOKIEFILE, "");  // switches cookies on, and reads no file
  if (!may_send) return;
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, &CurlEasy::on_debug);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, this);
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
}

int CurlEasy::on_debug(CURL*, curl_infotype type, char* bytes, size_t size, void* arg) {
  if (type != CURLINFO_HEADER_OUT) return 0;
  constexpr std::string_view kName = "\r\nCookie: ";
  const std::string_view sent(bytes, size);
  const std::size_t at = sent.find(kName);
  if (at == sent.npos) return 0;
  const std::string_view value = sent.substr(at + kName.size());
  static_cast<CurlEasy*>(arg)->sent_cookies_ = value.substr(0, value.find('\r'));
  return 0;
}

void CurlEasy::use_fresh_connection() {
  curl_easy_setopt(handle_.get(), CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(handle_.get(), CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(handle_.get(), CURLOPT_SSL_SESSIONID_CACHE, 0L);
}

// libcurl has one code for several fates; what it leaves besides tells them apart. A name that does not match
// is found after OpenSSL has accepted the chain, so that OpenSSL's verdict is then "ok" or not given.
Ended CurlEasy::ended(CURLcode code) const {
  if (code == CURLE_OK) return Ended();
  const int os_errno = this->os_errno();
  long verify_result = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_SSL_VERIFYRESULT, &verify_result);
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    const bool by_name = verify_result == X509_V_OK || verify_result == X509_V_ERR_UNSPECIFIED;
    return ended_with(by_name ? Failure::ssl_invalid_hostname : failure_from_x509(verify_result));
  }
  if (os_errno == 0 && code == CURLE_SSL_CONNECT_ERROR &&
      (says("SSL_ERROR_SYSCALL") || says("unexpected eof"))) {
    return ended_with(Failure::eof_error);
  }
  if (os_errno == 0 && code == CURLE_RECV_ERROR && says("chunked-encoding")) {
    return Ended{Failure::unknown_failure, "broken chunked encoding"};
  }
  Ended ended = ended_with(failure_from_curl(code, os_errno));
  if (ended.failure == Failure::unknown_failure) ended.failure_text = curl_easy_strerror(code);
  return ended;
}

int CurlEasy::os_errno() const {
  long number = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_OS_ERRNO, &number);
  return static_cast<int>(number);
}

bool CurlEasy::says(std::string_view words) const {
  return std::string_view(words_.data()).find(words) != std::string_view::npos;
}

}  // namespace saksi
