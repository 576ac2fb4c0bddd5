// What a command reads: an archive of any kind, or a probe's database, as one archive judged by today's rules
// as far as the evidence is at hand.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/citations.h"
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

/// Cites ours from their evidence, judged anew; those whose evidence is not at hand, and others', from the
/// row. Refers to `reading` and `fingerprints`.
[[nodiscard]] Cite citing(const Reading& reading, const Fingerprints& fingerprints);

/// What our measurements say of a category wins over lists.
[[nodiscard]] ListedSites with_own_categories(ListedSites lists, const ListedSites& ours);

/// The measurements of a store of saksi-probe judged anew, as an archive in memory.
[[nodiscard]] std::unique_ptr<Archive> judge_ours(const std::filesystem::path& database,
                                                  const Fingerprints& fingerprints);

}  // namespace saksi
