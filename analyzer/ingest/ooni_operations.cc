#include "analyzer/ingest/ooni_operations.h"

#include <charconv>

#include "analyzer/ingest/ooni_failure.h"

namespace saksi {
namespace {

constexpr std::size_t kUsual = 8;  // operations of one kind in most documents: saves their moving about

DnsEngine engine_of(std::string_view word) {
  if (word == "udp") return DnsEngine::udp;
  if (word == "tcp" || word == "dot") return DnsEngine::tcp;
  if (word == "doh") return DnsEngine::doh;
  return DnsEngine::system;  // getaddrinfo, golang_net_resolver, and older words for them
}

Endpoint endpoint_of(std::string_view text) {
  return Endpoint::parse(text).value_or(Endpoint{});
}

std::uint16_t port_of(JsonValue& value) {
  const auto port = json_integer(value).value_or(0);
  return port > 0 && port <= 65535 ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
}

Asn asn_of(JsonValue& value) {
  const auto number = json_integer(value).value_or(0);
  return Asn{number > 0 && number <= UINT32_MAX ? static_cast<std::uint32_t>(number) : 0};
}

/// The first of two lists of headers that has any; the list keeps the order, the map does not.
void keep(std::vector<Header>& headers, JsonValue& value, TextRoom& room) {
  if (headers.empty()) read_headers(value, room, headers);
}

void read_header_value(std::string name, JsonValue& value, TextRoom& room, std::vector<Header>& headers) {
  bool listed = false;
  each_item(value, [&](JsonValue& item) {
    if (!listed) headers.emplace_back(name, json_bytes(item, room));
    listed = true;
  });
  if (!listed) headers.emplace_back(std::move(name), json_bytes(value, room));
}

/// Bytes that came before our cap, and how many came in all.
void read_body(JsonValue& value, TextRoom& room, HttpResponse& response) {
  if (is_json_text(value)) {
    const std::string_view body = json_text(value, room);
    response.body_length = body.size();
    response.body.assign(body.substr(0, kMaxBodyBytes));
    return;
  }
  response.body = json_bytes(value, room);
  response.body_length = response.body.size();
  if (response.body.size() > kMaxBodyBytes) response.body.resize(kMaxBodyBytes);
}

}  // namespace

void read_headers(JsonValue& value, TextRoom& room, std::vector<Header>& headers) {
  const std::string_view token = token_of(value);
  if (token.starts_with('{')) {
    each_field(value, [&](std::string_view name, JsonValue& content) {
      read_header_value(std::string{name}, content, room, headers);
    });
    return;
  }
  each_item(value, [&](JsonValue& pair) {
    std::string name;
    std::size_t index = 0;
    each_item(pair, [&](JsonValue& part) {
      if (index == 0) name = json_bytes(part, room);
      if (index == 1) headers.emplace_back(std::move(name), json_bytes(part, room));
      ++index;
    });
  });
}

Ended OperationReader::ended(JsonValue& value) {
  if (is_json_text(value)) return ended_from_ooni(text(value));
  if (json_boolean(value) == true) return {Failure::unknown_failure, {}};  // probes of 2016
  return {};
}

void OperationReader::read_tags(JsonValue& value, Operation& operation) {
  each_item(value, [&](JsonValue& tag) {
    const std::string_view word = text(tag);
    constexpr std::string_view kDepth = "depth=";
    if (!word.starts_with(kDepth)) return;
    int depth = 0;
    std::from_chars(word.data() + kDepth.size(), word.data() + word.size(), depth);
    operation.depth = depth >= 0 && depth <= 100 ? depth : 0;
    saw_depths_ = true;
  });
}

bool OperationReader::read_common(std::string_view key, JsonValue& value, Operation& operation) {
  if (key == "failure") {
    operation.result = ended(value);
  } else if (key == "t0") {
    operation.started = json_seconds(value);
  } else if (key == "t") {
    operation.ended = json_seconds(value);
  } else if (key == "tags") {
    read_tags(value, operation);
  } else if (key == "transaction_id") {
    operation.transaction_id = json_integer(value).value_or(0);
  } else {
    return false;
  }
  return true;
}

// ---- DNS

void OperationReader::read_answer(JsonValue& value, std::vector<DnsAnswer>& answers) {
  DnsAnswer answer;
  std::optional<AnswerType> type;
  bool has_address = false;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "answer_type") {
      type = answer_type_from_string(text(part));
    } else if (key == "ipv4" || key == "ipv6") {
      if (const auto address = IpAddress::parse(text(part))) {
        answer.address = *address;
        has_address = true;
      }
    } else if (key == "hostname") {
      answer.hostname = text(part);
    } else if (key == "asn") {
      answer.asn = asn_of(part);
    } else if (key == "as_org_name") {
      answer.as_name = text(part);
    }
  });
  const bool is_name = type == AnswerType::CNAME || (!has_address && !answer.hostname.empty());
  if (!is_name && !has_address) return;
  answer.type = is_name ? AnswerType::CNAME : answer.address.is_v4() ? AnswerType::A : AnswerType::AAAA;
  answers.push_back(std::move(answer));
}

