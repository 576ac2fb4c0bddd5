#include "analyzer/archive/clickhouse_place.h"

#include <algorithm>
#include <charconv>

namespace saksi {
namespace {

constexpr std::string_view kPlain = "clickhouse://", kTls = "clickhouses://";

int hex_digit(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto lower = static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c);
  const std::size_t at = kDigits.find(lower);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    decoded += escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return decoded;
}

bool is_database_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool is_host(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
  });
}

/// "host", "host:8123", "[::1]:8123".
bool read_host(std::string_view text, ClickhousePlace& place) {
  const std::size_t colon = text.rfind(':');
  const std::size_t bracket = text.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), place.port);
    if (error != std::errc{} || end != digits.data() + digits.size()) return false;
    text = text.substr(0, colon);
  }
  place.host = text;
  return is_host(text) && place.port > 0 && place.port < 65'536;
}

void read_user(std::string_view text, ClickhousePlace& place) {
  const std::size_t colon = text.find(':');
  place.user = percent_decoded(text.substr(0, colon));
  if (colon != std::string_view::npos) place.password = percent_decoded(text.substr(colon + 1));
}

}  // namespace

std::string ClickhousePlace::text() const {
  return std::string{tls ? kTls : kPlain} + host + ":" + std::to_string(port) + "/" + database;
}

bool is_clickhouse_place(const std::string& where) {
  return where.starts_with(kPlain) || where.starts_with(kTls);
}

Result<ClickhousePlace> parse_clickhouse_place(const std::string& where) {
  ClickhousePlace place;
  place.tls = where.starts_with(kTls);
  if (place.tls) place.port = 8443;
  std::string_view rest{where};
  rest.remove_prefix(place.tls ? kTls.size() : kPlain.size());
  const std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos) {
    read_user(rest.substr(0, at), place);
    rest.remove_prefix(at + 1);
  }
  const std::size_t slash = rest.find('/');
  const bool has_host = slash != std::string_view::npos && read_host(rest.substr(0, slash), place);
  if (has_host) place.database = rest.substr(slash + 1);
  if (!has_host || !is_database_name(place.database)) {
    return fail(
        "the store's address is not understood. Write clickhouse://host:8123/database or "
        "clickhouse://user:password@host:8123/database (a database's name is letters, digits and _)");
  }
  return place;
}

}  // namespace saksi
