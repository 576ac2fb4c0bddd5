// The same work on several threads, and rows that are sorted on several threads. Private to the archive.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace saksi {

/// Calls work(0) in this thread and work(1) ... work(workers - 1) in others; returns when all have. Throws
/// what the first of them threw.
void on_threads(std::size_t workers, const std::function<void(std::size_t)>& work);

/// Rows that workers put by rank, each into storage of its own, and that are then counted part by part: a
/// part is small enough to be sorted within the processor's cache, and the answers of the parts one after
/// another are in the order of rank.
template <class Row>
class SpreadRows {
 public:
  SpreadRows(std::size_t workers, std::size_t ranks)
      : ranks_(std::max<std::size_t>(ranks, 1)), parts_(workers, std::vector<std::vector<Row>>(kParts)) {}

  void put(std::size_t worker, std::uint32_t rank, const Row& row) {
    parts_[worker][static_cast<std::size_t>(std::uint64_t{rank} * kParts / ranks_)].push_back(row);
  }

  /// Calls count(rows, answers) with the rows of each part, once. The rows are gone after that.
  template <class Answer, class Count>
  [[nodiscard]] std::vector<Answer> count(const Count& count_part) {
    std::vector<std::vector<Answer>> answers(kParts);
    std::atomic<std::size_t> next{0};
    on_threads(parts_.size(), [&](std::size_t) {
      for (std::size_t part = next++; part < kParts; part = next++) {
        std::vector<Row> rows = take(part);
        count_part(rows, answers[part]);
      }
    });
    return joined(std::move(answers));
  }

 private:
  static constexpr std::size_t kParts = 256;

  std::vector<Row> take(std::size_t part) {
    std::vector<Row> rows = std::move(parts_[0][part]);
    for (std::size_t worker = 1; worker < parts_.size(); ++worker) {
      const std::vector<Row> more = std::move(parts_[worker][part]);
      rows.insert(rows.end(), more.begin(), more.end());
    }
    return rows;
  }

  template <class Answer>
  static std::vector<Answer> joined(std::vector<std::vector<Answer>> parts) {
    std::size_t total = 0;
    for (const auto& part : parts) total += part.size();
    std::vector<Answer> all;
    all.reserve(total);
    for (std::vector<Answer>& part : parts) {
      all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
      std::vector<Answer>{}.swap(part);
    }
    return all;
  }

  std::size_t ranks_;
  std::vector<std::vector<std::vector<Row>>> parts_;  // by worker, then by part
};

}  // namespace saksi
