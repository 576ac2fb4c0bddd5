// Handshakes that succeeded here with a chain that is not the one the control was shown: somebody between
// opens the connection with a certificate of an authority that this machine was made to trust (the
// `certificate` experiment, docs/verdicts.md section 10). Pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/measurement.h"
#include "core/verdict.h"

namespace saksi {

struct OtherChain {
  std::string server_name;
  std::set<Endpoint> endpoints;  // where both were shown a chain
  std::string issuer;            // of the leaf that was trusted here, RFC 4514, bounded
  std::string control_issuer;    // of the control's, likewise
};

/// Names for which the chains were exchanged: at one endpoint at least both handshakes succeeded; every chain
/// that succeeded here has another leaf than every one of the control's for the name, no certificate in
/// common, and another issuing organization; and ours are not in the public logs, as those of a site that
/// has certificates of several authorities are. Nothing where the control tells no chains.
[[nodiscard]] std::vector<OtherChain> exchanged_chains(const Attempt& attempt);

/// "The certificate of www.example.com at 192.0.2.1:443 is issued by ..."
[[nodiscard]] std::string in_words(const OtherChain& chain);

/// The tls finding of this attempt rests on exchanged_chains() alone.
[[nodiscard]] bool rests_on_exchanged_chains(const Attempt& attempt, const Verdict& verdict);

}  // namespace saksi
