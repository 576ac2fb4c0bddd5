// lab-censor: a box on the path that reads packets from a netfilter queue, judges them by a file of rules and
// sends forged ones through raw sockets. Forged packets carry kMark, so that rules can tell them from others.
//
//   lab-censor RULES QUEUE
//
// Says "ready" when it is, and once more whenever SIGHUP has made it read the file of rules again.
#include <netinet/in.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include "scripts/lab/judge.h"
#include "scripts/lab/nfqueue.h"

namespace lab {
namespace {

constexpr int kMark = 0x1ab;

class RawSender {
 public:
  RawSender() : v4_(open_socket(AF_INET)), v6_(open_socket(AF_INET6)) {}
  ~RawSender() {
    close(v4_);
    close(v6_);
  }
  RawSender(const RawSender&) = delete;
  RawSender& operator=(const RawSender&) = delete;

  /// A send that fails is the network's business (no route, say), not the censor's.
  void send(const Forgery& forgery) const {
    if (forgery.destination.version == 4) {
      sockaddr_in to{};
      to.sin_family = AF_INET;
      std::copy_n(forgery.destination.octets.begin(), 4, reinterpret_cast<std::uint8_t*>(&to.sin_addr));
      send_to(v4_, forgery.bytes, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    } else {
      sockaddr_in6 to{};
      to.sin6_family = AF_INET6;
      std::copy_n(forgery.destination.octets.begin(), 16, to.sin6_addr.s6_addr);
      send_to(v6_, forgery.bytes, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    }
  }

 private:
  /// IPPROTO_RAW means that the packet brings its own IP header, in both families.
  static int open_socket(int family) {
    const int descriptor = socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
    if (descriptor < 0) throw std::runtime_error("cannot open a raw socket (no CAP_NET_RAW here?)");
    setsockopt(descriptor, SOL_SOCKET, SO_MARK, &kMark, sizeof kMark);
    return descriptor;
  }

  static void send_to(int descriptor, const Bytes& bytes, const sockaddr* to, socklen_t length) {
    if (sendto(descriptor, bytes.data(), bytes.size(), 0, to, length) < 0) std::perror("lab-censor: sendto");
  }

  int v4_;
  int v6_;
};

class Censor {
 public:
  Censor(std::string path, std::uint16_t queue)
      : path_(std::move(path)),
        judge_(read_rules(path_)),
        queue_(queue, Copy::everything, [this](std::uint32_t id, ByteView content) { decide(id, content); }),
        hangups_(watch_hangups()) {}

  [[noreturn]] void run() {
    say_ready();
    for (;;) {
      std::array<pollfd, 2> wanted{{{queue_.descriptor(), POLLIN, 0}, {hangups_, POLLIN, 0}}};
      poll(wanted.data(), wanted.size(), timers_.wait_ms(Clock::now()));
      timers_.run_due(Clock::now(), [this](const Forgery& forgery) { sender_.send(forgery); });
      if (wanted[1].revents != 0) read_rules_again();
      queue_.receive();
    }
  }

 private:
  /// A descriptor that is readable after SIGHUP.
  static int watch_hangups() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    const int descriptor = signalfd(-1, &signals, SFD_CLOEXEC);
    if (descriptor < 0) throw std::runtime_error("cannot watch for signals");
    return descriptor;
  }

  static void say_ready() {
    std::puts("ready");
    std::fflush(stdout);
  }

  void read_rules_again() {
    signalfd_siginfo taken;
    if (read(hangups_, &taken, sizeof taken) < 0) return;
    judge_.replace(read_rules(path_));
    say_ready();
  }

  void decide(std::uint32_t id, ByteView content) {
    const std::optional<Packet> packet = parse_packet(content);
    if (!packet) {
      queue_.accept(id);
      return;
    }
    const Clock::time_point now = Clock::now();
    const Judgement judgement = judge_.judge(*packet, now);
    for (const Forgery& forgery : judgement.forgeries) send(forgery, now);
    if (judgement.pass) {
      queue_.accept(id, judgement.mark);
    } else {
      queue_.drop(id);
    }
  }

  void send(const Forgery& forgery, Clock::time_point now) {
    if (forgery.delay.count() == 0) {
      sender_.send(forgery);
    } else {
      timers_.add(now + forgery.delay, forgery);
    }
  }

  std::string path_;
  Judge judge_;
  PacketQueue queue_;
  int hangups_;
  RawSender sender_;
  Timers<Forgery> timers_;
};

int run(int argc, char** argv) {
  if (argc != 3) throw std::runtime_error("usage: lab-censor RULES QUEUE");
  Censor censor(argv[1], static_cast<std::uint16_t>(std::atoi(argv[2])));
  censor.run();
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  try {
    return lab::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lab-censor: %s\n", error.what());
    return 2;
  }
}
