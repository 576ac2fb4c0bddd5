#include "analyzer/ingest/delivery.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace saksi {

namespace {

template <class Item>
void append(std::vector<Item>& to, std::vector<Item>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

Delivery::Delivery(LockedArchive archive, Source source) : archive_(archive), progress_(std::move(source)) {}

bool Delivery::deliver(std::uint64_t sequence, JudgedBatch batch) {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return abandoned_ || sequence == next_ || waiting_.size() < kMostWaiting; });
    waiting_.emplace(sequence, std::move(batch));
    take_in_order();
    if (std::exchange(ended_, false)) return true;
    if (!is_due()) return false;
  }
  commit();
  return false;
}

void Delivery::take_in_order() {
  for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_; ++next_) {
    take(first->second);
    first = waiting_.erase(first);
  }
  room_.notify_all();
}

void Delivery::take(JudgedBatch& batch) {
  append(results_, batch.results);
  const std::uint64_t kept = std::min<std::uint64_t>(progress_.damaged, kMostDamagedKept);
  batch.damaged.resize(std::min<std::size_t>(batch.damaged.size(), kMostDamagedKept - kept));
  append(damaged_, batch.damaged);
  progress_.done = batch.end;
  progress_.lines += batch.lines;
  progress_.damaged += batch.damaged_lines;
  if (batch.last) {
    ended_ = true;
    progress_.complete = batch.trouble.empty();
    progress_.trouble = batch.trouble;
  }
  changed_ = true;
}

bool Delivery::is_due() const {
  return results_.size() + damaged_.size() >= kRowsAtOnce;
}

void Delivery::commit() {
  const std::lock_guard writing(archive_.mutex);
  std::vector<ArchivedResult> results;
  std::vector<DamagedLine> damaged;
  Source progress;
  {
    const std::lock_guard lock(mutex_);
    if (!changed_) return;
    results.swap(results_);
    damaged.swap(damaged_);
    progress = progress_;
    changed_ = false;
  }
  fresh_ += archive_.archive.add(results, damaged, progress);
}

void Delivery::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  room_.notify_all();
}

}  // namespace saksi
