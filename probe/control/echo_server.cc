#include "probe/control/echo_server.h"

#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "probe/control/echo_connection.h"
#include "probe/control/routes.h"

namespace saksi {
namespace {

/// Before the next try, when every place is taken or the system gives no more descriptors.
constexpr std::chrono::milliseconds kPause{20};

std::vector<Endpoint> endpoints_of(const std::vector<Listener>& listeners) {
  std::vector<Endpoint> endpoints;
  for (const Listener& listener : listeners) endpoints.push_back(listener.endpoint);
  return endpoints;
}

/// Nothing is left in memory for it: neither here nor, as after a polite close, in the kernel.
void reset(const Descriptor& socket) {
  const linger now{1, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace

EchoServer::EchoServer(Loop& loop, const std::vector<Endpoint>& plain, const std::vector<Endpoint>& tls,
                       EchoLimits limits)
    : loop_(loop), limits_(limits), plain_(listen_at_all(plain)), tls_(listen_at_all(tls)) {
  if (!tls_.empty()) any_name_ = std::make_unique<AnyNameTls>();
}

EchoServer::~EchoServer() = default;

std::vector<Endpoint> EchoServer::plain_endpoints() const {
  return endpoints_of(plain_);
}

std::vector<Endpoint> EchoServer::tls_endpoints() const {
  return endpoints_of(tls_);
}

std::string EchoServer::certificate_sha256() const {
  return any_name_ ? any_name_->certificate_sha256() : std::string();
}

Task<void> EchoServer::serve() {
  std::vector<Task<void>> tasks;
  if (!plain_.empty() || !tls_.empty()) {
    for (std::size_t i = 0; i < limits_.connections; ++i) tasks.push_back(work());
  }
  for (const Listener& listener : plain_) tasks.push_back(accept_all(&listener, nullptr));
  for (const Listener& listener : tls_) tasks.push_back(accept_all(&listener, any_name_->context()));
  co_await all_of(std::move(tasks));
}

Task<void> EchoServer::accept_all(const Listener* listener, ssl_ctx_st* tls) {
  while (!loop_.interrupted()) {
    const Wait wait = co_await loop_.readable(listener->socket.get(), Deadline::never());
    if (wait == Wait::interrupted) co_return;
    if (accept_waiting(*listener, tls)) continue;
    co_await loop_.sleep(Deadline::after(kPause));
  }
}

bool EchoServer::accept_waiting(const Listener& listener, ssl_ctx_st* tls) {
  while (present_ < limits_.connections) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    auto* const peer = reinterpret_cast<sockaddr*>(&storage);
    Descriptor socket(accept4(listener.socket.get(), peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) return errno == EAGAIN || errno == ECONNABORTED || errno == EINTR;
    const IpAddress caller = without_mapping(IpAddress::from_sockaddr(*peer).value_or(IpAddress()));
    welcome(Visit{std::move(socket), counted_as(caller), tls});
  }
  return false;
}

void EchoServer::welcome(Visit visit) {
  std::size_t& count = of_caller_[visit.counted];
  if (count >= limits_.connections_per_address) return reset(visit.socket);
  ++count;
  ++present_;
  visits_.push_back(std::move(visit));
  if (idle_.empty()) return;
  idle_.front()->set();
  idle_.pop_front();
}

void EchoServer::say_goodbye(const IpAddress& counted) {
  --present_;
  const auto found = of_caller_.find(counted);
  if (--found->second == 0) of_caller_.erase(found);
}

Task<void> EchoServer::work() {
  while (!loop_.interrupted()) {
    std::optional<Visit> visit = co_await next_visit();
    if (!visit) continue;
    EchoConnection connection(loop_, std::move(visit->socket), visit->tls, Deadline::after(limits_.time));
    co_await connection.serve();
    say_goodbye(visit->counted);
  }
}

/// Nothing when another worker was faster, or the loop was interrupted.
Task<std::optional<EchoServer::Visit>> EchoServer::next_visit() {
  Event come(loop_);
  if (visits_.empty()) {
    idle_.push_back(&come);
    co_await come.wait(Deadline::never());
    std::erase(idle_, &come);
  }
  std::optional<Visit> visit;
  if (visits_.empty() || loop_.interrupted()) co_return visit;
  visit.emplace(std::move(visits_.front()));
  visits_.pop_front();
  co_return visit;
}

}  // namespace saksi
