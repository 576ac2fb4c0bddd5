#include "scripts/lab/judge.h"

#include <algorithm>
#include <string_view>

#include "scripts/lab/forge.h"

namespace lab {
namespace {

constexpr std::chrono::seconds kDeadConnectionKept{60};
constexpr std::uint16_t kDnsPort = 53;

bool contains_any(const Packet& packet, const std::vector<std::string>& needles) {
  const std::string_view text(reinterpret_cast<const char*>(packet.payload.data()), packet.payload.size());
  return std::any_of(needles.begin(), needles.end(),
                     [&](const std::string& needle) { return text.find(needle) != std::string_view::npos; });
}

bool looks_like_request(ByteView payload) {
  return !payload.empty() && payload[0] >= 'A' && payload[0] <= 'Z';
}

bool looks_like_handshake(ByteView payload) {
  return !payload.empty() && payload[0] == 22;
}

bool looks_like_client_hello(ByteView payload) {
  return payload.size() > 5 && payload[0] == 22 && payload[5] == 1;
}

std::string text_of(const Address& address) {
  return {address.octets.begin(), address.octets.end()};
}

/// What a rule found in a packet: the name, or an address; nothing when the rule does not match.
using Match = std::optional<std::string>;

Match match_dns(const Rule& rule, const Packet& packet) {
  if (packet.is_tcp || packet.destination_port != kDnsPort) return std::nullopt;
  const std::optional<Question> question = read_question(packet.payload);
  if (!question || !(rule.hosts.empty() || host_matches(rule, question->name))) return std::nullopt;
  return question->name;
}

Match match_tls(const Rule& rule, const Packet& packet) {
  if (!packet.is_tcp || !looks_like_client_hello(packet.payload)) return std::nullopt;
  const std::optional<ClientHello> hello = read_client_hello(packet.payload);
  if (!hello || (rule.only_tls13 && !hello->offers_tls13)) return std::nullopt;
  if (rule.hello_shorter_than != 0 && hello->bytes >= rule.hello_shorter_than) return std::nullopt;
  const std::string name = hello->server_name.value_or("");
  return rule.hosts.empty() || host_matches(rule, name) ? Match(name) : std::nullopt;
}

Match match_http(const Rule& rule, const Packet& packet) {
  if (!packet.is_tcp || !looks_like_request(packet.payload)) return std::nullopt;
  const std::string host = read_host_header(packet.payload).value_or("");
  const bool matches_all = rule.hosts.empty() && rule.contains.empty();
  const bool matches = matches_all || host_matches(rule, host) || contains_any(packet, rule.contains);
  return matches ? Match(host) : std::nullopt;
}

Match match(const Rule& rule, const Packet& packet) {
  if (!destination_matches(rule, packet)) return std::nullopt;
  switch (rule.layer) {
    case Layer::dns:
      return match_dns(rule, packet);
    case Layer::tcp:
      return packet.is_tcp && (packet.flags & (kSyn | kAck)) == kSyn ? Match(text_of(packet.destination))
                                                                     : std::nullopt;
    case Layer::tls:
      return match_tls(rule, packet);
    case Layer::http:
      return match_http(rule, packet);
  }
  return std::nullopt;
}

std::vector<Forgery> forge_answer(const Rule& rule, const Packet& packet) {
  const std::optional<Question> question = read_question(packet.payload);
  if (!question) return {};
  return {forge_dns_answer(rule, packet, *question)};
}

std::vector<Forgery> forge(const Rule& rule, const Packet& packet) {
  switch (rule.action) {
    case Action::nxdomain:
    case Action::servfail:
    case Action::refused:
    case Action::no_answer:
    case Action::address:
      return forge_answer(rule, packet);
    case Action::timeout:
    case Action::mark:
      return {};
    case Action::close:
    case Action::payload:
      return forge_end(rule, packet);
    case Action::reset:
      return rule.layer == Layer::tcp ? forge_reset_of_connect(rule, packet) : forge_resets(rule, packet);
  }
  return {};
}

auto service_of(const Packet& packet, bool all_ports) {
  return std::tuple(packet.source, packet.destination,
                    all_ports ? std::uint16_t{0} : packet.destination_port);
}

}  // namespace

Judgement Judge::judge(const Packet& packet, Clock::time_point now) {
  if (packet.is_tcp && is_dead(packet, now)) return {false, 0, {}};
  if (const Rule* rule = residual_rule(packet, now)) {
    if (rule->residual_action == Action::timeout || (packet.flags & kRst) != 0) return {false, 0, {}};
    return {false, 0, forge_resets(*rule, packet)};
  }
  if (packet.is_tcp) streams_.add(packet);
  const Rule* rule = find_rule(packet);
  if (rule == nullptr) return {};
  if (rule->action == Action::mark) return {true, rule->mark, {}};
  remember(*rule, packet, now);
  return {!rule->in_path, 0, forge(*rule, packet)};
}

void Judge::replace(std::vector<Rule> rules) {
  residues_.clear();
  rules_ = std::move(rules);
}

const Rule* Judge::find_rule(const Packet& packet) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    Bytes room;
    const Match found = match(rules_[i], as_seen(rules_[i], packet, room));
    if (found && draws_.acts(rules_[i], i, packet, *found)) return &rules_[i];
  }
  return nullptr;
}

/// The packet, or, for a rule that reassembles, one whose payload is all that the connection has carried.
Packet Judge::as_seen(const Rule& rule, const Packet& packet, Bytes& room) const {
  Packet seen = packet;
  if (!rule.reassemble || !packet.is_tcp || packet.payload.empty()) return seen;
  seen.payload = streams_.joined(packet);
  if (rule.layer == Layer::tls && looks_like_handshake(seen.payload)) {
    room = join_records(seen.payload);
    seen.payload = room;
  }
  return seen;
}

bool Judge::is_dead(const Packet& packet, Clock::time_point now) const {
  const auto found = dead_.find(connection_of(packet));
  return found != dead_.end() && now < found->second && (packet.flags & kSyn) == 0;
}

const Rule* Judge::residual_rule(const Packet& packet, Clock::time_point now) const {
  if (!packet.is_tcp) return nullptr;
  for (const bool all_ports : {false, true}) {
    const auto found = residues_.find(service_of(packet, all_ports));
    if (found != residues_.end() && now < found->second.until) return found->second.rule;
  }
  return nullptr;
}

void Judge::remember(const Rule& rule, const Packet& packet, Clock::time_point now) {
  if (!packet.is_tcp) return;
  streams_.forget(packet);
  // A client that has been told the end must not reach the server again: the server's answer to a stray
  // segment would undo the deception.
  if (rule.in_path) dead_[connection_of(packet)] = now + kDeadConnectionKept;
  if (rule.residual.count() == 0) return;
  residues_[service_of(packet, rule.residual_all_ports)] = {&rule, now + rule.residual};
}

}  // namespace lab
