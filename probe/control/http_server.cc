#include "probe/control/http_server.h"

#include <microhttpd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <utility>

#include "probe/control/gzip.h"

namespace saksi {
namespace {

using std::chrono::steady_clock;

IpAddress peer_of(MHD_Connection* connection) {
  const auto* fact = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (fact == nullptr || fact->client_addr == nullptr) return {};
  return without_mapping(IpAddress::from_sockaddr(*fact->client_addr).value_or(IpAddress()));
}

int descriptor_of(MHD_Connection* connection) {
  const auto* fact = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return fact == nullptr ? -1 : fact->connect_fd;
}

std::string header_of(MHD_Connection* connection, const char* name) {
  const char* value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value == nullptr ? std::string() : std::string(value);
}

unsigned clamped(std::size_t number) {
  return static_cast<unsigned>(std::min<std::size_t>(number, std::numeric_limits<int>::max()));
}

MHD_Response* response_with(const std::string& body) {
  // MUST_COPY only reads, whatever its signature says.
  return MHD_create_response_from_buffer(body.size(), const_cast<char*>(body.data()), MHD_RESPMEM_MUST_COPY);
}

enum class After { keep, close };

MHD_Result send(MHD_Connection* connection, const HttpAnswer& answer, bool takes_gzip, After after) {
  const auto packed = takes_gzip ? gzipped(answer.body) : std::nullopt;
  auto* response = response_with(packed ? *packed : answer.body);
  if (response == nullptr) return MHD_NO;
  if (packed) MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.content_type.c_str());
  MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  if (after == After::close) MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  if (!answer.allow.empty()) MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, answer.allow.c_str());
  const auto result = MHD_queue_response(connection, answer.status, response);
  MHD_destroy_response(response);
  return result;
}

HttpAnswer too_large() {
  return refusal(413, "the request is too large");
}

}  // namespace

HttpAnswer refusal(unsigned status, std::string reason) {
  return HttpAnswer{status, std::move(reason) + "\n", "text/plain; charset=utf-8", ""};
}

/// One request on its way: libmicrohttpd keeps the pointer for as long as the request lives.
struct HttpServer::Exchange {
  HttpServer& server;
  MHD_Connection* connection;
  HttpCall call;
  std::size_t received = 0;
  bool waiting = false;  // handed out, connection suspended
  std::optional<HttpAnswer> answer;
};

struct HttpServer::Connection {
  enum class Phase { reading, waiting, writing, idle };
  int descriptor;
  Phase phase = Phase::reading;
  steady_clock::time_point since = steady_clock::now();
};

/// What libmicrohttpd calls.
struct HttpServer::Callbacks {
  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* path, const char* method,
                               const char*, const char* upload, std::size_t* upload_size, void** slot) {
    auto& server = *static_cast<HttpServer*>(self);
    if (*slot == nullptr) return begin(server, connection, path, method, slot);
    auto& exchange = *static_cast<Exchange*>(*slot);
    if (*upload_size > 0) return read(exchange, upload, upload_size);
    return exchange.waiting ? finish(exchange) : hand_out(exchange);
  }

  static MHD_Result begin(HttpServer& server, MHD_Connection* connection, const char* path,
                          const char* method, void** slot) {
    HttpCall call{method, path, peer_of(connection), header_of(connection, "X-Forwarded-For"), ""};
    call.takes_gzip = takes_gzip(header_of(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING));
    // Not for the first request, whose time runs from the accept.
    const auto found = server.connections_.find(connection);
    if (found != server.connections_.end() && found->second->phase == Connection::Phase::idle)
      mark(server, connection, Connection::Phase::reading);
    *slot = new Exchange{server, connection, std::move(call), 0, false, {}};
    const std::string length = header_of(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    // Answered before the upload is read. libmicrohttpd has refused what is no number.
    if (std::strtoull(length.c_str(), nullptr, 10) > server.limits_.request_bytes) {
      mark(server, connection, Connection::Phase::writing);
      return send(connection, too_large(), false, After::close);
    }
    return MHD_YES;
  }

  static MHD_Result read(Exchange& exchange, const char* upload, std::size_t* upload_size) {
    const std::size_t limit = exchange.server.limits_.request_bytes;
    exchange.received += *upload_size;
    if (exchange.received <= limit) exchange.call.body.append(upload, *upload_size);
    *upload_size = 0;
    // A chunked body is only known to be too large by its bytes. Some more of it are thrown away, so that the
    // caller can read the 413 that is due at its end; then the connection is cut.
    return exchange.received > 4 * limit ? MHD_NO : MHD_YES;
  }

  static MHD_Result hand_out(Exchange& exchange) {
    HttpServer& server = exchange.server;
    if (exchange.received > server.limits_.request_bytes) {
      mark(server, exchange.connection, Connection::Phase::writing);
      return send(exchange.connection, too_large(), false, After::close);
    }
    MHD_suspend_connection(exchange.connection);
    exchange.waiting = true;
    server.waiting_.emplace(&exchange.call, &exchange);
    server.arrived_.push_back(&exchange.call);
    mark(server, exchange.connection, Connection::Phase::waiting);
    return MHD_YES;
  }

  static MHD_Result finish(Exchange& exchange) {
    if (!exchange.answer) return MHD_NO;
    const HttpServer& server = exchange.server;
    const bool crowded = server.connections_.size() * 2 > server.limits_.connections;
    const bool keep = exchange.answer->status == 200 && !crowded;
    return send(exchange.connection, *exchange.answer, exchange.call.takes_gzip,
                keep ? After::keep : After::close);
  }

  static void completed(void* self, MHD_Connection* connection, void** slot, MHD_RequestTerminationCode) {
    mark(*static_cast<HttpServer*>(self), connection, Connection::Phase::idle);
    delete static_cast<Exchange*>(*slot);
    *slot = nullptr;
  }

  static void connection_changed(void* self, MHD_Connection* connection, void**,
                                 MHD_ConnectionNotificationCode what) {
    auto& connections = static_cast<HttpServer*>(self)->connections_;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
      connections.erase(connection);
    } else {
      connections[connection] = std::make_unique<Connection>(Connection{descriptor_of(connection)});
    }
  }

  static void mark(HttpServer& server, MHD_Connection* connection, Connection::Phase phase) {
    const auto found = server.connections_.find(connection);
    if (found == server.connections_.end()) return;
    found->second->phase = phase;
    found->second->since = steady_clock::now();
  }
};

