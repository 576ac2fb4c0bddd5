// A netfilter queue: the kernel hands packets to a function, which says later what becomes of them.
//
// Used by lab-censor and lab-delay. One thread; the owner polls descriptor() and calls receive() when
// readable. Needs CAP_NET_ADMIN over the network namespace it runs in. Construction throws
// std::runtime_error.
#pragma once

#include <cstdint>
#include <functional>

#include "scripts/lab/packet.h"

struct nfq_handle;
struct nfq_q_handle;

namespace lab {

/// How much of each packet is copied to user space.
enum class Copy { headers_only, everything };

class PacketQueue {
 public:
  /// `content` is empty with Copy::headers_only and is valid only during the call.
  using Receiver = std::function<void(std::uint32_t id, ByteView content)>;

  PacketQueue(std::uint16_t number, Copy copy, Receiver receiver);
  ~PacketQueue();
  PacketQueue(const PacketQueue&) = delete;
  PacketQueue& operator=(const PacketQueue&) = delete;

  int descriptor() const;
  /// Reads what is waiting and calls the receiver for each packet; does not block.
  void receive();

  void accept(std::uint32_t id, std::uint32_t mark = 0);
  void drop(std::uint32_t id);
  void deliver(std::uint32_t id, ByteView content) { receiver_(id, content); }

 private:
  void configure(Copy copy);

  Receiver receiver_;
  nfq_handle* handle_ = nullptr;
  nfq_q_handle* queue_ = nullptr;
};

}  // namespace lab
