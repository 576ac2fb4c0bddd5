// The cookies of one measurement: what the hops of a redirect chain set is sent to the hops behind them by
// libcurl's rules (RFC 6265: domain, path, secure; never to a public suffix), as a browser and OONI do.
// Nothing is written down, and nothing outlives the jar. libcurl caps what one response may set.
#pragma once

#include <curl/curl.h>

#include <memory>

namespace saksi {

class CookieJar {
 public:
  /// Throws std::runtime_error when libcurl gives none.
  CookieJar();

  /// To outlive the transfers that use it.
  [[nodiscard]] CURLSH* share() {
    used_ = true;
    return share_.get();
  }
  /// Before the first transfer there is nothing in it.
  [[nodiscard]] bool used() const { return used_; }

 private:
  struct Free {
    void operator()(CURLSH* share) const { curl_share_cleanup(share); }
  };
  std::unique_ptr<CURLSH, Free> share_;
  bool used_ = false;
};

}  // namespace saksi
