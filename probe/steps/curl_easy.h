// A libcurl transfer with the rules of this house: only http and https, no proxy, no netrc, no cookies unless
// asked for, no redirects, TLS 1.2 or later against the program's own trust store, small buffers. The owner
// of everything libcurl wants kept alive while the transfer runs.
#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/observation.h"
#include "core/url.h"
#include "probe/engine/descriptor.h"
#include "probe/steps/cookie_jar.h"
#include "probe/steps/step_scope.h"
#include "probe/steps/tls_witness.h"

namespace saksi {

class CurlEasy {
 public:
  /// Throws std::runtime_error when libcurl gives no handle.
  CurlEasy(Network& network, const Url& url);
  CurlEasy(const CurlEasy&) = delete;
  CurlEasy& operator=(const CurlEasy&) = delete;

  [[nodiscard]] CURL* get() const { return handle_.get(); }

  /// Connects there, whatever the URL's host resolves to.
  void connect_to(const Endpoint& endpoint);
  /// The addresses of the URL's host; libcurl tries them as a browser would (RFC 8305).
  void resolve_to(const std::vector<IpAddress>& addresses);
  /// Speaks over this connection, which goes to the address of connect_to(), instead of making one. Should
  /// libcurl want a second one (an HTTP/2 server that sends it back to HTTP/1.1), it makes that itself.
  void take_over(Descriptor socket);
  /// The transfer is about to be ended by us, whatever more the server sends.
  void will_cut_off();
  /// Hangs the witness on the TLS handshake; it decides whether the certificate holds the URL's host.
  void show_tls(TlsWitness& witness);
  /// A header that could break out of its line (CR, LF, NUL) is left out.
  void set_headers(const std::vector<Header>& headers);
  /// For experiments that ask a server under another name.
  void accept_any_certificate();
  /// Takes and sends cookies by this jar, which must outlive the transfer.
  void use_cookies(CookieJar& jar);
  /// The Cookie header that was sent; empty when none was.
  [[nodiscard]] const std::string& sent_cookies() const { return sent_cookies_; }
  /// A connection of its own, closed afterwards, without a resumed TLS session.
  void use_fresh_connection();

  /// errno of the last socket operation that failed, 0 when none did.
  [[nodiscard]] int os_errno() const;
  /// Why the transfer that gave `code` failed; nothing failed for CURLE_OK.
  [[nodiscard]] Ended ended(CURLcode code) const;

 private:
  struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using List = std::unique_ptr<curl_slist, FreeList>;
  [[nodiscard]] bool says(std::string_view words) const;  // libcurl's own words about the failure
  static CURLcode on_ssl_context(CURL* handle, void* context, void* self);
  static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int on_close_socket(void* traffic, curl_socket_t fd);
  static int on_socket_option(void* self, curl_socket_t socket, curlsocktype purpose);
  static int on_debug(CURL* handle, curl_infotype type, char* bytes, size_t size, void* self);
  void set_tls_rules();
  void count_traffic();
  static void append(List& list, const std::string& line);

  Network& network_;
  std::string host_;
  std::uint16_t port_;
  std::array<char, CURL_ERROR_SIZE> words_{};
  TlsWitness* witness_ = nullptr;
  std::string sent_cookies_;
  Descriptor socket_;      // until libcurl takes it
  int taken_socket_ = -1;  // afterwards
  int own_socket_ = -1;    // the last that libcurl made
  List headers_;
  List addresses_;
  std::unique_ptr<CURL, FreeHandle> handle_;  // last: freed before what it points to
};

}  // namespace saksi
