// The censor's mind: given a packet that travels from the home to the world, what happens to it and what is
// forged. No sockets and no clock of its own, so that it can be read and tested by itself.
#pragma once

#include <chrono>
#include <map>
#include <tuple>
#include <vector>

#include "scripts/lab/dissect.h"
#include "scripts/lab/draws.h"
#include "scripts/lab/packet.h"
#include "scripts/lab/rules.h"
#include "scripts/lab/streams.h"
#include "scripts/lab/timers.h"

namespace lab {

/// A packet to be sent as if it came from somebody else.
struct Forgery {
  Bytes bytes;
  Address destination;
  std::chrono::milliseconds delay{0};
};

struct Judgement {
  bool pass = true;
  std::uint32_t mark = 0;
  std::vector<Forgery> forgeries;
};

class Judge {
 public:
  explicit Judge(std::vector<Rule> rules) : rules_(std::move(rules)) {}

  Judgement judge(const Packet& packet, Clock::time_point now);

  /// Other rules from now on. Residual blocking ends; connections that were cut stay dead.
  void replace(std::vector<Rule> rules);

 private:
  using Service = std::tuple<Address, Address, std::uint16_t>;
  struct Residue {
    const Rule* rule;
    Clock::time_point until;
  };

  const Rule* find_rule(const Packet& packet);
  Packet as_seen(const Rule& rule, const Packet& packet, Bytes& room) const;
  bool is_dead(const Packet& packet, Clock::time_point now) const;
  const Rule* residual_rule(const Packet& packet, Clock::time_point now) const;
  void remember(const Rule& rule, const Packet& packet, Clock::time_point now);

  std::vector<Rule> rules_;
  std::map<Connection, Clock::time_point> dead_;
  std::map<Service, Residue> residues_;
  Streams streams_;
  Draws draws_;
};

}  // namespace lab
