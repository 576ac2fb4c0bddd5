#include "core/url.h"

#include <curl/curl.h>
#include <idn2.h>

#include <algorithm>
#include <memory>

namespace saksi {
namespace {

constexpr std::size_t kMaxUrlBytes = 8 * 1024;
constexpr std::size_t kMaxHostBytes = 253;  // RFC 1035 2.3.4, without the final dot
constexpr std::size_t kMaxLabelBytes = 63;

using CurlUrl = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

tl::unexpected<Error> refuse(std::string_view url, std::string_view why) {
  std::string shown;
  for (const char c : url.substr(0, 120)) shown += is_control(c) ? '?' : c;
  return fail("url: '" + shown + "': " + std::string{why} + "; give an absolute http or https URL");
}

std::string get(CURLU* url, CURLUPart what) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, 0) != CURLUE_OK) return {};  // the URL has no such part
  std::string copy{text};
  curl_free(text);
  return copy;
}

/// libcurl takes "http:/x" and "http:///x" for http://x; by RFC 3986 their host is empty, and OONI counts a
/// redirect there as broken.
bool has_empty_authority(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (text.starts_with("//")) return text.size() == 2 || text[2] == '/';
  if (colon == std::string_view::npos || text.find_first_of("/?#") < colon) return false;
  const std::string_view rest = text.substr(colon + 1);
  return !rest.starts_with("//") || rest.size() == 2 ||
         std::string_view{"/?#"}.find(rest[2]) != std::string_view::npos;
}

/// Bytes that cannot stand in a request line as they are: blanks and everything beyond ASCII.
std::string percent_encoded(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f) {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kDigits[byte >> 4];
      encoded += kDigits[byte & 15];
    }
  }
  return encoded;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// IDNA 2008 with the TR46 mapping that browsers use. libidn2 is called directly because libcurl goes through
/// the locale, and a program in the C locale would refuse every internationalised name.
std::optional<std::string> ascii_host(const std::string& host) {
  const bool ascii = std::all_of(host.begin(), host.end(), [](char c) { return (c & 0x80) == 0; });
  if (ascii) return lower(host);
  std::uint8_t* converted = nullptr;
  const auto* utf8 = reinterpret_cast<const std::uint8_t*>(host.c_str());
  if (idn2_lookup_u8(utf8, &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK) return std::nullopt;
  std::string result{reinterpret_cast<const char*>(converted)};
  idn2_free(converted);
  return lower(result);
}

bool is_host_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/// Letters, digits, hyphens, dots, and the underscore that real names hold; labels of 1 to 63 bytes.
bool is_host_name(const std::string& host) {
  if (host.empty() || host.size() > kMaxHostBytes || !std::all_of(host.begin(), host.end(), is_host_byte)) {
    return false;
  }
  for (std::size_t from = 0; from <= host.size();) {
    const std::size_t dot = std::min(host.find('.', from), host.size());
    if (dot == from || dot - from > kMaxLabelBytes) return false;
    from = dot + 1;
  }
  return true;
}

/// "2130706433" or "0x7f" behind a dot, a fullwidth digit or a byte order mark: no top-level domain is a
/// number, but resolvers and libcurl would take it for 127.0.0.1 (WHATWG URL, "ends in a number").
bool ends_in_a_number(const std::string& host) {
  const std::string last = host.substr(host.rfind('.') + 1);
  const auto all = [&](std::size_t from, std::string_view digits) {
    return last.find_first_not_of(digits, from) == std::string::npos;
  };
  return all(0, "0123456789") || (last.starts_with("0x") && all(2, "0123456789abcdef"));
}

constexpr unsigned kParseFlags = CURLU_NON_SUPPORT_SCHEME | CURLU_ALLOW_SPACE;

/// What can be said of a text before it is parsed; empty when nothing speaks against it.
std::string_view objection(std::string_view text) {
  if (text.size() > kMaxUrlBytes) return "is longer than 8 KiB";
  if (std::any_of(text.begin(), text.end(), is_control)) return "holds a control character";
  if (has_empty_authority(text)) return "has no host";
  return {};
}

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

struct Url::Parts {
  std::string scheme, user, password, host, port, path, query;

  /// The parts of a URL so plain that every parser sees the same in it: nothing that libcurl would decode,
  /// encode, remove or give a default. Most URLs are, and libcurl needs some thirty allocations for one.
  static std::optional<Parts> of_plain(std::string_view text) {
    constexpr std::string_view kHost = "abcdefghijklmnopqrstuvwxyz0123456789-.";
    constexpr std::string_view kRest =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./?=&";
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos || text.size() > kMaxUrlBytes) return std::nullopt;
    Parts parts;
    parts.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 3);
    parts.host = text.substr(0, text.find('/'));
    const std::string_view path = text.substr(parts.host.size());
    // A last label that begins with a digit may be a number in libcurl's eyes.
    const std::size_t label = parts.host.rfind('.') + 1;
    const bool plain_host = label < parts.host.size() && parts.host[label] >= 'a' &&
                            parts.host.find_first_not_of(kHost) == std::string::npos;
    if (!plain_host || (parts.scheme != "http" && parts.scheme != "https")) return std::nullopt;
    const bool plain_path = path.find_first_not_of(kRest) == std::string_view::npos && !path.ends_with('?') &&
                            path.find("/.") == std::string_view::npos;
    if (!plain_path) return std::nullopt;
    const std::size_t mark = std::min(path.find('?'), path.size());
    parts.path = path.empty() ? "/" : path.substr(0, mark);
    parts.query = path.substr(std::min(mark + 1, path.size()));
    return parts;
  }

  static Parts of(CURLU* url) {
    return {get(url, CURLUPART_SCHEME), get(url, CURLUPART_USER), get(url, CURLUPART_PASSWORD),
            get(url, CURLUPART_HOST),   get(url, CURLUPART_PORT), get(url, CURLUPART_PATH),
            get(url, CURLUPART_QUERY)};
  }
};