DnsObservation OperationReader::read_lookup(JsonValue& value) {
  DnsObservation lookup;
  lookup.question = DnsQuestion::ANY;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (read_common(key, part, lookup)) return;
    if (key == "answers") {
      each_item(part, [&](JsonValue& answer) { read_answer(answer, lookup.answers); });
    } else if (key == "engine") {
      lookup.engine = engine_of(text(part));
    } else if (key == "hostname") {
      lookup.hostname = text(part);
    } else if (key == "query_type") {
      lookup.question = dns_question_from_string(text(part)).value_or(DnsQuestion::ANY);
    } else if (key == "resolver_address") {
      lookup.resolver = text(part);
    } else if (key == "resolver_hostname" && lookup.resolver.empty()) {
      lookup.resolver = text(part);
    }
  });
  return lookup;
}

void OperationReader::read_queries(JsonValue& value) {
  into_.dns.clear();
  into_.dns.reserve(kUsual);
  each_item(value, [&](JsonValue& item) {
    DnsObservation lookup = read_lookup(item);
    // Whatever address a probe gives for the system's resolver, it is that.
    if (lookup.engine == DnsEngine::system) lookup.resolver = "system";
    if (lookup.transaction_id == 0) lookup.transaction_id = ++next_id_;
    into_.dns.push_back(std::move(lookup));
  });
}

void OperationReader::read_duplicates(JsonValue& value) {
  each_item(value, [&](JsonValue& item) { duplicates_.push_back(read_lookup(item)); });
}

void OperationReader::attach_duplicates() {
  for (DnsObservation& late : duplicates_) {
    for (DnsObservation& lookup : into_.dns) {
      const bool same = lookup.transaction_id == late.transaction_id && lookup.hostname == late.hostname &&
                        lookup.engine == late.engine;
      if (!same) continue;
      if (lookup.replies.empty())
        lookup.replies.push_back({lookup.question, lookup.ended, 0, lookup.result, lookup.answers, {}, 0});
      lookup.replies.push_back({late.question, late.ended, 0, late.result, std::move(late.answers), {}, 0});
      break;
    }
  }
}

// ---- TCP and TLS

void OperationReader::read_status(JsonValue& value, Operation& operation) {
  std::optional<bool> success = json_boolean(value);
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "failure") operation.result = ended(part);
    if (key == "success") success = json_boolean(part);
  });
  if (success == false && operation.result.ok()) operation.result = {Failure::unknown_failure, {}};
  if (success == true && !operation.result.ok()) operation.result = {};
}

