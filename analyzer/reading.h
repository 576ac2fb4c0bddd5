// What a command reads: an archive of any kind, or a probe's database, as one archive judged by today's rules as
// far as the evidence is at hand.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/questions/listed_sites.h"
#include "core/judge/fingerprint.h"
#include "core/store.h"

namespace saksi {

struct Reading {
  std::unique_ptr<Archive> archive;
  std::optional<Store> store;       // our measurements' evidence; nothing when the archive is on a server
  std::vector<Run> runs;            // of our measurements
  std::set<Asn> unlocated;          // networks of ours whose country no geolocation confirms
  ListedSites listed;               // categories that our measurements name
  bool judged_anew = false;         // ours, for this reading
  std::vector<std::string> doubts;  // what a reader must know: by which older rules the others were judged
};

/// Ours are judged anew when the archive does not hold them, or was judged by other rules or fingerprints.
[[nodiscard]] Reading open_reading(const std::string& where, const Fingerprints& fingerprints);

/// Our measurements judged anew, as an archive in memory.
[[nodiscard]] std::unique_ptr<Archive> judge_ours(const Store& store, const Fingerprints& fingerprints);

/// Runs whose always-open sites failed too often: nothing in them counts.
inline constexpr double kBrokenLineShare = 0.30;
[[nodiscard]] bool is_broken(const LineCheck& line);

}  // namespace saksi
