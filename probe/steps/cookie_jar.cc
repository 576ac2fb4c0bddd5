#include "probe/steps/cookie_jar.h"

#include <stdexcept>

namespace saksi {

CookieJar::CookieJar() : share_(curl_share_init()) {
  if (!share_) throw std::runtime_error("libcurl: no place for cookies");
  curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
}

}  // namespace saksi
