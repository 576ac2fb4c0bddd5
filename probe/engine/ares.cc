#include "probe/engine/ares.h"

#include <ares.h>
#include <netdb.h>
#include <sys/time.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>

#include "probe/engine/ares_sockets.h"
#include "probe/engine/event.h"

namespace saksi {
namespace {

constexpr int kFirstTryMilliseconds = 1300;  // doubled for the second try: 3.9 s for one server
constexpr int kTries = 2;
constexpr int kClassIn = 1;

void check(int status, const char* what) {
  if (status == ARES_SUCCESS) return;
  throw std::runtime_error(std::string("c-ares: ") + what + ": " + ares_strerror(status));
}

/// ares_library_init counts its callers and is cheap after the first.
struct Library {
  Library() { check(ares_library_init(ARES_LIB_INIT_ALL), "library"); }
  ~Library() { ares_library_cleanup(); }
};

}  // namespace

/// One question under way. c-ares 1.18 cannot cancel a single query, so this outlives the coroutine that
/// asked when its deadline passes first (`abandoned`): the callback then only frees it.
struct AresChannel::Pending {
  explicit Pending(Loop& loop) : done(loop) {}
  Event done;
  AresReply reply;
  bool abandoned = false;
};

AresChannel::AresChannel(Loop& loop, AresSettings settings) : loop_(loop) {
  static const Library library;
  ares_options options = {};
  options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  options.timeout = kFirstTryMilliseconds;
  options.tries = kTries;
  options.sock_state_cb = &AresChannel::on_socket_state;
  options.sock_state_cb_data = this;
  int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
  if (!settings.resolv_conf.empty()) {
    options.resolvconf_path = settings.resolv_conf.data();
    mask |= ARES_OPT_RESOLVCONF;
  }
  check(ares_init_options(&channel_, &options, mask), "channel");
  count_sockets(channel_, loop.traffic());
  if (settings.servers.empty()) return;
  const int status = ares_set_servers_ports_csv(channel_, settings.servers.c_str());
  if (status == ARES_SUCCESS) return;
  ares_destroy(channel_);
  check(status, settings.servers.c_str());
}

AresChannel::~AresChannel() {
  ares_destroy(channel_);  // answers every question under way with ARES_EDESTRUCTION
  loop_.leave(*this);
}

Task<AresReply> AresChannel::query(std::string name, int type, Deadline deadline) {
  auto* pending = new Pending(loop_);  // owned by c-ares until on_answer, then by us unless abandoned
  ares_query(channel_, name.c_str(), kClassIn, type, &AresChannel::on_answer, pending);
  renew_timer();
  const Wait wait = co_await pending->done.wait(deadline);
  AresReply reply;
  if (!pending->done.is_set()) {
    pending->abandoned = true;
    reply.status = wait == Wait::timed_out ? ARES_ETIMEOUT : ARES_ECANCELLED;
    co_return reply;
  }
  const std::unique_ptr<Pending> owned(pending);
  reply = std::move(owned->reply);
  co_return reply;
}

void AresChannel::on_answer(void* arg, int status, int, unsigned char* message, int length) {
  auto* pending = static_cast<Pending*>(arg);
  if (pending->abandoned) {
    delete pending;
    return;
  }
  pending->reply.status = status;
  if (message != nullptr && length > 0) {
    pending->reply.message.assign(reinterpret_cast<const char*>(message), static_cast<std::size_t>(length));
  }
  pending->done.set();
}

std::vector<std::string> AresChannel::hosts_file_addresses(const std::string& name) const {
  std::vector<std::string> addresses;
  for (const int family : {AF_INET, AF_INET6}) {
    hostent* host = nullptr;
    if (ares_gethostbyname_file(channel_, name.c_str(), family, &host) != ARES_SUCCESS) continue;
    const std::unique_ptr<hostent, void (*)(hostent*)> owned(host, &ares_free_hostent);
    for (char** address = host->h_addr_list; *address != nullptr; ++address) {
      addresses.emplace_back(*address, static_cast<std::size_t>(host->h_length));
    }
  }
  return addresses;
}

void AresChannel::on_socket_state(void* arg, int fd, int readable, int writable) {
  auto* self = static_cast<AresChannel*>(arg);
  if (readable == 0 && writable == 0) {
    self->loop_.unwatch(*self, fd);
  } else if (readable != 0 && writable != 0) {
    self->loop_.watch(*self, fd, Interest::both);
  } else {
    self->loop_.watch(*self, fd, readable != 0 ? Interest::read : Interest::write);
  }
}

void AresChannel::on_ready(int fd, bool readable, bool writable) {
  ares_process_fd(channel_, readable ? fd : ARES_SOCKET_BAD, writable ? fd : ARES_SOCKET_BAD);
  renew_timer();
}

void AresChannel::on_time() {
  ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  renew_timer();
}

void AresChannel::renew_timer() {
  timeval left = {};
  if (ares_timeout(channel_, nullptr, &left) == nullptr) {
    loop_.set_timer(*this, Deadline::never());
    return;
  }
  const auto wait = std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec);
  loop_.set_timer(*this, Deadline::after(wait));
}

}  // namespace saksi
