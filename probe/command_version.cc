// `saksi-probe version`: what to name when something is reported.
#include <ares.h>
#include <curl/curl.h>
#include <openssl/crypto.h>
#include <sqlite3.h>

#include <iostream>

#include "core/judge/judge.h"
#include "probe/command.h"

namespace saksi {

ExitCode command_version(const Environment&, const Arguments&) {
  std::cout << "saksi-probe " << software_version() << " (rules " << kRulesVersion << ")\n"
            << "c-ares " << ares_version(nullptr) << ", libcurl "
            << curl_version_info(CURLVERSION_NOW)->version << ", " << OpenSSL_version(OPENSSL_VERSION)
            << ", SQLite " << sqlite3_libversion() << '\n';
  return ExitCode::done;
}

}  // namespace saksi
