// What the steps need, for a test: a loop, the adapters, a TLS client that trusts nobody yet, no geolocation;
// and run(), which turns a task into its value.
#pragma once

#include <openssl/ssl.h>

#include <optional>
#include <string>
#include <utility>

#include "core/geo.h"
#include "probe/engine/ares.h"
#include "probe/engine/curl.h"
#include "probe/engine/loop.h"
#include "probe/engine/task.h"
#include "probe/steps/step_scope.h"
#include "tests/support/loopback_tls.h"

namespace saksi::loopback {

class TestNetwork {
 public:
  /// `dns_server`: "127.0.0.1:5353", for the system resolver.
  explicit TestNetwork(std::string dns_server = "127.0.0.1:9")
      : resolver_(loop, settings(std::move(dns_server))),
        curl_(loop),
        tls(SSL_CTX_new(TLS_client_method())),
        network{loop, resolver_, curl_, tls.get(), geo_},
        scope(network) {}

  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    loop.run(keep(std::move(task), result));
    return std::move(*result);
  }

 private:
  static AresSettings settings(std::string dns_server) {
    AresSettings settings;
    settings.servers = std::move(dns_server);
    return settings;
  }
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>& result) {
    result.emplace(co_await std::move(task));
  }

 public:
  Loop loop;

 private:
  AresChannel resolver_;
  CurlMulti curl_;
  Geo geo_;

 public:
  TlsSettings tls;
  Network network;
  StepScope scope;
};

}  // namespace saksi::loopback
