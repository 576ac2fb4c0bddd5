#include "analyzer/ingest/ooni_document.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "analyzer/ingest/judge_line.h"
#include "analyzer/ingest/ooni_control.h"
#include "analyzer/ingest/ooni_failure.h"
#include "analyzer/ingest/ooni_json.h"
#include "analyzer/ingest/ooni_old_flows.h"
#include "analyzer/ingest/ooni_operations.h"
#include "analyzer/ingest/ooni_other_keys.h"

namespace saksi {
namespace {

static_assert(kLinePadding >= simdjson::SIMDJSON_PADDING);

/// What nobody reads and every document has much of: left to simdjson to step over.
bool is_bulk(std::string_view key) {
  return key == "network_events" || key == "x_doh" || key == "x_do53" || key == "x_conn_priority_log" ||
         key == "x_dns_whoami" || key == "extensions" || key == "test_helpers" || key == "options";
}

OoniBlocking blocking_of(std::string_view word) {
  for (const auto known :
       {OoniBlocking::dns, OoniBlocking::tcp_ip, OoniBlocking::http_failure, OoniBlocking::http_diff}) {
    if (word == to_string(known)) return known;
  }
  return OoniBlocking::null;
}

unsigned flags_of(JsonValue& value) {
  const auto number = json_integer(value).value_or(0);
  return number > 0 && number <= INT32_MAX ? static_cast<unsigned>(number) : 0;
}

/// Web Connectivity 0.5 and later say which flow and hop an operation belongs to.
bool tells_flows(const OoniDocument& document) {
  return version_parts(document.test_version) >= std::array{0, 5, 0};
}

/// The Python probe was called plainly "ooniprobe" and had versions 1 and 2 when others had 3 of theirs.
bool verified_certificates(const OoniDocument& document) {
  const bool python = document.software_name == "ooniprobe" && document.engine_version.empty();
  return !python;
}

/// Most documents name the test behind its keys. Whether the name stands near the beginning or the end of the
/// line: then nothing has to be kept for other tests.
bool seems_of_the_web(std::string_view line) {
  constexpr std::size_t kNear = 1024;
  constexpr std::string_view kName = "\"web_connectivity\"";
  const std::string_view end = line.substr(line.size() - std::min(line.size(), kNear));
  return end.find(kName) != std::string_view::npos ||
         line.substr(0, kNear).find(kName) != std::string_view::npos;
}

class DocumentReader {
 public:
  DocumentReader(TextRoom& room, OoniDocument& document, bool of_the_web)
      : room_(room), document_(document), operations_(room, document.measurement), of_the_web_(of_the_web) {}

  void read(simdjson::ondemand::document& json) {
    simdjson::ondemand::object object;
    if (!json_detail::opens(json.get_object().get(object))) throw BrokenJson{"it is no JSON object"};
    std::size_t count = 0;
    for (auto result : object) {
      simdjson::ondemand::field field;
      json_detail::must(std::move(result).get(field));
      if (++count > kMaxJsonEntries) throw BrokenJson{"it has thousands of keys"};
      read_top(json_detail::key_of(field), field.value());
    }
    const char* rest = nullptr;
    if (!json.current_location().get(rest)) throw BrokenJson{"more follows after the JSON object"};
  }

  void finish() {
    finish_url();
    finish_control();
    Measurement& m = document_.measurement;
    m.resolver.country = m.vantage.country;
    m.software_version = software_version_;
    operations_.attach_duplicates();
    if (document_.has_url && !tells_flows(document_) && !operations_.saw_depths()) {
      join_old_flows(m, verified_certificates(document_));
    }
    document_.other.request_without_url = operations_.saw_request_without_url();
  }

  [[nodiscard]] bool has_time() const { return has_time_; }
  [[nodiscard]] const std::string& software_version() const { return software_version_; }

 private:
  [[nodiscard]] std::string_view text(JsonValue& value) { return json_text(value, room_); }

  // ---- The top level

  void read_top(std::string_view key, JsonValue& value) {
    Measurement& m = document_.measurement;
    if (key == "test_keys") {
      document_.has_test_keys = token_of(value).starts_with('{');
      each_field(value, [&](std::string_view name, JsonValue& part) { read_test_key(name, part); });
    } else if (key == "measurement_start_time") {
      if (const auto time = parse_time(text(value))) {
        m.started = *time;
        has_time_ = true;
      }
    } else if (key == "probe_asn") {
      m.vantage.asn = Asn::parse(asn_text(value)).value_or(Asn{});
    } else if (key == "probe_cc") {
      m.vantage.country = CountryCode::parse(text(value)).value_or(CountryCode{});
    } else if (key == "probe_network_name") {
      m.vantage.as_name = text(value);
    } else if (key == "resolver_asn") {
      m.resolver.asn = Asn::parse(asn_text(value)).value_or(Asn{});
    } else if (key == "resolver_network_name") {
      m.resolver.as_name = text(value);
    } else {
      read_name(key, value);
    }
  }

