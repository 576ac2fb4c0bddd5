// A small HTTP server for JSON calls: libmicrohttpd, driven from outside (it starts no thread). The owner
// waits for descriptor() to be readable or for next_deadline(), calls run(), takes the calls that have come
// in whole, and answers each whenever it is ready; other connections go on meanwhile. A connection may bring
// several calls, one after the other, and answers are packed (gzip) for who takes that. Every caller is taken
// for hostile: header, body, connections and the time for each are bounded. Nothing about callers is logged.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/endpoint.h"
#include "probe/control/listener.h"

struct MHD_Connection;
struct MHD_Daemon;

namespace saksi {

struct HttpServerLimits {
  std::size_t connections = 256;
  std::size_t connections_per_address = 64;  // 0: not limited (behind a proxy all have its address)
  std::size_t request_bytes = 64 * 1024;
  std::chrono::milliseconds read_time{10000};   // from accept to the last byte of the request
  std::chrono::milliseconds write_time{15000};  // from the answer to its last byte
  std::chrono::milliseconds idle_time{15000};   // from there to the next request's last header
};

struct HttpAnswer {
  unsigned status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::string allow = "";  // 405 only: the methods that would do
};

/// A refusal with its reason, as plain text: a reason may repeat what the caller sent, and no browser should
/// take that for a page.
[[nodiscard]] HttpAnswer refusal(unsigned status, std::string reason);

/// One request that came in whole, waiting for its answer.
struct HttpCall {
  std::string method;
  std::string path;  // without the query
  IpAddress peer;    // IPv4-mapped addresses are given as IPv4
  std::string forwarded_for;
  std::string body;
  bool takes_gzip = false;
};

class HttpServer {
 public:
  /// Listens at once. Throws std::runtime_error, with the reason, when that fails.
  HttpServer(const Endpoint& listen, const HttpServerLimits& limits);
  HttpServer(Listener listener, const HttpServerLimits& limits);
  /// Connections are closed. Calls not answered so far are dropped.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Where it listens: the real port, when 0 was asked for.
  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }
  /// Readable when callers have done something; answers of ours do not show there.
  [[nodiscard]] int descriptor() const;
  /// Whether run() is due at once: an answer was given, or the last run did not finish.
  [[nodiscard]] bool busy() const { return busy_; }
  /// When run() is due even if the descriptor stays silent.
  [[nodiscard]] std::chrono::steady_clock::time_point next_deadline() const;
  /// Open at the moment, whatever they are about.
  [[nodiscard]] std::size_t connections() const { return connections_.size(); }
  /// Accepts, reads, writes, closes who is too slow. Never blocks.
  void run();

  /// The calls that came in since the last time. Each stays valid until it is answered.
  [[nodiscard]] std::vector<HttpCall*> take_calls();
  /// `call` is gone after the next run(), which sends the answer.
  void answer(HttpCall& call, HttpAnswer answer);

 private:
  struct Exchange;
  struct Connection;
  struct Callbacks;

  [[nodiscard]] std::chrono::milliseconds time_for(const Connection& connection) const;
  void close_slow_connections();

  HttpServerLimits limits_;
  Endpoint endpoint_;
  std::map<MHD_Connection*, std::unique_ptr<Connection>> connections_;
  std::map<const HttpCall*, Exchange*> waiting_;
  std::vector<HttpCall*> arrived_;
  MHD_Daemon* daemon_ = nullptr;
  bool busy_ = false;
};

}  // namespace saksi
