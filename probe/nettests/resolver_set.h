// The resolvers that a run asks, and how many questions each may have to answer at once.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "probe/engine/semaphore.h"
#include "probe/steps/dns.h"

namespace saksi {

inline constexpr std::size_t kQueriesPerResolver = 8;

class ResolverSet {
 public:
  /// The resolvers that were named (`--resolver`); each URL is asked of all of them.
  ResolverSet(Loop& loop, std::vector<Resolver> named);
  /// The default: the system's for every URL, and one UDP and one DoH resolver of the presets for each in
  /// turn.
  ResolverSet(Loop& loop, std::vector<Resolver> udp, std::vector<Resolver> doh);

  /// Which resolvers to ask about the next name.
  [[nodiscard]] std::vector<Resolver> next();
  [[nodiscard]] Semaphore& slots(const Resolver& resolver);

 private:
  Loop& loop_;
  std::vector<Resolver> always_;
  std::vector<Resolver> udp_;
  std::vector<Resolver> doh_;
  std::size_t turn_ = 0;
  std::map<std::string, std::unique_ptr<Semaphore>> slots_;
};

}  // namespace saksi
