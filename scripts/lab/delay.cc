// lab-delay: holds each packet of a netfilter queue for a while, and loses some (this kernel has no netem).
//
//   lab-delay QUEUE DELAY_MS LOSS_PERCENT SEED
//
// The loss is drawn from SEED: the same traffic loses the same packets.
#include <poll.h>
#include <sys/prctl.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <stdexcept>

#include "scripts/lab/nfqueue.h"
#include "scripts/lab/timers.h"

namespace lab {
namespace {

class Delay {
 public:
  Delay(std::uint16_t queue, std::chrono::microseconds delay, double loss, unsigned seed)
      : delay_(delay),
        lost_(loss),
        random_(seed),
        queue_(queue, Copy::headers_only, [this](std::uint32_t id, ByteView) { hold(id); }) {}

  [[noreturn]] void run() {
    for (;;) {
      wait();
      queue_.receive();
      held_.run_due(Clock::now(), [this](std::uint32_t id) { queue_.accept(id); });
    }
  }

 private:
  void hold(std::uint32_t id) {
    if (lost_(random_)) {
      queue_.drop(id);
    } else {
      held_.add(Clock::now() + delay_, id);
    }
  }

  /// poll(2) counts in milliseconds, too coarse for a delay of a few.
  void wait() const {
    pollfd wanted{queue_.descriptor(), POLLIN, 0};
    if (held_.empty()) {
      poll(&wanted, 1, -1);
      return;
    }
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(held_.first() - Clock::now());
    const long nanoseconds = left.count() > 0 ? left.count() : 0;
    const timespec timeout{nanoseconds / 1000000000, nanoseconds % 1000000000};
    ppoll(&wanted, 1, &timeout, nullptr);
  }

  std::chrono::microseconds delay_;
  std::bernoulli_distribution lost_;
  std::mt19937 random_;
  Timers<std::uint32_t> held_;
  PacketQueue queue_;
};

int run(int argc, char** argv) {
  if (argc != 5) throw std::runtime_error("usage: lab-delay QUEUE DELAY_MS LOSS_PERCENT SEED");
  prctl(PR_SET_TIMERSLACK, 1000);
  const auto delay = std::chrono::microseconds(static_cast<long>(std::atof(argv[2]) * 1000));
  Delay line(static_cast<std::uint16_t>(std::atoi(argv[1])), delay, std::atof(argv[3]) / 100,
             static_cast<unsigned>(std::atoi(argv[4])));
  std::puts("ready");
  std::fflush(stdout);
  line.run();
}

}  // namespace
}  // namespace lab

int main(int argc, char** argv) {
  try {
    return lab::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lab-delay: %s\n", error.what());
    return 2;
  }
}
