#include "probe/nettests/resolver_set.h"

#include <utility>

namespace saksi {

ResolverSet::ResolverSet(Loop& loop, std::vector<Resolver> named) : loop_(loop), always_(std::move(named)) {}

ResolverSet::ResolverSet(Loop& loop, std::vector<Resolver> udp, std::vector<Resolver> doh)
    : loop_(loop), always_{Resolver{}}, udp_(std::move(udp)), doh_(std::move(doh)) {}

std::vector<Resolver> ResolverSet::next() {
  std::vector<Resolver> chosen = always_;
  if (!udp_.empty()) chosen.push_back(udp_[turn_ % udp_.size()]);
  if (!doh_.empty()) chosen.push_back(doh_[turn_ % doh_.size()]);
  ++turn_;
  return chosen;
}

Semaphore& ResolverSet::slots(const Resolver& resolver) {
  auto& slot = slots_[resolver.name()];
  if (!slot) slot = std::make_unique<Semaphore>(loop_, kQueriesPerResolver);
  return *slot;
}

}  // namespace saksi
