#include "core/store.h"

#include <sqlite3.h>

#include <algorithm>

#include "core/json.h"
#include "core/store_file.h"
#include "core/store_rows.h"

namespace saksi {

using sqlite::Statement;
using sqlite::Transaction;

struct Store::Database {
  std::filesystem::path file;
  sqlite::Connection connection;
  std::optional<Statement> insertion;  // prepared once: insert() is what a run does most

  Statement prepare(const std::string& sql) const { return {connection, sql}; }

  template <class Action>
  auto guard(const char* doing, Action action) const -> decltype(action()) {
    return guarded(file, doing, std::move(action));
  }

  std::vector<StoredVerdict> verdicts(Statement statement) const {
    std::vector<StoredVerdict> all;
    while (statement.step()) all.push_back(read_stored_verdict(statement));
    return all;
  }
};

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

Store Store::open(const std::filesystem::path& file, Mode mode) {
  return Store{std::unique_ptr<Database>{new Database{file, open_store_file(file, mode), std::nullopt}}};
}

// ---- Runs

namespace {

std::string select_runs(const std::string& rest) {
  return "SELECT " + std::string{kRunColumns} + " FROM run " + rest;
}

std::string select_verdicts(const std::string& rest) {
  return "SELECT " + std::string{kStoredVerdictColumns} + " FROM measurement " + rest;
}

constexpr const char* kOldestFirst = "ORDER BY started_at, seq";

}  // namespace

void Store::begin_run(const Run& run, const std::vector<PlannedUrl>& plan) {
  database_->guard("beginning a run", [&] {
    Transaction transaction{database_->connection};
    Statement insert_run = database_->prepare("INSERT INTO run (" + std::string{kRunColumns} + ") VALUES (" +
                                              placeholders(kRunColumnCount) + ")");
    bind_run(insert_run, run);
    insert_run.run();
    // A URL that stands in two lists of the plan is measured once, where it stood first.
    Statement insert_url = database_->prepare(
        "INSERT OR IGNORE INTO run_url (run_id, position, url, category) VALUES (?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const PlannedUrl& planned : plan) {
      insert_url.bind_all(run.id, position++, planned.url, planned.category).run();
    }
    transaction.commit();
  });
}

void Store::update_run(const Run& run) {
  database_->guard("updating a run", [&] {
    Statement update = database_->prepare("UPDATE run SET (" + std::string{kRunColumns} + ") = (" +
                                          placeholders(kRunColumnCount) + ") WHERE id = ?1");
    bind_run(update, run);
    update.run();
    if (database_->connection.changes() == 0) {
      throw StoreError{database_->file.string() + ": there is no run " + run.id + " to update"};
    }
  });
}

std::optional<Run> Store::unfinished_run() const {
  return database_->guard("reading the runs", [&]() -> std::optional<Run> {
    Statement statement =
        database_->prepare(select_runs("WHERE state != 'done' ORDER BY started_at DESC, rowid DESC LIMIT 1"));
    if (!statement.step()) return std::nullopt;
    return read_run(statement);
  });
}

std::vector<Run> Store::runs() const {
  return database_->guard("reading the runs", [&] {
    Statement statement = database_->prepare(select_runs("ORDER BY started_at DESC, rowid DESC"));
    std::vector<Run> all;
    while (statement.step()) all.push_back(read_run(statement));
    return all;
  });
}

std::vector<PlannedUrl> Store::remaining(const std::string& run_id) const {
  return database_->guard("reading a run's plan", [&] {
    Statement statement = database_->prepare(
        "SELECT url, category FROM run_url AS u WHERE run_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM measurement AS m WHERE m.run_id = u.run_id AND m.url = u.url) ORDER BY position");
    statement.bind_all(run_id);
    std::vector<PlannedUrl> left;
    while (statement.step()) left.push_back({statement.text(0), statement.text(1)});
    return left;
  });
}

std::size_t Store::planned(const std::string& run_id) const {
  return database_->guard("reading a run's plan", [&] {
    Statement statement = database_->prepare("SELECT count(*) FROM run_url WHERE run_id = ?");
    statement.bind_all(run_id);
    return statement.step() ? static_cast<std::size_t>(statement.integer(0)) : 0;
  });
}

// ---- Measurements

void Store::insert(const Scrubbed<Measurement>& measurement, const Verdict& verdict) {
  try {
    if (!database_->insertion) {
      database_->insertion.emplace(database_->prepare("INSERT INTO measurement (" +
                                                      std::string{kMeasurementColumns} + ") VALUES (" +
                                                      placeholders(kMeasurementColumnCount) + ")"));
    }
    bind_measurement(*database_->insertion, measurement, verdict);
    database_->insertion->run();
  } catch (const sqlite::Failure& failure) {
    const std::string what = database_->file.string() + ": " + measurement->url.text();
    if (failure.extended_code() == SQLITE_CONSTRAINT_UNIQUE) {
      throw StoreError{what + " has been measured in this run already; nothing is measured twice"};
    }
    if (failure.extended_code() == SQLITE_CONSTRAINT_FOREIGNKEY) {
      throw StoreError{what + " belongs to the run " + measurement->run_id +
                       ", which this store does not have"};
    }
    throw_store_error(database_->file, "storing a measurement", failure);
  }
}

std::vector<StoredVerdict> Store::verdicts() const {
  return database_->guard("reading the measurements", [&] {
    return database_->verdicts(database_->prepare(select_verdicts(kOldestFirst)));
  });
}

std::vector<StoredVerdict> Store::verdicts(const std::string& run_id) const {
  return database_->guard("reading the measurements", [&] {
    Statement statement =
        database_->prepare(select_verdicts("WHERE run_id = ? " + std::string{kOldestFirst}));
    statement.bind_all(run_id);
    return database_->verdicts(std::move(statement));
  });
}

std::optional<StoredVerdict> Store::find(const std::string& id_prefix) const {
  const bool hex = id_prefix.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!hex || id_prefix.size() < 4 || id_prefix.size() > 32) return std::nullopt;
  return database_->guard("reading the measurements", [&]() -> std::optional<StoredVerdict> {
    // 'g' comes after every hex digit: a range, which the index serves, where LIKE would read every row.
    Statement statement = database_->prepare(select_verdicts("WHERE id >= ?1 AND id < ?1 || 'g' LIMIT 2"));
    statement.bind_all(id_prefix);
    const auto found = database_->verdicts(std::move(statement));
    if (found.size() > 1) {
      throw StoreError{"several measurements begin with " + id_prefix +
                       "; give more digits of the one you mean"};
    }
    return found.empty() ? std::nullopt : std::optional{found.front()};
  });
}

