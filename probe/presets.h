// What data/ and testlists/ hold for a run: public resolvers, public controls, portal checks, sites that are
// always open.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "probe/nettests/line.h"
#include "probe/steps/dns.h"

namespace saksi {

struct ResolverPresets {
  std::vector<Resolver> udp;
  std::vector<Resolver> doh;
};

/// data/resolvers.csv (name,kind,endpoint,addresses,operator,notes). Throws InputError.
[[nodiscard]] ResolverPresets read_resolver_presets(const std::filesystem::path& file);

struct ControlPreset {
  std::string url;
  std::string operator_name;
};

/// data/controls.csv (name,url,operator,notes): used when no --control is given. Throws InputError.
[[nodiscard]] std::vector<ControlPreset> read_control_presets(const std::filesystem::path& file);

/// data/captive_portals.csv (url,status,body). Throws InputError.
[[nodiscard]] std::vector<PortalCheck> read_portal_checks(const std::filesystem::path& file);

/// testlists/always_open.csv. Throws InputError.
[[nodiscard]] std::vector<Url> read_always_open(const std::filesystem::path& file);

}  // namespace saksi
