#include "probe/network.h"

#include <algorithm>
#include <csignal>

#include "probe/command.h"

namespace saksi {
namespace {

Loop* loop_to_end = nullptr;  // a signal handler can reach nothing else

void on_signal(int number) {
  loop_to_end->interrupt();
  std::signal(number, SIG_DFL);  // the second one is obeyed at once
}

Geo open_geo(const std::vector<std::filesystem::path>& files) {
  auto geo = Geo::open(files);
  if (!geo) throw InputError(geo.error().message);
  return std::move(*geo);
}

}  // namespace

NetworkParts::NetworkParts(const std::vector<std::filesystem::path>& geo_files)
    : geo_(open_geo(geo_files)),
      system_resolver_(loop_),
      curl_(loop_),
      network_{loop_, system_resolver_, curl_, tls_.context(), geo_} {}

void NetworkParts::end_on_signals() {
  loop_to_end = &loop_;
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

std::vector<std::filesystem::path> geo_files(const std::vector<std::string>& given,
                                             const std::filesystem::path& data_dir) {
  if (!given.empty()) return {given.begin(), given.end()};
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(data_dir / "geo", ignored)) {
    if (entry.path().extension() == ".mmdb") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace saksi