Result<Url> Url::parse(std::string_view text) {
  if (const auto plain = Parts::of_plain(text)) return from_parts(*plain, text);
  if (const auto why = objection(text); !why.empty()) return refuse(text, why);
  const CurlUrl url{curl_url(), curl_url_cleanup};
  const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, std::string{text}.c_str(), kParseFlags);
  if (code != CURLUE_OK) return refuse(text, curl_url_strerror(code));
  return from_parts(Parts::of(url.get()), text);
}

Result<Url> Url::resolve(std::string_view location) const {
  location = without_blanks(location);
  if (const auto plain = Parts::of_plain(location)) {
    const bool bare = location.size() == plain->scheme.size() + 3 + plain->host.size();
    return from_parts(*plain, std::string{location} + (bare ? "/" : ""));
  }
  if (const auto why = objection(location); !why.empty()) return refuse(location, why);
  const CurlUrl url{curl_url(), curl_url_cleanup};
  CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, text_.c_str(), kParseFlags);
  if (code == CURLUE_OK) {
    code = curl_url_set(url.get(), CURLUPART_URL, std::string{location}.c_str(), kParseFlags);
  }
  if (code != CURLUE_OK) return refuse(location, curl_url_strerror(code));
  return from_parts(Parts::of(url.get()), get(url.get(), CURLUPART_URL));
}

Result<Url> Url::from_parts(const Parts& parts, std::string_view original) {
  Url url;
  url.original_ = original;
  if (parts.scheme != "http" && parts.scheme != "https") return refuse(original, "is not http or https");
  url.scheme_ = parts.scheme == "https" ? Scheme::https : Scheme::http;
  if (!parts.user.empty() || !parts.password.empty())
    return refuse(original, "holds a user name or password");

  const bool bracketed = parts.host.starts_with('[');
  url.literal_ = IpAddress::parse(bracketed ? parts.host.substr(1, parts.host.size() - 2) : parts.host);
  const auto host = url.literal_ ? url.literal_->to_string() : ascii_host(parts.host);
  if (!host) return refuse(original, "has a host that IDNA 2008 does not allow");
  url.host_ = host->ends_with('.') ? host->substr(0, host->size() - 1) : *host;
  if (!url.literal_ && !is_host_name(url.host_)) return refuse(original, "has a host that DNS cannot carry");
  if (!url.literal_ && ends_in_a_number(url.host_)) return refuse(original, "has a number for a host");

  url.explicit_port_ = !parts.port.empty();
  url.port_ = url.is_https() ? 443 : 80;
  if (url.explicit_port_) url.port_ = static_cast<std::uint16_t>(std::stoul(parts.port));
  if (url.port_ == 0) return refuse(original, "has port 0");

  url.target_ = percent_encoded(parts.path.empty() ? "/" : parts.path);
  if (!parts.query.empty()) url.target_ += "?" + percent_encoded(parts.query);
  const bool six = url.literal_ && !url.literal_->is_v4();
  url.text_ = parts.scheme + "://" + (six ? "[" + url.host_ + "]" : url.host_) +
              (url.explicit_port_ ? ":" + std::to_string(url.port_) : "") + url.target_;
  if (url.text_.size() > kMaxUrlBytes) return refuse(original, "is longer than 8 KiB");
  return url;
}

}  // namespace saksi