Result<std::string> Store::evidence_text(const std::string& id) const {
  return database_->guard("reading the evidence", [&]() -> Result<std::string> {
    Statement statement = database_->prepare("SELECT evidence FROM measurement WHERE id = ?");
    statement.bind_all(id);
    if (!statement.step()) return fail(database_->file.string() + ": there is no measurement " + id);
    return std::string(statement.text(0));
  });
}

Result<Measurement> Store::evidence(const std::string& id) const {
  return evidence_text(id).and_then(parse_evidence);
}

void Store::each(const std::function<void(const Measurement&, const StoredVerdict&)>& visit) const {
  database_->guard("reading the evidence", [&] {
    Statement statement = database_->prepare("SELECT " + std::string{kStoredVerdictColumns} +
                                             ", evidence FROM measurement " + kOldestFirst);
    while (statement.step()) {
      const StoredVerdict stored = read_stored_verdict(statement);
      const auto measurement = parse_evidence(statement.text(kStoredVerdictColumnCount));
      if (!measurement) {
        throw StoreError{database_->file.string() + ": measurement " + stored.id + ": " +
                         measurement.error().message};
      }
      visit(*measurement, stored);
    }
  });
}

// ---- Import

namespace {

/// Attached for reading, detached however the import ends.
class Attached {
 public:
  Attached(const sqlite::Connection& connection, const std::string& uri) : connection_(connection) {
    Statement{connection_, "ATTACH ? AS other"}.bind_all(uri).run();
  }
  ~Attached() { sqlite3_exec(connection_.handle(), "DETACH other", nullptr, nullptr, nullptr); }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;

 private:
  const sqlite::Connection& connection_;
};

/// A run that was imported while it went on is brought up to date when its file comes again.
void copy_runs(const sqlite::Connection& connection) {
  const std::string columns = kRunColumns;
  connection.run(
      "INSERT INTO run (" + columns + ") SELECT " + columns +
      " FROM other.run WHERE true ON CONFLICT (id) DO UPDATE SET state = excluded.state, "
      "ended_at = excluded.ended_at, line_state = excluded.line_state, "
      "always_open_tested = excluded.always_open_tested, always_open_failed = excluded.always_open_failed "
      "WHERE run.state != 'done'");
  connection.run(
      "INSERT OR IGNORE INTO run_url (run_id, position, url, category) "
      "SELECT run_id, position, url, category FROM other.run_url");
}

std::size_t copy_measurements(const sqlite::Connection& connection) {
  const std::string columns = kMeasurementColumns;
  connection.run("INSERT INTO measurement (" + columns + ") SELECT " + columns +
                 " FROM other.measurement WHERE true ORDER BY seq ON CONFLICT DO NOTHING");
  return connection.changes();
}

}  // namespace

std::size_t Store::import_from(const std::filesystem::path& other) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(other, error)) {
    throw StoreError{other.string() + ": there is no such store. Check the path"};
  }
  if (std::filesystem::equivalent(other, database_->file, error)) {
    throw StoreError{other.string() + ": is the store that is imported into. Name another one"};
  }
  return guarded(other, "importing", [&] {
    const Attached attached{database_->connection, read_only_uri(other)};
    check_is_store(database_->connection, "other", other);
    Transaction transaction{database_->connection};
    copy_runs(database_->connection);
    const std::size_t came = copy_measurements(database_->connection);
    transaction.commit();
    return came;
  });
}

}  // namespace saksi
