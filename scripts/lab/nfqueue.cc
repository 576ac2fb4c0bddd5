#include "scripts/lab/nfqueue.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
// The kernel's header counts on those of libc above it.
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>

namespace lab {
namespace {

constexpr std::uint32_t kQueueLength = 65536;
constexpr unsigned kSocketBytes = 8U << 20;
constexpr std::uint32_t kMaxPacketBytes = 0xffff;

int on_packet(nfq_q_handle*, nfgenmsg*, nfq_data* data, void* queue) {
  const nfqnl_msg_packet_hdr* header = nfq_get_msg_packet_hdr(data);
  if (header == nullptr) return 0;
  unsigned char* bytes = nullptr;
  const int length = nfq_get_payload(data, &bytes);
  const ByteView content = length > 0 ? ByteView(bytes, static_cast<std::size_t>(length)) : ByteView();
  static_cast<PacketQueue*>(queue)->deliver(ntohl(header->packet_id), content);
  return 0;
}

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string("netfilter queue: cannot ") + what);
}

}  // namespace

PacketQueue::PacketQueue(std::uint16_t number, Copy copy, Receiver receiver)
    : receiver_(std::move(receiver)) {
  handle_ = nfq_open();
  require(handle_ != nullptr, "open (no CAP_NET_ADMIN here?)");
  queue_ = nfq_create_queue(handle_, number, &on_packet, this);
  if (queue_ != nullptr) {
    configure(copy);
    return;
  }
  nfq_close(handle_);
  require(false, "bind the queue's number (is it taken?)");
}

void PacketQueue::configure(Copy copy) {
  const bool everything = copy == Copy::everything;
  nfq_set_mode(queue_, everything ? NFQNL_COPY_PACKET : NFQNL_COPY_META, everything ? kMaxPacketBytes : 0);
  nfq_set_queue_maxlen(queue_, kQueueLength);
  // Large segments pass whole; without this the kernel would cut each one up for us.
  nfq_set_queue_flags(queue_, NFQA_CFG_F_GSO, NFQA_CFG_F_GSO);
  nfnl_rcvbufsiz(nfq_nfnlh(handle_), kSocketBytes);
}

PacketQueue::~PacketQueue() {
  nfq_destroy_queue(queue_);
  nfq_close(handle_);
}

int PacketQueue::descriptor() const {
  return nfq_fd(handle_);
}

void PacketQueue::receive() {
  alignas(16) std::array<char, 70000> buffer;
  for (;;) {
    const auto length = recv(descriptor(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    // ENOBUFS only says that the kernel had to drop packets; going on is right.
    if (length < 0 && (errno == EINTR || errno == ENOBUFS)) continue;
    if (length <= 0) return;
    nfq_handle_packet(handle_, buffer.data(), static_cast<int>(length));
  }
}

void PacketQueue::accept(std::uint32_t id, std::uint32_t mark) {
  if (mark == 0) {
    nfq_set_verdict(queue_, id, NF_ACCEPT, 0, nullptr);
  } else {
    nfq_set_verdict2(queue_, id, NF_ACCEPT, mark, 0, nullptr);
  }
}

void PacketQueue::drop(std::uint32_t id) {
  nfq_set_verdict(queue_, id, NF_DROP, 0, nullptr);
}

}  // namespace lab
