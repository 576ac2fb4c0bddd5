// PersonalTraces::of_this_machine(): what this machine is called and which addresses it has.
#include <ifaddrs.h>
#include <netpacket/packet.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>

#include "core/scrub.h"
#include "core/scrub_spelling.h"

namespace saksi {
namespace {

void add_name(PersonalTraces& traces, const std::string& name) {
  if (!is_common_name(name)) traces.names.push_back(name);
}

/// "aa:bb:cc:dd:ee:ff" stands for the other separators too; captive portals also write it in one and in
/// three parts.
void add_hardware_address(PersonalTraces& traces, const sockaddr_ll& link) {
  if (link.sll_halen != 6 || std::all_of(link.sll_addr, link.sll_addr + 6, [](auto b) { return b == 0; }))
    return;
  for (const char* format :
       {"%02x:%02x:%02x:%02x:%02x:%02x", "%02x%02x%02x%02x%02x%02x", "%02x%02x.%02x%02x.%02x%02x"}) {
    std::array<char, 32> text{};
    const auto* b = link.sll_addr;
    std::snprintf(text.data(), text.size(), format, b[0], b[1], b[2], b[3], b[4], b[5]);
    add_name(traces, text.data());
  }
}

void add_interfaces(PersonalTraces& traces) {
  ifaddrs* raw = nullptr;
  if (getifaddrs(&raw) != 0) return;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> list(raw, &freeifaddrs);
  for (const ifaddrs* entry = list.get(); entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr) continue;
    if (entry->ifa_addr->sa_family == AF_PACKET) {
      add_hardware_address(traces, *reinterpret_cast<const sockaddr_ll*>(entry->ifa_addr));
    } else if (const auto address = IpAddress::from_sockaddr(*entry->ifa_addr)) {
      if (!address->is_loopback()) traces.addresses.push_back(*address);
    }
  }
}

/// "amirs-pc.corp.example": whole, the first label, and the domain.
void add_host_name(PersonalTraces& traces) {
  std::array<char, 256> buffer{};
  if (gethostname(buffer.data(), buffer.size() - 1) != 0) return;
  const std::string name = buffer.data();
  add_name(traces, name);
  const std::size_t dot = name.find('.');
  if (dot == std::string::npos) return;
  add_name(traces, name.substr(0, dot));
  if (name.find('.', dot + 1) != std::string::npos) add_name(traces, name.substr(dot + 1));
}

/// From the password database, not from the environment, which only main reads.
void add_user(PersonalTraces& traces) {
  std::array<char, 16384> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return;
  add_name(traces, entry.pw_name);
  const std::string home = entry.pw_dir;
  add_name(traces, home.substr(home.find_last_of('/') + 1));
  std::string full_name = entry.pw_gecos;
  add_name(traces, full_name.substr(0, full_name.find(',')));
}

void add_search_domains(PersonalTraces& traces) {
  std::ifstream file("/etc/resolv.conf");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word != "search" && word != "domain") continue;
    while (words >> word) {
      while (!word.empty() && word.back() == '.') word.pop_back();
      add_name(traces, word);
    }
  }
}

template <class T>
void keep_each_once(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

PersonalTraces PersonalTraces::of_this_machine() {
  PersonalTraces traces;
  add_interfaces(traces);
  add_host_name(traces);
  add_user(traces);
  add_search_domains(traces);
  keep_each_once(traces.addresses);
  keep_each_once(traces.names);
  return traces;
}

}  // namespace saksi
