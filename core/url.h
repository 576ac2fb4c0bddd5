// A URL of the kind that is measured: http or https, absolute, parsed once by libcurl's parser (RFC 3986 with
// the common repairs), the host in lower case and in its ASCII form (IDNA 2008).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/endpoint.h"
#include "core/result.h"

namespace saksi {

enum class Scheme : std::uint8_t { http, https };

class Url {
 public:
  /// Refuses other schemes, user names and passwords, control characters, and anything over 8 KiB.
  [[nodiscard]] static Result<Url> parse(std::string_view text);
  /// A Location header against this URL (RFC 3986 section 5). Fails on an empty host ("http://").
  [[nodiscard]] Result<Url> resolve(std::string_view location) const;

  [[nodiscard]] Scheme scheme() const { return scheme_; }
  [[nodiscard]] bool is_https() const { return scheme_ == Scheme::https; }
  /// ASCII form, lower case, without brackets and without a final dot.
  [[nodiscard]] const std::string& host() const { return host_; }
  /// The address, when the host is a literal one.
  [[nodiscard]] const std::optional<IpAddress>& literal() const { return literal_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] bool has_explicit_port() const { return explicit_port_; }
  /// Path and query, at least "/"; blanks and bytes beyond ASCII percent-encoded.
  [[nodiscard]] const std::string& target() const { return target_; }
  /// As it goes on the wire: ASCII host, no fragment.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// What the list or the server wrote (a Location: made absolute), before the host was turned into ASCII.
  [[nodiscard]] const std::string& original() const { return original_; }
  [[nodiscard]] bool operator==(const Url& other) const { return text_ == other.text_; }

 private:
  struct Parts;
  [[nodiscard]] static Result<Url> from_parts(const Parts& parts, std::string_view original);

  Scheme scheme_ = Scheme::https;
  std::string host_, target_, text_, original_;
  std::optional<IpAddress> literal_;
  std::uint16_t port_ = 443;
  bool explicit_port_ = false;
};

}  // namespace saksi
