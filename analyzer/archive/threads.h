// The same work on several threads, and rows that are sorted on several threads. Private to the archive.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <vector>

namespace saksi {

/// Calls work(0) in this thread and work(1) ... work(workers - 1) in others; returns when all have. Throws
/// what the first of them threw.
void on_threads(std::size_t workers, const std::function<void(std::size_t)>& work);

/// Rows in blocks: grows without moving what is there, and without asking the kernel for ever larger pieces,
/// which it would have to fill with zeros each time.
template <class Row>
class RowBlocks {
 public:
  void push_back(const Row& row) {
    if (size_ == blocks_.size() * kBlock) blocks_.push_back(std::make_unique_for_overwrite<Row[]>(kBlock));
    blocks_.back()[size_++ % kBlock] = row;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Appends all rows to `rows`, and is empty then.
  void move_to(std::vector<Row>& rows) {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const Row* const block = blocks_[i].get();
      rows.insert(rows.end(), block, block + std::min(kBlock, size_ - i * kBlock));
    }
    *this = RowBlocks{};
  }

 private:
  static constexpr std::size_t kBlock = 512;
  std::vector<std::unique_ptr<Row[]>> blocks_;
  std::size_t size_ = 0;
};

/// Rows that workers put by rank, each into storage of its own, and that are then counted part by part: a
/// part is small enough to be sorted within the processor's cache, and the answers of the parts one after
/// another are in the order of rank.
template <class Row>
class SpreadRows {
 public:
  SpreadRows(std::size_t workers, std::size_t ranks)
      : ranks_(std::max<std::size_t>(ranks, 1)), parts_(workers) {
    for (auto& of_worker : parts_) of_worker.resize(kParts);
  }

  void put(std::size_t worker, std::uint32_t rank, const Row& row) {
    parts_[worker][static_cast<std::size_t>(std::uint64_t{rank} * kParts / ranks_)].push_back(row);
  }

  /// Calls count_part(rows, answers) with the rows of each part, once. The rows are gone after that.
  template <class Answer, class Count>
  [[nodiscard]] std::vector<Answer> count(const Count& count_part) {
    std::vector<std::vector<Answer>> answers(kParts);
    std::atomic<std::size_t> next{0};
    on_threads(parts_.size(), [&](std::size_t) {
      std::vector<Row> rows;  // used again, part after part
      for (std::size_t part = next++; part < kParts; part = next++) {
        take(part, rows);
        count_part(rows, answers[part]);
      }
    });
    return joined(std::move(answers));
  }

 private:
  static constexpr std::size_t kParts = 256;

  void take(std::size_t part, std::vector<Row>& rows) {
    std::size_t total = 0;
    for (const auto& of_worker : parts_) total += of_worker[part].size();
    rows.clear();
    rows.reserve(total);
    for (auto& of_worker : parts_) of_worker[part].move_to(rows);
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
  std::vector<std::vector<RowBlocks<Row>>> parts_;  // by worker, then by part
};

}  // namespace saksi