  void read_name(std::string_view key, JsonValue& value) {
    if (key == "test_name") {
      document_.test_name = text(value);
      document_.test = test_name_from_string(document_.test_name);
    } else if (key == "test_version") {
      document_.test_version = text(value);
    } else if (key == "report_id") {
      document_.report_id = text(value);
    } else if (key == "input") {
      document_.input = input_text(value);
    } else if (key == "software_name") {
      document_.software_name = text(value);
    } else if (key == "software_version") {
      software_version_ = text(value);
    } else if (key == "test_start_time") {
      document_.test_start = text(value);
    } else if (key == "annotations") {
      each_field(value, [&](std::string_view name, JsonValue& part) { read_annotation(name, part); });
    } else if (!is_bulk(key)) {
      skip_json(value);
    }
  }

  void read_annotation(std::string_view name, JsonValue& value) {
    if (name == "engine_version") document_.engine_version = text(value);
    if (name == "simulated") document_.measurement.simulated = text(value) == "true";
  }

  /// 123 as well as "AS123".
  [[nodiscard]] std::string_view asn_text(JsonValue& value) {
    return is_json_text(value) ? text(value) : token_of(value);
  }

  /// Some tests of 2013 have a list of one.
  [[nodiscard]] std::string input_text(JsonValue& value) {
    std::string input{text(value)};
    each_item(value, [&](JsonValue& item) {
      if (input.empty()) input = text(item);
    });
    return input;
  }

  // ---- test_keys

  void read_test_key(std::string_view key, JsonValue& value) {
    if (is_bulk(key)) return;
    if (key.ends_with("_failure") && text(value).starts_with("unknown_failure"))
      document_.unknown_failure = true;
    if (read_operations(key, value)) return;
    if (read_web_key(key, value)) return;
    if (key == "x_saksi") return read_ours(value);
    if (of_the_web_)
      skip_json(value);
    else
      other_.read(key, value);
  }

  [[nodiscard]] bool read_operations(std::string_view key, JsonValue& value) {
    if (key == "queries") {
      operations_.read_queries(value);
    } else if (key == "tcp_connect") {
      operations_.read_tcp_connect(value);
    } else if (key == "tls_handshakes") {
      operations_.read_tls_handshakes(value);
    } else if (key == "requests") {
      if (!of_the_web_) operations_.keep_request_headers = &document_.other.sent_headers;
      operations_.read_requests(value);
    } else if (key == "x_dns_duplicate_responses") {
      operations_.read_duplicates(value);
    } else {
      return false;
    }
    return true;
  }

  [[nodiscard]] bool read_web_key(std::string_view key, JsonValue& value) {
    OoniKeys& keys = document_.stored;
    if (key == "control") {
      control_ = read_control(value, room_);
    } else if (key == "x_control_request") {
      read_control_request(value, room_, request_);
    } else if (key == "control_failure") {
      keys.control_failure = text(value);
    } else if (key == "blocking") {
      read_blocking(value);
    } else if (key == "accessible") {
      keys.accessible = json_boolean(value);
    } else if (key == "dns_consistency") {
      const std::string_view word = text(value);
      if (!word.empty()) keys.dns_consistent = word == "consistent";
    } else if (key == "dns_experiment_failure") {
      keys.dns_experiment_failure = text(value);
    } else if (key == "http_experiment_failure") {
      keys.http_experiment_failure = text(value);
    } else {
      return read_web_flag(key, value);
    }
    return true;
  }

  [[nodiscard]] bool read_web_flag(std::string_view key, JsonValue& value) {
    OoniKeys& keys = document_.stored;
    if (key == "x_dns_flags") {
      keys.dns_flags = flags_of(value);
    } else if (key == "x_blocking_flags") {
      keys.blocking_flags = flags_of(value);
    } else if (key == "x_null_null_flags") {
      keys.null_null_flags = flags_of(value);
    } else if (key == "body_proportion") {
      keys.body_proportion = json_number(value).value_or(0);
    } else if (key == "body_length_match") {
      keys.body_length_match = json_boolean(value);
    } else if (key == "headers_match") {
      keys.headers_match = json_boolean(value);
    } else if (key == "status_code_match") {
      keys.status_code_match = json_boolean(value);
    } else if (key == "title_match") {
      keys.title_match = json_boolean(value);
    } else {
      return false;
    }
    // http_requests has two of these keys as its own.
    if (!of_the_web_) other_.read(key, value);
    return true;
  }

  void read_blocking(JsonValue& value) {
    if (is_json_null(value)) {
      document_.stored_blocking = StoredBlocking::null;
      return;
    }
    document_.stored_blocking = StoredBlocking::known;
    if (json_boolean(value) == false) {
      document_.stored.blocking = OoniBlocking::not_blocked;
      return;
    }
    document_.stored.blocking = blocking_of(text(value));
    if (document_.stored.blocking == OoniBlocking::null)
      document_.stored_blocking = StoredBlocking::senseless;
  }

