// The report model: everything that a report says, as plain structs, before anybody decides how it looks.
// Made by analyzer/build_report.h; read by the renderers (HTML, JSON, CSV), which add no fact of their own.
// Strings that came from the network (URLs, titles, notice texts) are raw here: each renderer escapes for its
// own format, in one place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/endpoint.h"
#include "core/verdict.h"

namespace saksi {

/// What a block notice told the visitor, from the measurement that matched a fingerprint.
struct Notice {
  std::string fingerprint;
  Scope scope = Scope::unknown;
  std::string source;     // where the fingerprint comes from
  std::string address;    // the notice address, when DNS led there
  std::string url;        // where the page was shown, when one was seen
  std::string title;      // of the page
  std::string text;       // its first words, at most kMaxNoticeText bytes
  std::string authority;  // who demanded it, where the answer names somebody (RFC 7725 "blocked-by")
  std::optional<NoticeText> words;  // what its page says of its grounds, when one was seen
};
inline constexpr std::size_t kMaxNoticeText = 400;

/// Where a measurement that other probes made stands, and what OONI says of it.
struct Foreign {
  std::string software;                  // "ooniprobe-android 3.8.5"
  std::string file;                      // that it was imported from
  std::string sha256;                    // of that file
  std::uint64_t offset = 0, length = 0;  // of its line in the unpacked file, bytes
  std::string ooni;                      // "dns, anomaly", "ok": OONI's blocking and flags
  std::string difference;                // why ours is another, empty when it is not
};

/// One measurement, as the report cites it.
struct Citation {
  std::string id;
  std::string run_id;
  SystemTime started{};
  Verdict verdict;
  std::optional<Foreign> foreign;  // nothing for our own
  std::string control_saw;         // plain words, empty when no control was asked
  std::optional<Notice> notice;
};

/// A network as the country's people meet it: an autonomous system. `located` is false when no geolocation
/// knew the country and it is the one that the volunteer named.
struct Network {
  Asn asn;
  std::string as_name;
  CountryCode country;
  bool located = true;
};

struct MethodCount {
  Layer layer = Layer::dns;
  Method method = Method::nxdomain;
  std::size_t measurements = 0;
};

struct ExperimentCount {
  Experiment experiment = Experiment::sni_swap;
  std::size_t measurements = 0;
};

/// Where the interference sat: the router's address is with the measurement, not here.
struct PlaceCount {
  int hop = 0;
  Place place = Place::unknown;
  Asn asn;
  std::size_t measurements = 0;
};

/// Of the independent runs in a cell, how many are blocked: docs/statistics.md.
struct Share {
  double share = 0;  // posterior mean
  double low = 0;    // 95 % credible interval
  double high = 1;
  double effective_runs = 0;  // independent runs that would say as much
  bool sufficient = false;    // false: below the floor, the share says nothing yet
};

/// What is known of one URL on one network over the whole period.
struct Cell {
  std::size_t network = 0;  // index into Report::networks
  VerdictWord verdict = VerdictWord::inconclusive;
  Certainty certainty = Certainty::not_tested;
  Scope scope = Scope::unknown;
  std::optional<Layer> layer;              // when blocked
  std::optional<Method> method;            // likewise
  Certainty best = Certainty::not_tested;  // of the most certain single blocked measurement
  std::size_t measurements = 0;            // those that count; set-aside ones do not
  std::size_t blocked = 0;                 // of these
  std::size_t open = 0;                    // of these
  std::size_t failed = 0;                  // of these: no page came at all, whatever the cause
  std::size_t runs = 0;
  std::size_t days = 0;          // UTC days with a measurement that counts
  std::size_t blocked_days = 0;  // UTC days with a blocked one
  std::optional<SystemTime> first_measured, last_measured;
  std::optional<SystemTime> first_seen, last_seen;  // blocked
  std::optional<SystemTime> last_open;   // the last time seen open before first_seen (ever, if never blocked)
  std::optional<SystemTime> open_again;  // the first time seen open after last_seen
  std::vector<MethodCount> methods;      // of the blocked measurements, most frequent first
  std::size_t attempts = 0;              // looks that count, in the blocked measurements together
  std::size_t agreed = 0;                // of these, how many say what their measurement says
  std::vector<ExperimentCount> isolated_by;  // of the blocked measurements: what singled out the cause
  std::vector<PlaceCount> places;            // of the blocked measurements, most frequent first
  std::vector<MethodCount> interference;     // interference seen in measurements that were not blocked
  std::optional<Share> share;                // nothing where no measurement says blocked or reached
  std::vector<std::string> reasons;          // why this certainty, plain sentences
  std::vector<Citation> evidence;            // measurements that count, oldest first
  std::size_t not_cited = 0;                 // measurements that count beside these