void OperationReader::read_tcp(JsonValue& value, TcpObservation& tcp) {
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "ip") {
      tcp.endpoint.address = IpAddress::parse(text(part)).value_or(IpAddress{});
    } else if (key == "port") {
      tcp.endpoint.port = port_of(part);
    } else if (key == "status") {
      read_status(part, tcp);
    } else {
      (void)read_common(key, part, tcp);
    }
  });
}

void OperationReader::read_tcp_connect(JsonValue& value) {
  into_.tcp.clear();
  into_.tcp.reserve(kUsual);
  const auto read = [&](JsonValue& item) {
    TcpObservation tcp;
    read_tcp(item, tcp);
    if (tcp.transaction_id == 0) tcp.transaction_id = ++next_id_;
    into_.tcp.push_back(std::move(tcp));
  };
  if (token_of(value).starts_with('{')) return read(value);  // openvpn has but one
  each_item(value, read);
}

void OperationReader::read_handshake(JsonValue& value) {
  TlsObservation tls;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (read_common(key, part, tls)) return;
    if (key == "address") {
      tls.endpoint = endpoint_of(text(part));
    } else if (key == "server_name") {
      tls.server_name = text(part);
    } else if (key == "tls_version") {
      tls.version = text(part);
    } else if (key == "peer_certificates") {
      each_item(part, [&](JsonValue& certificate) {
        each_field(certificate, [&](std::string_view name, JsonValue& data) {
          if (name == "data") certificates_.push_back({into_.tls.size(), text(data)});
        });
      });
    }
  });
  tls.server_hello_seen = !tls.version.empty();
  if (tls.transaction_id == 0) tls.transaction_id = ++next_id_;
  into_.tls.push_back(std::move(tls));
}

void OperationReader::read_tls_handshakes(JsonValue& value) {
  into_.tls.clear();
  into_.tls.reserve(kUsual);
  certificates_.clear();
  each_item(value, [&](JsonValue& item) { read_handshake(item); });
}

// ---- HTTP

void OperationReader::read_response(JsonValue& value, HttpObservation& http) {
  HttpResponse response;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "body") {
      read_body(part, room_, response);
    } else if (key == "body_is_truncated") {
      response.body_truncated = json_boolean(part) == true;
    } else if (key == "code") {
      const auto code = json_integer(part).value_or(0);
      response.code = code > 0 && code < 1000 ? static_cast<int>(code) : 0;
    } else if (key == "headers_list") {
      keep(response.headers, part, room_);
    } else if (key == "headers") {
      keep(response.headers, part, room_);
    }
  });
  if (response.code != 0) http.response = std::move(response);
}

void OperationReader::read_request(JsonValue& value) {
  HttpObservation http;
  bool through_tor = false, has_request = false;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (read_common(key, part, http)) return;
    if (key == "address") {
      http.endpoint = endpoint_of(text(part));
    } else if (key == "alpn") {
      http.protocol = text(part);
    } else if (key == "response") {
      read_response(part, http);
    } else if (key == "request") {
      has_request = true;
      each_field(part, [&](std::string_view name, JsonValue& of_request) {
        if (name == "url") http.url = text(of_request);
        const bool headers = name == "headers" || name == "headers_list";
        if (headers && keep_request_headers != nullptr) keep(*keep_request_headers, of_request, room_);
        if (name != "tor") return;
        each_field(of_request, [&](std::string_view of_tor, JsonValue& is_tor) {
          if (of_tor == "is_tor") through_tor = json_boolean(is_tor) == true;
        });
      });
    }
  });
  request_without_url_ |= !has_request || http.url.empty();
  if (through_tor) return;  // the control of the oldest tests, not the visitor's own line
  if (http.transaction_id == 0) http.transaction_id = ++next_id_;
  into_.http.push_back(std::move(http));
}

void OperationReader::read_requests(JsonValue& value) {
  into_.http.clear();
  into_.http.reserve(kUsual);
  each_item(value, [&](JsonValue& item) { read_request(item); });
}

}  // namespace saksi
