// An open file descriptor that closes itself; a TCP socket is counted before that, if somebody counts.
#pragma once

#include <unistd.h>

#include <utility>

#include "probe/engine/traffic.h"

namespace saksi {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  /// A TCP socket that has not connected yet. `traffic` must outlive it.
  Descriptor(int fd, Traffic& traffic) : fd_(fd), traffic_(&traffic) {
    if (fd_ >= 0) traffic_->opened(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)), traffic_(other.traffic_) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      fd_ = std::exchange(other.fd_, -1);
      traffic_ = other.traffic_;
    }
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }
  /// Gives the descriptor away without closing it; who closes it tells the Traffic that counts it.
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }
  void close() {
    if (fd_ < 0) return;
    if (traffic_ != nullptr) traffic_->closing(fd_);
    ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
  Traffic* traffic_ = nullptr;
};

}  // namespace saksi
