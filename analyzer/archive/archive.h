// The archive: what the analyzer keeps of millions of measurements, and the few shapes in which its questions
// read them. Two stores speak it, with equal answers (one test suite runs over both): an SQLite file
// (sqlite_archive.h), and a ClickHouse server (clickhouse_archive.h). Knows nothing of judging and of
// statistics. One thread at a time may call it.
//
// Throws StoreError (core/store.h) when it cannot go on: cannot open, disk full, server away. What add()
// returned from is there after kill -9.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/archive/result.h"
#include "core/store.h"

namespace saksi {

enum class SourceKind : std::uint8_t { ooni_lines, ooni_document, probe_database };

/// A file that measurements came from. Known by its content, not by its place: a file that was moved or is
/// named twice is imported once.
struct Source {
  std::uint32_t id = 0;  // given by the archive, from 1
  SourceKind kind = SourceKind::ooni_lines;
  std::string path;           // as given, made absolute: only to find the evidence again
  std::string sha256;         // of the file's bytes as they are on disk, lower-case hex
  std::uint64_t bytes = 0;    // on disk
  std::uint64_t done = 0;     // unpacked bytes that are in the archive: where an interrupted import goes on
  std::uint64_t lines = 0;    // of these
  std::uint64_t damaged = 0;  // lines set aside
  bool complete = false;
  std::string trouble;  // why it ends early: "the gzip stream is cut off after 1,234,567 bytes"
};

/// A line that is no measurement, kept aside: where, why, and its beginning.
struct DamagedLine {
  std::uint32_t source = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string reason;
  std::string beginning;  // at most kMaxDamagedBytes, made printable
};
inline constexpr std::size_t kMaxDamagedBytes = 200;

/// Which measurements a question is about. Empty members do not restrict.
struct Filter {
  CountryCode country;  // ZZ: every country
  std::vector<Asn> networks;
  std::vector<std::string> inputs;  // URLs exactly
  std::vector<std::string> hosts;
  std::optional<TestName> test;
  std::optional<SystemTime> since;    // from this moment on
  std::optional<SystemTime> until;    // before this moment
  std::vector<std::int64_t> moments;  // begun in one of these seconds since 1970-01-01: found by index
  std::optional<bool> simulated;
  std::optional<bool> line_broken;  // of use only with `set_aside`
  std::optional<bool> ours;         // made by saksi-probe, or by any other
  /// Also results of a broken line, results that are local_network after correction, and those that a
  /// correction sets aside.
  bool set_aside = false;
};

/// How often one thing was found about one input on one network on one UTC day: all that statistics, events
/// and reports count. `input` and `network` index Tallies::inputs and Tallies::networks.
struct Tally {
  std::uint32_t input = 0;
  std::uint32_t network = 0;
  std::int32_t day = 0;  // days since 1970-01-01
  Outcome outcome;       // after correction
  std::uint32_t count = 0;
  std::uint32_t runs = 0;                  // distinct runs among them
  std::int64_t first = 0, last = 0;        // seconds since 1970-01-01
  std::uint32_t reached = 0;               // some page came
  std::uint32_t attempts = 0, agreed = 0;  // sums
  std::uint16_t isolated_by = 0;           // of any
  auto operator<=>(const Tally&) const = default;
};

struct InputName {
  std::string input;
  std::string host;
  TestName test = TestName::web_connectivity;
  auto operator<=>(const InputName&) const = default;
};
struct NetworkName {
  Asn asn;
  CountryCode country;
  std::string as_name;  // the newest that was seen
  auto operator<=>(const NetworkName&) const = default;
};

/// Sorted by input, network, day, first, outcome. The dictionaries are sorted too, so that equal archives
/// give equal answers.
struct Tallies {
  std::vector<InputName> inputs;
  std::vector<NetworkName> networks;
  std::vector<Tally> tallies;
};

/// A change to one result that other measurements demand (analyzer/truth). The result itself stays as it was
/// judged; questions see `outcome`.
struct Correction {
  ResultKey key{};
  Outcome outcome;
  std::string rule;        // "other_address_proven", "down_everywhere", "run_broken"
  bool set_aside = false;  // the result counts for nothing (broken run or line)
  auto operator<=>(const Correction&) const = default;
};

/// What all vantages and controls saw of one address for one name on one day.
struct NameAddress {
  std::string host;
  std::int32_t day = 0;
  IpAddress address;
  Asn asn;
  std::uint32_t seen = 0;      // results whose first system answer it was
  std::uint32_t networks = 0;  // distinct AS numbers among these
  std::uint32_t countries = 0;
  std::uint32_t of_control = 0;
  std::uint32_t proven = 0;  // TLS with a certificate valid for the name
  auto operator<=>(const NameAddress&) const = default;
};

/// How one run went, to tell a broken probe from a censor.
struct RunTally {
  std::uint64_t run = 0;
  NetworkName network;
  std::uint32_t measured = 0;
  std::uint32_t failed = 0;  // no page
  std::uint32_t failed_alone =
      0;  // no page, of inputs that opened for at least nine tenths of the other runs
  std::uint32_t judged_alone = 0;  // of these inputs
  auto operator<=>(const RunTally&) const = default;
};

/// One value that many blocked hosts share: a candidate notice page or address (discovery).
struct SharedValue {
  std::string kind;              // "address", "body", "title", "certificate"
  std::string value;             // address, or 16 hex digits
  std::uint32_t hosts = 0;       // distinct ones, whose results are blocked or inconclusive
  std::uint32_t open_hosts = 0;  // distinct ones whose results are accessible
  std::uint32_t results = 0;
  std::vector<NetworkName> networks;
  ResultKey example{};
  SystemTime first{}, last{};
};

class Archive {
 public:
  virtual ~Archive() = default;
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  // ---- Writing
  /// Makes the source known, or finds it by its sha256: `done`, `lines`, `complete` say how far it came. One
  /// that was moved is known by its new path from now on.
  [[nodiscard]] virtual Source begin_source(const Source& source) = 0;
  /// Adds those results that are not there yet, the damaged lines, and how far the source is: all or nothing.
  /// Returns how many results were new.
  virtual std::size_t add(std::span<const ArchivedResult> results, std::span<const DamagedLine> damaged,
                          const Source& progress) = 0;
  /// Replaces all corrections. One whose result is not here (yet) waits for it.
  virtual void correct(std::span<const Correction> corrections) = 0;
  /// "rules_version", "fingerprints_version" of what is in here; facts of the archive as a whole.
  /// Names that begin with "store_" or "archive_" are the store's own.
  virtual void set_property(const std::string& name, const std::string& value) = 0;

