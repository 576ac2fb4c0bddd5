#include "probe/control/echo_connection.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include "probe/control/echo.h"

namespace saksi {
namespace {

constexpr std::chrono::milliseconds kCloseTime{1000};
constexpr std::size_t kMaxLeftover = 64 * 1024;

}  // namespace

EchoConnection::EchoConnection(Loop& loop, Descriptor socket, SSL_CTX* tls, Deadline deadline)
    : loop_(loop), socket_(std::move(socket)), deadline_(deadline) {
  if (tls == nullptr) return;
  ssl_.reset(SSL_new(tls));
  if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.get()) != 1) socket_.close();
}

Task<void> EchoConnection::serve() {
  if (!socket_) co_return;
  const bool shaken = co_await shake_hands();
  if (!shaken) co_return;
  const std::string received = co_await receive_head();
  if (received.empty()) co_return;
  std::string text = echo_response(received, server_name());
  const bool sent = co_await send(std::move(text));
  if (sent) co_await let_the_caller_close();
}

Task<bool> EchoConnection::shake_hands() {
  while (ssl_) {
    ERR_clear_error();
    const int result = SSL_accept(ssl_.get());
    if (result == 1) break;
    const bool goes_on = co_await wait_after(result, Interest::read);
    if (!goes_on) co_return false;
  }
  co_return true;
}

Task<std::string> EchoConnection::receive_head() {
  std::string received;
  while (!has_whole_head(received) && received.size() <= kMaxEchoHead) {
    const long count = read_some(received);
    if (count > 0) continue;
    const bool goes_on = co_await wait_after(count, Interest::read);
    if (!goes_on) co_return std::string();
  }
  co_return received;
}

Task<bool> EchoConnection::send(std::string text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const long count = write_some(text, sent);
    if (count > 0) {
      sent += static_cast<std::size_t>(count);
      continue;
    }
    const bool goes_on = co_await wait_after(count, Interest::write);
    if (!goes_on) co_return false;
  }
  co_return true;
}

/// To close a socket that holds unread bytes sends a reset, and the caller would take that for a censor's.
Task<void> EchoConnection::let_the_caller_close() {
  if (ssl_) SSL_shutdown(ssl_.get());
  ERR_clear_error();
  shutdown(socket_.get(), SHUT_WR);
  deadline_ = Deadline::after(kCloseTime);
  std::array<char, 4096> ignored{};
  for (std::size_t total = 0; total < kMaxLeftover;) {
    const ssize_t count = recv(socket_.get(), ignored.data(), ignored.size(), 0);
    if (count == 0 || (count < 0 && errno != EAGAIN)) co_return;
    total += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    if (count > 0) continue;
    const Wait wait = co_await loop_.readable(socket_.get(), deadline_);
    if (wait != Wait::ready) co_return;
  }
}

Task<bool> EchoConnection::wait_after(long result, Interest otherwise) {
  Interest wanted = otherwise;
  if (ssl_) {
    const int reason = SSL_get_error(ssl_.get(), static_cast<int>(result));
    if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) co_return false;
    wanted = reason == SSL_ERROR_WANT_READ ? Interest::read : Interest::write;
  } else if (result == 0 || errno != EAGAIN) {
    co_return false;
  }
  Wait wait = Wait::ready;
  if (wanted == Interest::read) {
    wait = co_await loop_.readable(socket_.get(), deadline_);
  } else {
    wait = co_await loop_.writable(socket_.get(), deadline_);
  }
  co_return wait == Wait::ready;
}

long EchoConnection::read_some(std::string& into) {
  std::array<char, 4096> buffer{};
  ERR_clear_error();
  const long count = ssl_ ? SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()))
                          : recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (count > 0) into.append(buffer.data(), static_cast<std::size_t>(count));
  return count;
}

long EchoConnection::write_some(const std::string& text, std::size_t sent) {
  ERR_clear_error();
  const std::size_t left = text.size() - sent;
  if (ssl_) return SSL_write(ssl_.get(), text.data() + sent, static_cast<int>(left));
  return ::send(socket_.get(), text.data() + sent, left, MSG_NOSIGNAL);
}

std::string EchoConnection::server_name() const {
  const char* name = ssl_ ? SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name) : nullptr;
  return name == nullptr ? std::string() : std::string(name);
}

}  // namespace saksi
