// A set that is a sorted vector: judging makes some thirty small ones for every measurement, and a tree's
// nodes cost more than all that is done with them.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <set>
#include <vector>

#include "core/endpoint.h"

namespace saksi {

template <class T>
class FlatSet {
 public:
  FlatSet() = default;
  FlatSet(std::initializer_list<T> items) { insert(items.begin(), items.end()); }

  void insert(const T& item) {
    const auto at = std::lower_bound(items_.begin(), items_.end(), item);
    if (at == items_.end() || *at != item) items_.insert(at, item);
  }
  /// Many at once: not slower than sorting them all, however many there are.
  template <class Iterator>
  void insert(Iterator first, Iterator last) {
    if (first == last) return;
    items_.insert(items_.end(), first, last);
    if (items_.size() == 1) return;
    std::sort(items_.begin(), items_.end());
    items_.erase(std::unique(items_.begin(), items_.end()), items_.end());
  }
  template <class Range>
  void insert_all(const Range& range) {
    insert(range.begin(), range.end());
  }

  [[nodiscard]] bool contains(const T& item) const {
    return std::binary_search(items_.begin(), items_.end(), item);
  }
  [[nodiscard]] auto begin() const { return items_.begin(); }
  [[nodiscard]] auto end() const { return items_.end(); }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool empty() const { return items_.empty(); }
  auto operator<=>(const FlatSet&) const = default;
  [[nodiscard]] bool operator==(const std::set<T>& tree) const {
    return std::equal(begin(), end(), tree.begin(), tree.end());
  }

 private:
  std::vector<T> items_;
};

using AddressSet = FlatSet<IpAddress>;

}  // namespace saksi