  /// Ids and the state of the line of one of our own; never its verdict, which is made anew.
  void read_ours(JsonValue& value) {
    Measurement& m = document_.measurement;
    each_field(value, [&](std::string_view key, JsonValue& part) {
      if (key == "measurement_id") m.id = text(part);
      if (key == "run_id") m.run_id = text(part);
      if (key == "category") m.category = text(part);
      if (key == "line") m.line.state = line_state_from_string(text(part)).value_or(LineState::unknown);
    });
  }

  // ---- What can only be said when all is read

  void finish_url() {
    if (document_.input.empty()) return;
    if (auto url = Url::parse(document_.input)) {
      document_.measurement.url = std::move(*url);
      document_.has_url = true;
    }
  }

  void finish_control() {
    const std::string& failure = document_.stored.control_failure;
    if (!control_ && failure.empty()) return;
    ControlExchange exchange;
    exchange.request = std::move(request_);
    if (!failure.empty()) {
      exchange.result = ended_from_ooni(failure);
    } else {
      exchange.answer = std::move(control_);
    }
    document_.measurement.control = std::move(exchange);
    decode_certificates();
  }

  /// Only a control that tells chains has something to hold them against.
  void decode_certificates() {
    const auto& certificates = operations_.certificates();
    if (!certificates.empty()) document_.leaf_certificate = certificates.front().base64;
    const auto& answer = document_.measurement.control->answer;
    if (!answer) return;
    const bool chains = std::any_of(answer->tls_handshake.begin(), answer->tls_handshake.end(),
                                    [](const auto& tls) { return !tls.second.chain_sha256.empty(); });
    for (const EncodedCertificate& certificate : certificates) {
      if (chains && certificate.handshake < document_.measurement.tls.size())
        document_.measurement.tls[certificate.handshake].peer_certificates.push_back(
            decode_base64(certificate.base64));
    }
  }

  TextRoom& room_;
  OoniDocument& document_;
  OperationReader operations_;
  const bool of_the_web_;
  OtherKeysReader other_{room_, document_.other};
  std::string software_version_;
  std::optional<ControlAnswer> control_;
  ControlRequest request_;
  bool has_time_ = false;
};

tl::unexpected<Error> no_measurement(std::string_view reason) {
  return fail("The line is no measurement: " + std::string{reason} + ".");
}

}  // namespace

std::array<int, 3> version_parts(std::string_view version) {
  std::array<int, 3> parts{};
  const char* at = version.data();
  const char* const end = at + version.size();
  for (int& part : parts) {
    const auto [next, error] = std::from_chars(at, end, part);
    if (error != std::errc{} || next == end || *next != '.') break;
    at = next + 1;
  }
  return parts;
}

struct OoniReader::Buffers {
  [[nodiscard]] Result<void> read(std::string_view line, OoniDocument& document, bool of_the_web);

  simdjson::ondemand::parser parser;
  TextRoom room;
};

Result<void> OoniReader::Buffers::read(std::string_view line, OoniDocument& document, bool of_the_web) {
  document = OoniDocument{};
  try {
    room.clear(line.size());
    simdjson::ondemand::document json;
    const simdjson::padded_string_view padded{line.data(), line.size(), line.size() + kLinePadding};
    json_detail::must(parser.iterate(padded).get(json));
    DocumentReader reader{room, document, of_the_web};
    reader.read(json);
    if (document.test_name.empty()) return no_measurement("it has no test_name");
    if (!reader.has_time()) return no_measurement("it has no measurement_start_time that can be read");
    reader.finish();
    return {};
  } catch (const BrokenJson& broken) {
    return no_measurement(broken.reason);
  }
}

OoniReader::OoniReader() : buffers_(std::make_unique<Buffers>()) {}
OoniReader::~OoniReader() = default;
OoniReader::OoniReader(OoniReader&&) noexcept = default;
OoniReader& OoniReader::operator=(OoniReader&&) noexcept = default;

Result<void> OoniReader::read(std::string_view line, OoniDocument& document) {
  const bool of_the_web = seems_of_the_web(line);
  const auto first = buffers_->read(line, document, of_the_web);
  const bool mistaken = first && of_the_web && document.test != TestName::web_connectivity;
  return mistaken ? buffers_->read(line, document, false) : first;
}

const OoniScalar* OtherTestKeys::find(std::string_view name) const {
  const auto found = std::find_if(scalars.begin(), scalars.end(),
                                  [&](const OoniScalar& scalar) { return scalar.name == name; });
  return found == scalars.end() ? nullptr : &*found;
}

std::optional<bool> OtherTestKeys::truth(std::string_view name) const {
  const OoniScalar* const found = find(name);
  if (found == nullptr || found->kind != OoniScalar::Kind::boolean) return std::nullopt;
  return found->truth;
}

std::optional<double> OtherTestKeys::number(std::string_view name) const {
  const OoniScalar* const found = find(name);
  if (found == nullptr || found->kind != OoniScalar::Kind::number) return std::nullopt;
  return found->number;
}

std::string_view OtherTestKeys::text(std::string_view name) const {
  const OoniScalar* const found = find(name);
  if (found == nullptr || found->kind != OoniScalar::Kind::text) return {};
  return found->text;
}

}  // namespace saksi
