#include "probe/control/listener.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace saksi {
namespace {

[[noreturn]] void throw_listen_error(const Endpoint& listen, int error_number) {
  throw std::runtime_error("control: cannot listen on " + listen.to_string() + ": " +
                           std::strerror(error_number) + "; choose another address or port");
}

void set_option(int descriptor, int level, int option, int value) {
  setsockopt(descriptor, level, option, &value, sizeof value);
}

Endpoint bound_endpoint(int descriptor, const Endpoint& asked) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return asked;
  // The port stands at the same place for both families.
  const auto port = ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
  return Endpoint{asked.address, port};
}

}  // namespace

Listener listen_at(const Endpoint& endpoint, bool v6_only) {
  sockaddr_storage storage{};
  const auto length = endpoint.to_sockaddr(storage);
  Descriptor socket(::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) throw_listen_error(endpoint, errno);
  set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (!endpoint.address.is_v4()) set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, v6_only ? 1 : 0);
  if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&storage), length) != 0 ||
      ::listen(socket.get(), SOMAXCONN) != 0) {
    throw_listen_error(endpoint, errno);
  }
  const Endpoint bound = bound_endpoint(socket.get(), endpoint);
  return Listener{std::move(socket), bound};
}

std::vector<Listener> listen_at_all(const std::vector<Endpoint>& endpoints) {
  const bool has_v4 = std::any_of(endpoints.begin(), endpoints.end(),
                                  [](const Endpoint& endpoint) { return endpoint.address.is_v4(); });
  std::vector<Listener> listeners;
  for (const Endpoint& endpoint : endpoints) listeners.push_back(listen_at(endpoint, has_v4));
  return listeners;
}

IpAddress without_mapping(const IpAddress& address) {
  static const std::string mapped_prefix = std::string(10, '\0') + "\xff\xff";
  const std::string bytes = address.bytes();
  if (bytes.size() != 16 || bytes.compare(0, 12, mapped_prefix) != 0) return address;
  return IpAddress::from_bytes(std::string_view(bytes).substr(12)).value_or(address);
}

}  // namespace saksi
