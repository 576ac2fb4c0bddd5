// Everything that a program needs to touch the network, built in the right order and taken down in the
// reverse one.
#pragma once

#include <filesystem>
#include <vector>

#include "core/geo.h"
#include "probe/steps/step_scope.h"
#include "probe/steps/tls.h"

namespace saksi {

class NetworkParts {
 public:
  /// `geo_files` may be empty. Throws InputError for a database that cannot be read.
  explicit NetworkParts(const std::vector<std::filesystem::path>& geo_files);

  [[nodiscard]] Network& network() { return network_; }
  [[nodiscard]] Loop& loop() { return loop_; }
  [[nodiscard]] const Geo& geo() const { return geo_; }

  /// Ctrl-C and a polite kill end the loop cleanly; a second one ends the program at once.
  void end_on_signals();

 private:
  Geo geo_;
  Loop loop_;
  AresChannel system_resolver_;
  CurlMulti curl_;
  TlsClient tls_;
  Network network_;
};

/// The files to use: --geo-db if given, else what scripts/setup left in data/geo/, else none.
[[nodiscard]] std::vector<std::filesystem::path> geo_files(const std::vector<std::string>& given,
                                                           const std::filesystem::path& data_dir);

}  // namespace saksi
