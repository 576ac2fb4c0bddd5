#include "scripts/lab/draws.h"

namespace lab {
namespace {

/// FNV-1a; std::hash may differ between libraries.
std::uint64_t digest(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
  return hash;
}

/// The last step of SplitMix64: neighbouring inputs give unrelated outputs.
std::uint64_t scatter(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
  return value ^ value >> 31;
}

std::uint16_t message_number(const Packet& packet) {
  if (packet.is_tcp || packet.payload.size() < 2) return 0;
  return static_cast<std::uint16_t>(packet.payload[0] << 8 | packet.payload[1]);
}

}  // namespace

bool Draws::acts(const Rule& rule, std::size_t serial, const Packet& packet, const std::string& name) {
  if (rule.percent >= 100) return true;
  const Flow flow(serial, connection_of(packet), message_number(packet));
  if (const auto found = drawn_.find(flow); found != drawn_.end()) return found->second;
  const std::uint32_t turn = flows_of_[{serial, name}]++;
  const std::uint64_t number = scatter(digest(name) ^ scatter(std::uint64_t{rule.seed} << 32 | turn));
  return drawn_[flow] = number % 100 < rule.percent;
}

}  // namespace lab
