// Informed consent, asked once before the first packet: what is measured, who can see it, what is kept, what
// the risk is. An answer is remembered for the same wording and the same controls; when either changes, it is
// asked again.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "probe/command.h"

namespace saksi {

/// The text that is agreed to. `control_operators` are named in it ("OONI"), because they learn which sites
/// were tested.
[[nodiscard]] std::string consent_text(const std::vector<std::string>& control_operators);

/// True when it was agreed to before.
[[nodiscard]] bool has_consented(const std::filesystem::path& config_dir, const std::string& text);

/// Shows the text and asks; true only for a clear yes. Remembers it when the directory can be written.
[[nodiscard]] bool ask_consent(const std::filesystem::path& config_dir, const std::string& text,
                               std::istream& in, std::ostream& out);

}  // namespace saksi