HttpServer::HttpServer(const Endpoint& listen, const HttpServerLimits& limits)
    : HttpServer(listen_at(listen), limits) {}

HttpServer::HttpServer(Listener listener, const HttpServerLimits& limits)
    : limits_(limits), endpoint_(listener.endpoint) {
  const unsigned flags = MHD_USE_EPOLL | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME;
  daemon_ = MHD_start_daemon(
      flags, 0, nullptr, nullptr, &Callbacks::on_request, this,  //
      MHD_OPTION_LISTEN_SOCKET, listener.socket.get(),           //
      MHD_OPTION_CONNECTION_LIMIT, clamped(limits.connections), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
      clamped(limits.connections_per_address), MHD_OPTION_STRICT_FOR_CLIENT, 1,  //
      MHD_OPTION_NOTIFY_COMPLETED, &Callbacks::completed, this,                  //
      MHD_OPTION_NOTIFY_CONNECTION, &Callbacks::connection_changed, this, MHD_OPTION_END);
  if (daemon_ == nullptr) {
    throw std::runtime_error("control: no HTTP server at " + endpoint_.to_string() + ": " +
                             std::strerror(errno));
  }
  static_cast<void>(listener.socket.release());  // libmicrohttpd closes it
}

HttpServer::~HttpServer() {
  // A suspended connection cannot be closed: each is woken first, and finds no answer.
  for (const auto& [call, exchange] : waiting_) MHD_resume_connection(exchange->connection);
  MHD_stop_daemon(daemon_);
}

int HttpServer::descriptor() const {
  return MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

steady_clock::time_point HttpServer::next_deadline() const {
  const auto now = steady_clock::now();
  if (busy_) return now;
  return now + (connections_.empty() ? std::chrono::milliseconds(60000) : std::chrono::milliseconds(250));
}

void HttpServer::run() {
  MHD_run(daemon_);
  MHD_UNSIGNED_LONG_LONG wait = 0;
  busy_ = MHD_get_timeout(daemon_, &wait) == MHD_YES && wait == 0;
  close_slow_connections();
}

std::chrono::milliseconds HttpServer::time_for(const Connection& connection) const {
  switch (connection.phase) {
    case Connection::Phase::reading:
      return limits_.read_time;
    case Connection::Phase::writing:
      return limits_.write_time;
    case Connection::Phase::idle:
      return limits_.idle_time;
    case Connection::Phase::waiting:
      break;
  }
  return std::chrono::milliseconds::max();
}

void HttpServer::close_slow_connections() {
  const auto now = steady_clock::now();
  for (const auto& [handle, connection] : connections_) {
    const bool waiting = connection->phase == Connection::Phase::waiting;
    if (waiting || now - connection->since < time_for(*connection)) continue;
    // libmicrohttpd's own time limit starts anew with every byte, so that one byte now and then would hold a
    // connection for ever. It sees the shutdown as the peer's close and tidies up by itself.
    shutdown(connection->descriptor, SHUT_RDWR);
  }
}

std::vector<HttpCall*> HttpServer::take_calls() {
  return std::exchange(arrived_, {});
}

void HttpServer::answer(HttpCall& call, HttpAnswer answer) {
  const auto found = waiting_.find(&call);
  if (found == waiting_.end()) return;
  Exchange& exchange = *found->second;
  waiting_.erase(found);
  exchange.answer = std::move(answer);
  Callbacks::mark(*this, exchange.connection, Connection::Phase::writing);
  MHD_resume_connection(exchange.connection);
  // libmicrohttpd has no wake-up of its own when it runs in somebody else's loop.
  busy_ = true;
}

}  // namespace saksi
