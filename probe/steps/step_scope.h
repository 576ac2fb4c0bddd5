// What every step needs: the loop, the libraries' adapters, geolocation for the answers, the clock of the
// measurement and the next transaction id. One per measurement (the adapters behind it are shared by all).
// Not thread-safe: one thread.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/clock.h"
#include "core/geo.h"
#include "probe/engine/ares.h"
#include "probe/engine/curl.h"
#include "probe/engine/loop.h"
#include "probe/engine/task.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace saksi {

/// Shared by all measurements of a program.
struct Network {
  Loop& loop;
  AresChannel& system_resolver;  // configured from the system
  CurlMulti& curl;
  ssl_ctx_st* tls;  // client context: system trust store, verification done by the tls step
  const Geo& geo;
};

class StepScope {
 public:
  explicit StepScope(Network& shared) : network(shared), start_(std::chrono::steady_clock::now()) {}

  Network& network;
  int depth = 0;  // redirects followed so far; copied into every observation

  /// Time since the start of the measurement.
  [[nodiscard]] Offset now() const {
    return std::chrono::duration_cast<Offset>(std::chrono::steady_clock::now() - start_);
  }
  [[nodiscard]] std::int64_t next_transaction() { return ++transaction_; }

 private:
  std::chrono::steady_clock::time_point start_;
  std::int64_t transaction_ = 0;
};

}  // namespace saksi
