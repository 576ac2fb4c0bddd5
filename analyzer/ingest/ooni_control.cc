#include "analyzer/ingest/ooni_control.h"

#include "analyzer/ingest/ooni_operations.h"
#include "core/digest.h"

namespace saksi {
namespace {

/// Status and failure of one connection or handshake of the helper.
struct Ending {
  std::optional<bool> status;
  std::string failure;

  void read(std::string_view key, JsonValue& part, TextRoom& room) {
    if (key == "failure") failure = json_text(part, room);
    if (key == "status") status = json_boolean(part);
  }
  /// Where it failed without a word, the word says just that.
  void settle() {
    if (!status) status = failure.empty();
    if (!*status && failure.empty()) failure = "connect_error";
  }
};

ControlTcp read_tcp(JsonValue& value, TextRoom& room) {
  Ending outcome;
  each_field(value, [&](std::string_view key, JsonValue& part) { outcome.read(key, part, room); });
  outcome.settle();
  return {*outcome.status, std::move(outcome.failure)};
}

ControlTls read_tls(JsonValue& value, TextRoom& room) {
  ControlTls tls;
  Ending outcome;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    outcome.read(key, part, room);
    if (key == "server_name") tls.server_name = json_text(part, room);
    if (key == "x_saksi_issuer") tls.leaf_issuer = json_text(part, room).substr(0, kMaxIssuerBytes);
    if (key == "x_saksi_chain") {
      each_item(part, [&](JsonValue& digest) {
        const std::string_view text = json_text(digest, room);
        if (tls.chain_sha256.size() < kMaxControlChain && is_sha256_hex(text))
          tls.chain_sha256.emplace_back(text);
      });
    }
  });
  outcome.settle();
  tls.status = *outcome.status;
  tls.failure = std::move(outcome.failure);
  return tls;
}

void read_http(JsonValue& value, TextRoom& room, ControlHttp& http) {
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "body_length") {
      http.body_length = json_integer(part).value_or(-1);
    } else if (key == "failure") {
      http.failure = json_text(part, room);
    } else if (key == "title") {
      http.title = json_text(part, room);
    } else if (key == "headers") {
      read_headers(part, room, http.headers);
    } else if (key == "status_code") {
      const auto code = json_integer(part).value_or(-1);
      http.status_code = code > 0 && code < 1000 ? static_cast<int>(code) : -1;
    } else if (key == "discovered_h3_endpoint") {
      http.discovered_h3_endpoint = json_text(part, room);
    }
  });
}

void read_dns(JsonValue& value, TextRoom& room, ControlDns& dns) {
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "failure") dns.failure = json_text(part, room);
    if (key == "addrs") {
      each_item(part, [&](JsonValue& address) { dns.addrs.emplace_back(json_text(address, room)); });
    }
  });
}

ControlIp read_ip(JsonValue& value) {
  ControlIp ip;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    const auto number = json_integer(part).value_or(0);
    const auto small = number > 0 && number <= UINT32_MAX ? static_cast<std::uint32_t>(number) : 0;
    if (key == "asn") ip.asn = Asn{small};
    if (key == "flags") ip.flags = small;
  });
  return ip;
}

/// A helper that was asked says at least one of these things.
bool says_anything(const ControlAnswer& answer) {
  return !answer.tcp_connect.empty() || !answer.dns.addrs.empty() || !answer.dns.failure.empty() ||
         !answer.http_request.failure.empty() || answer.http_request.status_code > 0;
}

}  // namespace

void read_control_request(JsonValue& value, TextRoom& room, ControlRequest& request) {
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "http_request") request.url = json_text(part, room);
    if (key != "tcp_connect") return;
    each_item(part, [&](JsonValue& endpoint) {
      if (const auto parsed = Endpoint::parse(json_text(endpoint, room)))
        request.tcp_connect.push_back(*parsed);
    });
  });
}

std::optional<ControlAnswer> read_control(JsonValue& value, TextRoom& room) {
  ControlAnswer answer;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "tcp_connect") {
      each_field(part, [&](std::string_view endpoint, JsonValue& tcp) {
        answer.tcp_connect.emplace(endpoint, read_tcp(tcp, room));
      });
    } else if (key == "tls_handshake") {
      each_field(part, [&](std::string_view endpoint, JsonValue& tls) {
        answer.tls_handshake.emplace(endpoint, read_tls(tls, room));
      });
    } else if (key == "http_request") {
      read_http(part, room, answer.http_request);
    } else if (key == "dns") {
      read_dns(part, room, answer.dns);
    } else if (key == "ip_info") {
      each_field(part, [&](std::string_view address, JsonValue& ip) {
        answer.ip_info.emplace(address, read_ip(ip));
      });
    }
  });
  return says_anything(answer) ? std::optional{std::move(answer)} : std::nullopt;
}

}  // namespace saksi
