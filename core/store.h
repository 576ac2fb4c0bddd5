// The store: one SQLite file (core/schema.sql documents every column) in WAL mode. One transaction per
// finished measurement: what insert() returned from is there after kill -9. Knows no networking. Not safe
// across threads.
//
// Throws StoreError when the program cannot go on (cannot open, not ours, newer than us, disk full, locked):
// the message says which file, what SQLite said and what to do. After a failed insert the store is as before
// it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/measurement.h"
#include "core/scrub.h"
#include "core/verdict.h"

namespace saksi {

class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class RunState : std::uint8_t { running, done, interrupted };
[[nodiscard]] std::string_view to_string(RunState state);

/// One run of the probe over a plan of URLs.
struct Run {
  std::string id;  // 32 hex digits, random
  SystemTime started{};
  std::optional<SystemTime> ended;
  RunState state = RunState::running;
  std::string software_version;
  std::string country;    // of the list asked for, "" if none
  std::string list_name;  // "my", "urls", ...
  std::string list_hash;
  Vantage vantage;
  LineCheck line;
  bool simulated = false;
  std::string geo_description;
  std::string controls;  // base URLs, space between
};

struct PlannedUrl {
  std::string url;  // Url::text()
  std::string category;
};

/// A row of the store without its evidence.
struct StoredVerdict {
  std::string id;
  std::string run_id;
  std::string url;
  std::string host;
  std::string category;
  SystemTime started{};
  Vantage vantage;
  bool simulated = false;
  Verdict verdict;
};

class Store {
 public:
  /// create: makes the file (mode 0600) when it is not there, and opens it as read_write does when it is.
  enum class Mode { create, read_write, read_only };
  [[nodiscard]] static Store open(const std::filesystem::path& file, Mode mode);
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  void begin_run(const Run& run, const std::vector<PlannedUrl>& plan);
  void update_run(const Run& run);
  /// The newest run that is not done, if any.
  [[nodiscard]] std::optional<Run> unfinished_run() const;
  [[nodiscard]] std::vector<Run> runs() const;  // newest first
  /// What of a run's plan has no measurement yet, in the plan's order.
  [[nodiscard]] std::vector<PlannedUrl> remaining(const std::string& run_id) const;
  [[nodiscard]] std::size_t planned(const std::string& run_id) const;

  /// One transaction. A second measurement of the same URL in the same run is refused (StoreError): nothing
  /// is measured twice.
  void insert(const Scrubbed<Measurement>& measurement, const Verdict& verdict);

  [[nodiscard]] std::vector<StoredVerdict> verdicts() const;                           // oldest first
  [[nodiscard]] std::vector<StoredVerdict> verdicts(const std::string& run_id) const;  // oldest first
  /// By id or by a prefix of at least 4 digits. Nothing when there is none; StoreError when there are
  /// several.
  [[nodiscard]] std::optional<StoredVerdict> find(const std::string& id_prefix) const;
  [[nodiscard]] Result<Measurement> evidence(const std::string& id) const;
  /// The same as it is stored: one JSON document.
  [[nodiscard]] Result<std::string> evidence_text(const std::string& id) const;
  /// Oldest first, one in memory at a time. The callback's Result error stops the walk and is thrown as
  /// StoreError.
  void each(const std::function<void(const Measurement&, const StoredVerdict&)>& visit) const;

  /// Copies the runs and measurements that are not here yet; returns how many measurements came. All or
  /// nothing; the other file is only read. A run that had not ended when it was copied is brought up to date.
  std::size_t import_from(const std::filesystem::path& other);

 private:
  struct Database;
  explicit Store(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

}  // namespace saksi
