// Documents before Web Connectivity 0.5 (0.0.1 of measurement-kit, 0.1 to 0.3 of the Python probe, 0.4) list
// their operations without saying which belong together: no transaction ids, no depth, often no TLS at all.
// What those probes did is known: they connected to every address that the system's resolver gave (0.4 with
// TLS for an https URL), then fetched the page with a client of its own that followed redirects.
#pragma once

#include "core/measurement.h"

namespace saksi {

/// Gives every operation its flow and its depth:
/// - requests stand newest first; the oldest is the URL itself, each one before it a redirect further;
/// - a handshake belongs to the connection with its endpoint, or, where it names none, to the next one made;
/// - the first request belongs to the first connection that was made to its port;
/// - a failure of a whole request is that of the operation that it is called after. Where the connections or
///   handshakes have failed themselves, it only repeats them, and is left out;
/// - an https answer implies a handshake, which is added where none is recorded and `verified` says that this
///   probe verified certificates (the Python probe did not).
/// The endpoint of a redirect to another host is not known: its address is 0.0.0.0.
void join_old_flows(Measurement& measurement, bool verified);

}  // namespace saksi
