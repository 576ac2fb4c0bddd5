// A censor that acts on some flows only: which ones is drawn once for each flow, so that a retransmission
// meets the same fate, and depends on nothing but the seed, the name and how often that name was asked for.
// Two runs in which other names come in another order draw the same.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "scripts/lab/rules.h"
#include "scripts/lab/streams.h"

namespace lab {

class Draws {
 public:
  /// `serial` tells rules apart; `name` is what the rule matched: a host, or an address.
  bool acts(const Rule& rule, std::size_t serial, const Packet& packet, const std::string& name);

 private:
  // The number of a DNS message tells the questions of one socket apart.
  using Flow = std::tuple<std::size_t, Connection, std::uint16_t>;

  std::map<Flow, bool> drawn_;
  std::map<std::pair<std::size_t, std::string>, std::uint32_t> flows_of_;
};

}  // namespace lab
