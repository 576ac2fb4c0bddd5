// Brings the judged batches of one source into the archive in the order of the source, whoever judged them:
// `done` may only ever pass what is stored. Several threads deliver; a batch that is far ahead of a slow one
// waits, so that memory stays bounded.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <vector>

#include "analyzer/archive/archive.h"

namespace saksi {

struct JudgedBatch {
  std::vector<ArchivedResult> results;
  std::vector<DamagedLine> damaged;  // the first of them, at most kMostDamagedKept
  std::uint64_t end = 0;             // unpacked bytes of the source up to here
  std::uint64_t lines = 0;           // of this batch, with the damaged
  std::uint64_t damaged_lines = 0;
  bool last = false;
  std::string trouble;  // of the last: why the source ends early
};

/// Of one source. A file of nothing but damage (or a few kilobytes that unpack to millions of lines) shall
/// not fill the disk with their beginnings; all are counted.
inline constexpr std::size_t kMostDamagedKept = 1000;

/// The archive, and the one lock that all who write to it hold.
struct LockedArchive {
  Archive& archive;
  std::mutex& mutex;
};

class Delivery {
 public:
  /// Rows of one transaction: enough to make its cost small, few enough to lose little work to a kill.
  static constexpr std::size_t kRowsAtOnce = 8192;
  static constexpr std::size_t kMostWaiting = 4;  // batches

  Delivery(LockedArchive archive, Source source);

  /// `sequence` counts the source's batches from 0, each once. May write to the archive: throws StoreError.
  /// True for one caller alone: when with its batch the source is complete, so that commit() ends it.
  [[nodiscard]] bool deliver(std::uint64_t sequence, JudgedBatch batch);
  /// Writes what has come in order so far.
  void commit();
  /// Nothing more will come; lets go whoever waits.
  void abandon();
  /// Why the source ended early, once it ended.
  [[nodiscard]] const std::string& trouble() const { return progress_.trouble; }
  /// Results that were not in the archive before.
  [[nodiscard]] std::size_t fresh() const { return fresh_; }

 private:
  void take_in_order();
  void take(JudgedBatch& batch);
  [[nodiscard]] bool is_due() const;

  LockedArchive archive_;
  std::mutex mutex_;  // of all below but fresh_, which the archive's lock guards
  std::condition_variable room_;
  std::map<std::uint64_t, JudgedBatch> waiting_;
  std::uint64_t next_ = 0;
  bool abandoned_ = false;
  bool ended_ = false;
  bool changed_ = false;
  std::vector<ArchivedResult> results_;
  std::vector<DamagedLine> damaged_;
  Source progress_;
  std::size_t fresh_ = 0;
};

}  // namespace saksi
