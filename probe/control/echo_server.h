// The servers that experiments need beside the control's own: an echo over plain HTTP that takes any Host,
// and the same over TLS that takes any server name. On our own loop, without a thread. Every caller is taken
// for hostile: connections, the time for each and the bytes are bounded. Nothing about callers is logged.
//
// What would surprise: when every place is taken, new connections wait in the kernel's queue; they are not
// refused. A refusal of ours would look like a censor's.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/endpoint.h"
#include "probe/control/certificate.h"
#include "probe/control/listener.h"
#include "probe/engine/event.h"
#include "probe/engine/loop.h"
#include "probe/engine/task.h"

namespace saksi {

struct EchoLimits {
  std::size_t connections = 256;
  std::size_t connections_per_address = 64;  // of one caller (IPv6: of one /64); a further one is reset
  std::chrono::milliseconds time{5000};      // from accept to the last byte of the answer
};

class EchoServer {
 public:
  /// Listens at once, without TLS at `plain`, with TLS at `tls`. Throws std::runtime_error with the reason.
  EchoServer(Loop& loop, const std::vector<Endpoint>& plain, const std::vector<Endpoint>& tls,
             EchoLimits limits = {});
  ~EchoServer();
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;

  /// Where it listens: the real ports.
  [[nodiscard]] std::vector<Endpoint> plain_endpoints() const;
  [[nodiscard]] std::vector<Endpoint> tls_endpoints() const;
  /// Of the certificate that every TLS caller gets; empty without TLS.
  [[nodiscard]] std::string certificate_sha256() const;

  /// Until the loop is interrupted. The server must outlive the task.
  [[nodiscard]] Task<void> serve();

 private:
  struct Visit {
    Descriptor socket;
    IpAddress counted;
    ssl_ctx_st* tls;  // none: plain
  };

  [[nodiscard]] Task<void> accept_all(const Listener* listener, ssl_ctx_st* tls);
  /// Takes who is waiting; false when that cannot go on for now.
  [[nodiscard]] bool accept_waiting(const Listener& listener, ssl_ctx_st* tls);
  void welcome(Visit visit);
  [[nodiscard]] Task<void> work();
  [[nodiscard]] Task<std::optional<Visit>> next_visit();
  void say_goodbye(const IpAddress& counted);

  Loop& loop_;
  EchoLimits limits_;
  std::vector<Listener> plain_;
  std::vector<Listener> tls_;
  std::unique_ptr<AnyNameTls> any_name_;
  std::deque<Visit> visits_;  // accepted, and soon served: there are as many workers as places
  std::deque<Event*> idle_;   // workers that wait for a visit
  std::size_t present_ = 0;   // accepted and not gone
  std::map<IpAddress, std::size_t> of_caller_;  // the same for each caller
};

}  // namespace saksi
