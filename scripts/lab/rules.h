// What the censor does, as read from a file that the lab's driver writes: one rule a line, of key=value
// words.
//
//   dns  nxdomain hosts=www.example.com drop=1
//   tls  reset    hosts=www.example.com,*.example.org ports=443 mode=on_path ttl=64 residual=30
//   http payload  hosts=www.example.com payload=/path/of/response
//
// The first word is the layer, the second the action. A line that cannot be understood stops the program:
// a censor that silently does less than it was told would make tests pass for the wrong reason.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "scripts/lab/packet.h"

namespace lab {

enum class Layer { dns, tcp, tls, http };

enum class Action {
  nxdomain,  // dns: forged answers
  servfail,
  refused,
  no_answer,
  address,
  timeout,  // every layer: the packet, and the connection it belongs to, are dropped
  reset,    // tcp, tls, http
  close,    // tls, http: a forged FIN
  payload,  // tls, http: forged bytes (an alert, a page, a redirect), then a FIN
  mark,     // tls, http: let pass, marked for the traffic shaper
};

struct Rule {
  Layer layer = Layer::dns;
  Action action = Action::timeout;
  std::vector<std::string> hosts;     // exact, or "*.example.com" for every name below
  std::vector<std::string> contains;  // http: any of these stands in the request
  std::vector<Address> destinations;  // empty: any
  std::vector<std::uint16_t> ports;   // empty: any
  std::vector<unsigned> versions;     // 4, 6; empty: both
  std::vector<Address> answers;       // dns address
  Bytes payload;
  bool in_path = true;       // false: the packet goes on, the forgery races the truth
  bool reset_server = true;  // also tell the server that the connection is gone
  std::uint8_t ttl = 64;     // of what is forged
  std::uint32_t mark = 0;
  std::chrono::milliseconds delay{0};        // before the forgery is sent
  std::chrono::seconds residual{0};          // how long the address and port stay blocked for this client
  bool residual_all_ports = false;           // ... and every other port of the address
  Action residual_action = Action::timeout;  // reset or timeout
  bool only_tls13 = false;                   // tls: only a ClientHello that offers TLS 1.3
  std::size_t hello_shorter_than = 0;        // tls: only a shorter ClientHello; 0: any
  bool reassemble = false;                   // tls, http: joins segments, and TLS records, before it looks
  unsigned percent = 100;                    // of the flows that match, how many are acted upon
  std::uint32_t seed = 1;                    // which ones
};

/// Throws std::runtime_error naming file, line and word.
std::vector<Rule> read_rules(const std::string& path);

bool host_matches(const Rule& rule, const std::string& host);
bool destination_matches(const Rule& rule, const Packet& packet);

}  // namespace lab
