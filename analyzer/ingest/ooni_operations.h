// The operations of a document (df-001, df-002, df-005, df-006) as observations. Documents before Web
// Connectivity 0.5 say neither which flow an operation belongs to nor how many redirects came before:
// ooni_old_flows.h works that out afterwards.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/ingest/ooni_json.h"
#include "core/measurement.h"

namespace saksi {

/// A certificate that is not decoded until somebody asks: measurement.tls[handshake], base64.
struct EncodedCertificate {
  std::size_t handshake = 0;
  std::string_view base64;
};

class OperationReader {
 public:
  OperationReader(TextRoom& room, Measurement& into) : room_(room), into_(into) {}

  void read_queries(JsonValue& value);
  void read_tcp_connect(JsonValue& value);
  void read_tls_handshakes(JsonValue& value);
  void read_requests(JsonValue& value);
  /// What came late, or twice, in answer to questions over UDP.
  void read_duplicates(JsonValue& value);
  /// After all of the document is read: puts late answers beside the lookup that they belong to.
  void attach_duplicates();

  [[nodiscard]] const std::vector<EncodedCertificate>& certificates() const { return certificates_; }
  [[nodiscard]] bool saw_depths() const { return saw_depths_; }
  [[nodiscard]] bool saw_request_without_url() const { return request_without_url_; }
  /// As sent, of the first request that has any; read only when asked for (http_header_field_manipulation).
  std::vector<Header>* keep_request_headers = nullptr;

 private:
  [[nodiscard]] bool read_common(std::string_view key, JsonValue& value, Operation& operation);
  void read_tags(JsonValue& value, Operation& operation);
  [[nodiscard]] DnsObservation read_lookup(JsonValue& value);
  void read_answer(JsonValue& value, std::vector<DnsAnswer>& answers);
  void read_tcp(JsonValue& value, TcpObservation& tcp);
  void read_status(JsonValue& value, Operation& operation);
  void read_handshake(JsonValue& value);
  void read_request(JsonValue& value);
  void read_response(JsonValue& value, HttpObservation& http);
  [[nodiscard]] std::string_view text(JsonValue& value) { return json_text(value, room_); }
  [[nodiscard]] Ended ended(JsonValue& value);

  TextRoom& room_;
  Measurement& into_;
  std::vector<EncodedCertificate> certificates_;
  std::vector<DnsObservation> duplicates_;
  std::int64_t next_id_ = 1'000'000;  // above all that probes give
  bool saw_depths_ = false;
  bool request_without_url_ = false;
};

/// {"name": "value"} or [["name", "value"]...]; a value that is a list counts by its first item.
void read_headers(JsonValue& value, TextRoom& room, std::vector<Header>& headers);

}  // namespace saksi
