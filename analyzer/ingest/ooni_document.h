// One line of OONI's JSON (data format 0.2.0, df-000) as values: the measurement that core/judge judges, the
// keys that its probe stored, and what other tests than Web Connectivity tell. Every version of Web
// Connectivity from 0.0.1 (measurement-kit) to 0.5, and exports of saksi-probe. Hostile bytes: lists are cut
// at kMaxJsonEntries, bodies at kMaxBodyBytes, and what has another type than it should have counts as
// missing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/archive/result.h"
#include "core/measurement.h"
#include "core/ooni_keys.h"
#include "core/result.h"

namespace saksi {

/// `blocking` as it stands in the document: OoniKeys has no word for a key that is not there or makes no
/// sense.
enum class StoredBlocking : std::uint8_t { missing, null, known, senseless };

/// A scalar of the test keys of another test: "signal_backend_status", "success", "tor_progress".
struct OoniScalar {
  enum class Kind : std::uint8_t { null, boolean, number, text };
  std::string name;  // "tampering.total" where it stands in an object
  Kind kind = Kind::null;
  bool truth = false;
  double number = 0;
  std::string text;
};

/// How one target of the test `tor` ended.
struct TorTarget {
  enum class End : std::uint8_t { reached, failed, not_run };
  std::string protocol;  // "or_port_dirauth", "dir_port", "obfs4", "or_port"
  End end = End::reached;
  std::string failure;
  bool complete = false;  // has the keys that OONI's score asks for
};

/// What other tests than Web Connectivity tell beside operations (those stand in the measurement).
struct OtherTestKeys {
  std::vector<OoniScalar> scalars;  // in the order of the document
  std::vector<TorTarget> targets;
  bool has_targets = false;
  std::vector<std::string> sent, received;  // http_invalid_request_line
  std::vector<Header> sent_headers;         // http_header_field_manipulation: of the first request
  bool request_without_url = false;         // a bug of some early probes
  std::size_t inconsistent = 0;             // dns_consistency: how many resolvers
  std::size_t lookups_worked = 0;           // dnscheck: addresses of the resolver that answered

  [[nodiscard]] const OoniScalar* find(std::string_view name) const;
  [[nodiscard]] std::optional<bool> truth(std::string_view name) const;
  [[nodiscard]] std::optional<double> number(std::string_view name) const;
  [[nodiscard]] std::string_view text(std::string_view name) const;  // empty: missing or no text
};

struct OoniDocument {
  TestName test = TestName::other;
  std::string test_name;
  std::string test_version;    // "0.5.28"
  std::string engine_version;  // annotations
  std::string report_id;
  std::string input;  // as it stands; empty for null
  std::string software_name;
  std::string test_start;  // as it stands
  bool has_test_keys = false;
  bool has_url = false;  // measurement.url is the input

  /// Of every test that has queries, tcp_connect, tls_handshakes or requests. Its id and run_id are those of
  /// a saksi-probe, else empty.
  Measurement measurement;

  OoniKeys stored;
  StoredBlocking stored_blocking = StoredBlocking::missing;
  bool unknown_failure = false;  // a key "..._failure" that starts with "unknown_failure"
  OtherTestKeys other;

  /// The first certificate of the first handshake (base64). Points into the line or the reader: valid until
  /// the next read.
  std::string_view leaf_certificate;
};

/// "0.5.28" -> {0, 5, 28}; what is missing or no number is 0.
[[nodiscard]] std::array<int, 3> version_parts(std::string_view version);

/// Keeps simdjson's buffers from line to line.
class OoniReader {
 public:
  OoniReader();
  ~OoniReader();
  OoniReader(OoniReader&&) noexcept;
  OoniReader& operator=(OoniReader&&) noexcept;

  /// kLinePadding bytes behind the line must be readable. The error says why it is no measurement: no JSON
  /// object, not UTF-8, cut off, without test_name or without a time. `document` is then of no use.
  [[nodiscard]] Result<void> read(std::string_view line, OoniDocument& document);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace saksi
