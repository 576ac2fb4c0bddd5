#include "scripts/lab/forge.h"

#include <algorithm>
#include <map>

namespace lab {
namespace {

constexpr std::size_t kSegmentBytes = 1200;
constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypeAaaa = 28;
constexpr std::uint8_t kAnswerTtlSeconds = 60;

/// A segment from the server to the client that fits the client's `packet`.
Packet reply_to(const Packet& packet, std::uint8_t flags) {
  Packet reply = packet;
  std::swap(reply.source, reply.destination);
  std::swap(reply.source_port, reply.destination_port);
  const bool counts = (packet.flags & (kSyn | kFin)) != 0;
  reply.sequence = packet.acknowledgement;
  reply.acknowledgement =
      packet.sequence + static_cast<std::uint32_t>(packet.payload.size()) + (counts ? 1 : 0);
  reply.flags = flags;
  reply.payload = {};
  return reply;
}

Forgery send(const Rule& rule, const Packet& packet) {
  return {build_packet(packet, rule.ttl), packet.destination, rule.delay};
}

void reset_server(const Rule& rule, const Packet& packet, std::vector<Forgery>& out) {
  if (!rule.reset_server || (packet.flags & kSyn) != 0) return;
  Packet reset = packet;
  reset.flags = kRst;
  // When the packet itself goes on, the server has already counted its bytes.
  if (!rule.in_path) reset.sequence += static_cast<std::uint32_t>(packet.payload.size());
  reset.payload = {};
  out.push_back(send(rule, reset));
}

std::uint8_t response_code(Action action) {
  static const std::map<Action, std::uint8_t> kCodes{
      {Action::servfail, 2}, {Action::nxdomain, 3}, {Action::refused, 5}};
  const auto found = kCodes.find(action);
  return found == kCodes.end() ? 0 : found->second;
}

std::vector<Address> fitting_answers(const Rule& rule, std::uint16_t type) {
  std::vector<Address> fitting;
  for (const Address& answer : rule.answers) {
    if (type == (answer.version == 4 ? kTypeA : kTypeAaaa)) fitting.push_back(answer);
  }
  return fitting;
}

void append_answer(Bytes& out, const Address& answer) {
  const bool is_v4 = answer.version == 4;
  const std::uint8_t type = is_v4 ? kTypeA : kTypeAaaa;
  const std::uint8_t length = is_v4 ? 4 : 16;
  // 0xc00c points back to the name in the question (RFC 1035 4.1.4).
  const Bytes head{0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, kAnswerTtlSeconds, 0, length};
  out.insert(out.end(), head.begin(), head.end());
  out.insert(out.end(), answer.octets.begin(), answer.octets.begin() + length);
}

Bytes dns_answer(const Rule& rule, ByteView query, const Question& question) {
  std::vector<Address> answers;
  if (rule.action == Action::address) answers = fitting_answers(rule, question.type);
  Bytes out(query.begin(), query.begin() + static_cast<long>(question.end));
  out[2] = static_cast<std::uint8_t>(0x80 | (out[2] & 0x01));
  out[3] = static_cast<std::uint8_t>(0x80 | response_code(rule.action));
  std::fill(out.begin() + 6, out.begin() + 12, std::uint8_t{0});
  out[7] = static_cast<std::uint8_t>(answers.size());
  for (const Address& answer : answers) append_answer(out, answer);
  return out;
}

}  // namespace

Forgery forge_dns_answer(const Rule& rule, const Packet& packet, const Question& question) {
  const Bytes answer = dns_answer(rule, packet.payload, question);
  Packet reply = reply_to(packet, 0);
  reply.payload = answer;
  return send(rule, reply);
}

std::vector<Forgery> forge_resets(const Rule& rule, const Packet& packet) {
  std::vector<Forgery> out{send(rule, reply_to(packet, kRst | kAck))};
  reset_server(rule, packet, out);
  return out;
}

std::vector<Forgery> forge_end(const Rule& rule, const Packet& packet) {
  std::vector<Forgery> out;
  const ByteView payload = rule.payload;
  Packet segment = reply_to(packet, kPsh | kAck);
  for (std::size_t at = 0; at < payload.size(); at += kSegmentBytes) {
    segment.payload = payload.subspan(at, std::min(kSegmentBytes, payload.size() - at));
    out.push_back(send(rule, segment));
    segment.sequence += static_cast<std::uint32_t>(segment.payload.size());
  }
  segment.payload = {};
  segment.flags = kFin | kAck;
  out.push_back(send(rule, segment));
  reset_server(rule, packet, out);
  return out;
}

std::vector<Forgery> forge_reset_of_connect(const Rule& rule, const Packet& syn) {
  constexpr std::uint32_t kSequence = 0x1ab00000;
  Packet opening = reply_to(syn, kSyn);
  opening.sequence = kSequence;
  opening.acknowledgement = 0;
  Packet reset = opening;
  reset.flags = kRst;
  reset.sequence = kSequence + 1;
  return {send(rule, opening), send(rule, reset)};
}

}  // namespace lab
