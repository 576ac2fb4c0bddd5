#include "scripts/lab/packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

namespace lab {
namespace {

constexpr std::size_t kIpv4HeaderBytes = 20;
constexpr std::size_t kIpv6HeaderBytes = 40;
constexpr std::size_t kTcpHeaderBytes = 20;
constexpr std::size_t kUdpHeaderBytes = 8;
constexpr std::uint16_t kWindow = 65000;

std::uint16_t read16(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

std::uint32_t read32(ByteView bytes, std::size_t at) {
  return static_cast<std::uint32_t>(read16(bytes, at)) << 16 | read16(bytes, at + 2);
}

void put16(Bytes& out, std::uint32_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8 & 0xff));
  out.push_back(static_cast<std::uint8_t>(value & 0xff));
}

void put32(Bytes& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}

void write16(Bytes& out, std::size_t at, std::uint16_t value) {
  out[at] = static_cast<std::uint8_t>(value >> 8);
  out[at + 1] = static_cast<std::uint8_t>(value & 0xff);
}

std::size_t octet_count(const Address& address) {
  return address.version == 4 ? 4 : 16;
}

void put_address(Bytes& out, const Address& address) {
  out.insert(out.end(), address.octets.begin(),
             address.octets.begin() + static_cast<long>(octet_count(address)));
}

Address read_address(ByteView bytes, std::size_t at, int version) {
  Address address{version, {}};
  std::copy_n(bytes.begin() + static_cast<long>(at), octet_count(address), address.octets.begin());
  return address;
}

/// The internet checksum of RFC 1071.
std::uint16_t checksum(ByteView bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) sum += read16(bytes, i);
  if (bytes.size() % 2 == 1) sum += static_cast<std::uint32_t>(bytes.back() << 8);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::uint16_t transport_checksum(const Packet& packet, ByteView transport) {
  Bytes covered;
  put_address(covered, packet.source);
  put_address(covered, packet.destination);
  put32(covered, static_cast<std::uint32_t>(transport.size()));
  put32(covered, packet.is_tcp ? IPPROTO_TCP : IPPROTO_UDP);
  covered.insert(covered.end(), transport.begin(), transport.end());
  return checksum(covered);
}

Bytes build_transport(const Packet& packet) {
  Bytes out;
  put16(out, packet.source_port);
  put16(out, packet.destination_port);
  if (packet.is_tcp) {
    put32(out, packet.sequence);
    put32(out, packet.acknowledgement);
    out.push_back(kTcpHeaderBytes / 4 << 4);
    out.push_back(packet.flags);
    put16(out, kWindow);
    put32(out, 0);
  } else {
    put16(out, static_cast<std::uint32_t>(kUdpHeaderBytes + packet.payload.size()));
    put16(out, 0);
  }
  out.insert(out.end(), packet.payload.begin(), packet.payload.end());
  write16(out, packet.is_tcp ? 16 : 6, transport_checksum(packet, out));
  return out;
}

Bytes build_ip_header(const Packet& packet, std::size_t transport_bytes, std::uint8_t ttl) {
  const std::uint8_t protocol = packet.is_tcp ? IPPROTO_TCP : IPPROTO_UDP;
  if (packet.source.version == 6) {
    Bytes out{0x60, 0, 0, 0};
    put16(out, static_cast<std::uint32_t>(transport_bytes));
    out.push_back(protocol);
    out.push_back(ttl);
    return out;
  }
  Bytes out{0x45, 0};
  put16(out, static_cast<std::uint32_t>(kIpv4HeaderBytes + transport_bytes));
  put32(out, 0);
  out.push_back(ttl);
  out.push_back(protocol);
  put16(out, 0);
  return out;
}

/// Where the transport header starts, and which protocol it is.
struct Network {
  Packet packet;
  std::uint8_t protocol = 0;
  ByteView transport;
};

std::optional<Network> parse_ipv4(ByteView bytes) {
  if (bytes.size() < kIpv4HeaderBytes) return std::nullopt;
  const std::size_t header = static_cast<std::size_t>(bytes[0] & 0x0f) * 4;
  const bool is_fragment = (read16(bytes, 6) & 0x1fff) != 0;
  if (header < kIpv4HeaderBytes || bytes.size() < header || is_fragment) return std::nullopt;
  Network network;
  network.packet.source = read_address(bytes, 12, 4);
  network.packet.destination = read_address(bytes, 16, 4);
  network.protocol = bytes[9];
  network.transport = bytes.subspan(header);
  return network;
}

std::optional<Network> parse_ipv6(ByteView bytes) {
  if (bytes.size() < kIpv6HeaderBytes) return std::nullopt;
  Network network;
  network.packet.source = read_address(bytes, 8, 6);
  network.packet.destination = read_address(bytes, 24, 6);
  network.protocol = bytes[6];
  network.transport = bytes.subspan(kIpv6HeaderBytes);
  return network;
}

std::optional<Packet> parse_udp(Network network) {
  if (network.transport.size() < kUdpHeaderBytes) return std::nullopt;
  network.packet.payload = network.transport.subspan(kUdpHeaderBytes);
  return network.packet;
}

std::optional<Packet> parse_tcp(Network network) {
  const ByteView transport = network.transport;
  if (transport.size() < kTcpHeaderBytes) return std::nullopt;
  const std::size_t header = static_cast<std::size_t>(transport[12] >> 4) * 4;
  if (header < kTcpHeaderBytes || transport.size() < header) return std::nullopt;
  Packet& packet = network.packet;
  packet.is_tcp = true;
  packet.sequence = read32(transport, 4);
  packet.acknowledgement = read32(transport, 8);
  packet.flags = transport[13];
  packet.payload = transport.subspan(header);
  return packet;
}

}  // namespace

std::optional<Address> parse_address(const std::string& text) {
  Address address;
  if (inet_pton(AF_INET, text.c_str(), address.octets.data()) == 1) return address;
  address.version = 6;
  if (inet_pton(AF_INET6, text.c_str(), address.octets.data()) == 1) return address;
  return std::nullopt;
}

std::optional<Packet> parse_packet(ByteView bytes) {
  if (bytes.empty()) return std::nullopt;
  std::optional<Network> network = bytes[0] >> 4 == 6 ? parse_ipv6(bytes) : parse_ipv4(bytes);
  if (!network || network->transport.size() < 4) return std::nullopt;
  network->packet.source_port = read16(network->transport, 0);
  network->packet.destination_port = read16(network->transport, 2);
  if (network->protocol == IPPROTO_UDP) return parse_udp(*network);
  if (network->protocol == IPPROTO_TCP) return parse_tcp(*network);
  return std::nullopt;
}

Bytes build_packet(const Packet& packet, std::uint8_t ttl) {
  const Bytes transport = build_transport(packet);
  Bytes out = build_ip_header(packet, transport.size(), ttl);
  put_address(out, packet.source);
  put_address(out, packet.destination);
  if (packet.source.version == 4) write16(out, 10, checksum(out));
  out.insert(out.end(), transport.begin(), transport.end());
  return out;
}

}  // namespace lab
