// Forged packets: each function answers one packet of the client as the censor would.
#pragma once

#include <vector>

#include "scripts/lab/judge.h"

namespace lab {

/// An answer to the DNS query in `packet`, sent as if by the resolver it was meant for.
Forgery forge_dns_answer(const Rule& rule, const Packet& packet, const Question& question);

/// RST to the client, and to the server when the rule says so.
std::vector<Forgery> forge_resets(const Rule& rule, const Packet& packet);

/// The rule's payload (possibly none) and a FIN to the client; RST to the server when the rule says so.
std::vector<Forgery> forge_end(const Rule& rule, const Packet& packet);

/// Makes a connect() fail with ECONNRESET rather than ECONNREFUSED: Linux reports the former only when the
/// RST arrives after the SYN_SENT state. A bare SYN first (a simultaneous open, RFC 9293 3.5) moves the
/// client on to SYN_RECEIVED, and then comes the RST.
std::vector<Forgery> forge_reset_of_connect(const Rule& rule, const Packet& syn);

}  // namespace lab