  // ---- Reading
  [[nodiscard]] virtual std::string property(const std::string& name) const = 0;  // "": not set
  [[nodiscard]] virtual std::vector<Source> sources() const = 0;                  // by id
  [[nodiscard]] virtual std::vector<DamagedLine> damaged(std::size_t most) const = 0;
  [[nodiscard]] virtual std::vector<Correction> corrections() const = 0;  // by key
  [[nodiscard]] virtual Tallies tally(const Filter& filter) const = 0;
  /// Those that tally() counts: oldest first, then by key; at most `most`. As judged from the measurement
  /// alone: corrections only say what is left out.
  [[nodiscard]] virtual std::vector<ArchivedResult> results(const Filter& filter, std::size_t most) const = 0;
  /// By key, or by a hex prefix of at least 4 digits; several may answer to a prefix.
  [[nodiscard]] virtual std::vector<ArchivedResult> find(const std::string& hex_prefix) const = 0;
  [[nodiscard]] virtual std::size_t count(const Filter& filter) const = 0;

  // ---- What the ground truth and discovery ask for, aggregated in the store
  /// Sorted. Corrections are made of this, so they do not change it; the filter goes by results as judged.
  [[nodiscard]] virtual std::vector<NameAddress> name_addresses(const Filter& filter) const = 0;
  /// By run. Likewise without corrections. `network` is the lowest of a run that changed networks.
  [[nodiscard]] virtual std::vector<RunTally> run_tallies(const Filter& filter) const = 0;
  /// Values that results of at least `least_hosts` hosts share which are blocked or inconclusive (after
  /// correction, without what is set aside): by kind, then by hosts (most first), then by value.
  [[nodiscard]] virtual std::vector<SharedValue> shared_values(std::uint32_t least_hosts) const = 0;

 protected:
  Archive() = default;
};

/// "saksi-analysis.db", "clickhouse://host:8123/database"; ":memory:" for one that lives as long as the
/// object. Made when it is not there and `create`; without `create` it is only read, and writing to it
/// throws.
[[nodiscard]] std::unique_ptr<Archive> open_archive(const std::string& where, bool create);

}  // namespace saksi