  [[nodiscard]] bool tested() const { return certainty != Certainty::not_tested; }
};

/// A measurement of this country that does not count, and why.
struct SetAside {
  std::string url;
  Network network;
  Citation citation;
  std::string why;
  bool of_run = false;  // the whole run or line was, and not this measurement alone
};

/// One URL on all networks of the report: `cells[i].network == i`, not_tested where it was not measured.
struct Site {
  std::string url;
  std::string host;
  std::string category;             // Citizen Lab code, may be empty
  std::vector<std::string> groups;  // ids of kRightsGroups, by list note or category
  std::vector<Cell> cells;
  std::size_t open_elsewhere = 0;     // networks of other countries in the same database where it opened
  std::size_t failing_elsewhere = 0;  // ... and where it did not
};

/// A single word for a cell in a table: the certainty ladder for blocking, and words of their own for what
/// is not blocking. Ordered: the smallest is what a reader should see first.
enum class Mark : std::uint8_t {
  confirmed,
  strong,
  possible,
  local_filter,  // blocked with a scope that is neither national nor isp
  not_concluded,
  interfered,  // reachable, and yet interfered with
  site_down,
  refused_by_server,
  no_sign,
  not_tested,
};
inline constexpr std::size_t kMarkCount = 10;
[[nodiscard]] Mark mark_of(const Cell& cell);
/// The first in order over all networks.
[[nodiscard]] Mark mark_of(const Site& site);
/// As in JSON and CSV: "confirmed", "site_down".
[[nodiscard]] std::string_view name_of_mark(Mark mark);
/// confirmed, strong or possible: what counts as blocking by the State or the provider.
[[nodiscard]] bool is_blocking(Mark mark);

struct NetworkCounts {
  std::size_t measurements = 0;
  std::size_t set_aside = 0;
  std::size_t runs = 0;
  std::size_t days = 0;
  std::size_t urls = 0;                         // tested
  std::array<std::size_t, kMarkCount> marks{};  // URLs by mark
  std::optional<SystemTime> first, last;
};

/// What became of every measurement in the database: the parts add up to `total`.
struct Account {
  std::size_t total = 0;
  std::size_t outside_period = 0;
  std::size_t other_country = 0;
  std::size_t other_reality = 0;  // simulated in a report on real networks, or the other way round
  std::size_t broken_line = 0;    // runs whose always-open sites failed too often
  std::size_t local_network = 0;  // measurements that met a captive portal or no network
  std::size_t other_tests = 0;    // of tests that are not judged: speed, middleboxes...
  std::map<VerdictWord, std::size_t> counted;  // the rest, by verdict
  [[nodiscard]] std::size_t counted_total() const;
};

struct TestedGroup {
  std::string id;    // category code, or id of a rights group
  std::string name;  // plain words
  std::size_t urls = 0;
  std::array<std::size_t, kMarkCount> marks{};  // URLs by the first mark over all networks
};

struct KeyFinding {
  Certainty certainty = Certainty::not_concluded;
  std::string text;
  std::vector<std::string> details;  // one per network
};

struct ListUsed {
  std::string name;
  std::string hash;
  auto operator<=>(const ListUsed&) const = default;
};

/// A file of other probes' measurements.
struct FileUsed {
  std::string name;
  std::string sha256;
  std::uint64_t lines = 0, damaged = 0;
};

struct Provenance {
  std::size_t ours = 0, others = 0;  // measurements that count, by who made them
  std::vector<FileUsed> files;       // of the others: all that are in the database
  std::vector<ListUsed> lists;
  std::vector<std::string> probe_versions;
  std::vector<std::string> geolocation;  // descriptions; empty when none was used
  std::vector<std::string> controls;     // base URLs
  std::string analyzer_version;
  std::string rules_version;
  std::string fingerprints_version;
  std::size_t fingerprints = 0;              // how many were asked
  std::size_t fingerprints_for_country = 0;  // of these, expected in this country
};

struct Report {
  std::string title;
  CountryCode country;
  std::string country_name;
  bool simulated = false;
  SystemTime generated{};
  std::optional<SystemTime> since, until;  // as asked for
  std::optional<SystemTime> first, last;   // of the measurements that count
  std::vector<Network> networks;           // by AS number
  std::vector<NetworkCounts> network_counts;
  std::vector<Site> sites;  // those with findings first
  Account account;
  std::size_t runs = 0;
  bool runs_at_least = false;  // runs are a lower bound, here and for each network
  std::size_t days = 0;
  std::vector<TestedGroup> categories;
  std::vector<TestedGroup> rights_groups;
  std::vector<KeyFinding> key_findings;
  std::vector<std::string> limitations;
  std::vector<SetAside> set_aside;  // oldest first
  std::size_t set_aside_not_listed = 0;
  Provenance provenance;
  std::string command;  // how to make it again
};

/// More cells than this, and report.html and report.json show those with findings; cells.csv has all.
inline constexpr std::size_t kLargeReport = 20'000;
[[nodiscard]] bool is_large(const Report& report);

}  // namespace saksi
