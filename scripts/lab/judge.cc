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

bool looks_like_client_hello(ByteView payload) {
  return payload.size() > 5 && payload[0] == 22 && payload[5] == 1;
}

bool dns_matches(const Rule& rule, const Packet& packet) {
  if (packet.is_tcp || packet.destination_port != kDnsPort) return false;
  const std::optional<Question> question = read_question(packet.payload);
  return question && (rule.hosts.empty() || host_matches(rule, question->name));
}

bool tls_matches(const Rule& rule, const Packet& packet) {
  if (!packet.is_tcp || !looks_like_client_hello(packet.payload)) return false;
  return rule.hosts.empty() || host_matches(rule, read_server_name(packet.payload).value_or(""));
}

bool http_matches(const Rule& rule, const Packet& packet) {
  if (!packet.is_tcp || !looks_like_request(packet.payload)) return false;
  if (rule.hosts.empty() && rule.contains.empty()) return true;
  const std::optional<std::string> host = read_host_header(packet.payload);
  return (host && host_matches(rule, *host)) || contains_any(packet, rule.contains);
}

bool rule_matches(const Rule& rule, const Packet& packet) {
  if (!destination_matches(rule, packet)) return false;
  switch (rule.layer) {
    case Layer::dns:
      return dns_matches(rule, packet);
    case Layer::tcp:
      return packet.is_tcp && (packet.flags & (kSyn | kAck)) == kSyn;
    case Layer::tls:
      return tls_matches(rule, packet);
    case Layer::http:
      return http_matches(rule, packet);
  }
  return false;
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

auto connection_of(const Packet& packet) {
  return std::tuple(packet.source, packet.source_port, packet.destination, packet.destination_port);
}

auto service_of(const Packet& packet) {
  return std::tuple(packet.source, packet.destination, packet.destination_port);
}

}  // namespace

Judgement Judge::judge(const Packet& packet, Clock::time_point now) {
  if (packet.is_tcp && is_dead(packet, now)) return {false, 0, {}};
  if (const Rule* rule = residual_rule(packet, now)) {
    if (rule->action == Action::timeout || (packet.flags & kRst) != 0) return {false, 0, {}};
    return {false, 0, forge_resets(*rule, packet)};
  }
  const Rule* rule = find_rule(packet);
  if (rule == nullptr) return {};
  if (rule->action == Action::mark) return {true, rule->mark, {}};
  remember(*rule, packet, now);
  return {!rule->in_path, 0, forge(*rule, packet)};
}

const Rule* Judge::find_rule(const Packet& packet) const {
  const auto found = std::find_if(rules_.begin(), rules_.end(),
                                  [&](const Rule& rule) { return rule_matches(rule, packet); });
  return found == rules_.end() ? nullptr : &*found;
}

bool Judge::is_dead(const Packet& packet, Clock::time_point now) const {
  const auto found = dead_.find(connection_of(packet));
  return found != dead_.end() && now < found->second && (packet.flags & kSyn) == 0;
}

const Rule* Judge::residual_rule(const Packet& packet, Clock::time_point now) const {
  if (!packet.is_tcp) return nullptr;
  const auto found = residues_.find(service_of(packet));
  return found != residues_.end() && now < found->second.until ? found->second.rule : nullptr;
}

void Judge::remember(const Rule& rule, const Packet& packet, Clock::time_point now) {
  if (!packet.is_tcp) return;
  // A client that has been told the end must not reach the server again: the server's answer to a stray
  // segment would undo the deception.
  if (rule.in_path) dead_[connection_of(packet)] = now + kDeadConnectionKept;
  if (rule.residual.count() > 0) residues_[service_of(packet)] = {&rule, now + rule.residual};
}

}  // namespace lab
