#include "scripts/lab/rules.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

namespace lab {
namespace {

const std::map<std::string, Layer> kLayers{
    {"dns", Layer::dns}, {"tcp", Layer::tcp}, {"tls", Layer::tls}, {"http", Layer::http}};

const std::map<std::string, Action> kActions{{"nxdomain", Action::nxdomain}, {"servfail", Action::servfail},
                                             {"refused", Action::refused},   {"no_answer", Action::no_answer},
                                             {"address", Action::address},   {"timeout", Action::timeout},
                                             {"reset", Action::reset},       {"close", Action::close},
                                             {"payload", Action::payload},   {"mark", Action::mark}};

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
  return parts;
}

unsigned number(const std::string& text) {
  unsigned value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) throw std::runtime_error("not a number: " + text);
  return value;
}

std::vector<Address> addresses(const std::string& text) {
  std::vector<Address> found;
  for (const std::string& part : split(text)) {
    const std::optional<Address> address = parse_address(part);
    if (!address) throw std::runtime_error("not an address: " + part);
    found.push_back(*address);
  }
  return found;
}

std::string file_content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <typename Number>
std::vector<Number> numbers(const std::string& text) {
  std::vector<Number> found;
  for (const std::string& part : split(text)) found.push_back(static_cast<Number>(number(part)));
  return found;
}

template <typename Value>
bool allows(const std::vector<Value>& allowed, const Value& value) {
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

void set_matches(Rule& rule, const std::string& key, const std::string& value) {
  if (key == "hosts") {
    rule.hosts = split(value);
  } else if (key == "contains") {
    rule.contains.push_back(file_content(value));
  } else if (key == "destinations") {
    rule.destinations = addresses(value);
  } else if (key == "ports") {
    rule.ports = numbers<std::uint16_t>(value);
  } else if (key == "versions") {
    rule.versions = numbers<unsigned>(value);
  } else if (key == "only_tls13") {
    rule.only_tls13 = number(value) != 0;
  } else if (key == "shorter") {
    rule.hello_shorter_than = number(value);
  } else if (key == "reassemble") {
    rule.reassemble = number(value) != 0;
  } else if (key == "percent") {
    rule.percent = number(value);
  } else if (key == "seed") {
    rule.seed = number(value);
  } else {
    throw std::runtime_error("unknown word: " + key);
  }
}

template <typename Word>
Word look_up(const std::map<std::string, Word>& words, const std::string& word) {
  const auto found = words.find(word);
  if (found == words.end()) throw std::runtime_error("unknown word: " + word);
  return found->second;
}

/// False when the key is about something else.
bool set_residue(Rule& rule, const std::string& key, const std::string& value) {
  if (key == "residual") {
    rule.residual = std::chrono::seconds(number(value));
  } else if (key == "residual_all_ports") {
    rule.residual_all_ports = number(value) != 0;
  } else if (key == "residual_action") {
    rule.residual_action = look_up(kActions, value);
  } else {
    return false;
  }
  return true;
}

void set(Rule& rule, const std::string& key, const std::string& value) {
  if (set_residue(rule, key, value)) return;
  if (key == "answers") {
    rule.answers = addresses(value);
  } else if (key == "payload") {
    const std::string content = file_content(value);
    rule.payload.assign(content.begin(), content.end());
  } else if (key == "in_path") {
    rule.in_path = number(value) != 0;
  } else if (key == "reset_server") {
    rule.reset_server = number(value) != 0;
  } else if (key == "ttl") {
    rule.ttl = static_cast<std::uint8_t>(number(value));
  } else if (key == "mark") {
    rule.mark = number(value);
  } else if (key == "delay") {
    rule.delay = std::chrono::milliseconds(number(value));
  } else {
    set_matches(rule, key, value);
  }
}

Rule parse_rule(const std::string& line) {
  std::istringstream in(line);
  std::string layer;
  std::string action;
  in >> layer >> action;
  Rule rule;
  rule.layer = look_up(kLayers, layer);
  rule.action = look_up(kActions, action);
  for (std::string word; in >> word;) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) throw std::runtime_error("no '=' in: " + word);
    set(rule, word.substr(0, equals), word.substr(equals + 1));
  }
  return rule;
}

bool name_matches(const std::string& pattern, const std::string& host) {
  if (!pattern.starts_with("*.")) return pattern == host;
  return host.size() >= pattern.size() && host.ends_with(pattern.substr(1));
}

}  // namespace

std::vector<Rule> read_rules(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::vector<Rule> rules;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    try {
      if (!line.empty()) rules.push_back(parse_rule(line));
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(path + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  return rules;
}

bool host_matches(const Rule& rule, const std::string& host) {
  return std::any_of(rule.hosts.begin(), rule.hosts.end(),
                     [&](const std::string& pattern) { return name_matches(pattern, host); });
}

bool destination_matches(const Rule& rule, const Packet& packet) {
  return allows(rule.versions, static_cast<unsigned>(packet.source.version)) &&
         allows(rule.destinations, packet.destination) && allows(rule.ports, packet.destination_port);
}

}  // namespace lab
