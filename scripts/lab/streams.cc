#include "scripts/lab/streams.h"

namespace lab {

Connection connection_of(const Packet& packet) {
  return {packet.source, packet.source_port, packet.destination, packet.destination_port};
}

void Streams::add(const Packet& packet) {
  if ((packet.flags & kSyn) != 0) {
    streams_[connection_of(packet)] = {packet.sequence + 1, {}};
    return;
  }
  const auto found = streams_.find(connection_of(packet));
  if (found == streams_.end()) return;
  Stream& stream = found->second;
  if (packet.sequence == stream.next_sequence) {
    stream.bytes.insert(stream.bytes.end(), packet.payload.begin(), packet.payload.end());
    stream.next_sequence += static_cast<std::uint32_t>(packet.payload.size());
  }
  if ((packet.flags & (kFin | kRst)) != 0 || stream.bytes.size() > kMostBytes) streams_.erase(found);
}

ByteView Streams::joined(const Packet& packet) const {
  const auto found = streams_.find(connection_of(packet));
  return found == streams_.end() ? ByteView() : ByteView(found->second.bytes);
}

void Streams::forget(const Packet& packet) {
  streams_.erase(connection_of(packet));
}

}  // namespace lab
