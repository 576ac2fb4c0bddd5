// Where the files that come with the program are: fingerprints and test lists.
#pragma once

#include <filesystem>
#include <vector>

#include "analyzer/questions/listed_sites.h"
#include "core/judge/fingerprint.h"

namespace saksi {

/// The first of: the working folder, the folders above the program, /usr/share/saksi. Empty when nowhere.
[[nodiscard]] std::filesystem::path find_with_program(const std::filesystem::path& relative);

/// `files`, or data/fingerprints.csv when there are none. Throws BadInput.
[[nodiscard]] Fingerprints load_fingerprints(const std::vector<std::filesystem::path>& files);

/// Categories and notes of `files`, or of testlists/*.csv when there are none. Throws BadInput for a file
/// that was named and cannot be read.
[[nodiscard]] ListedSites load_lists(const std::vector<std::filesystem::path>& files);

}  // namespace saksi
