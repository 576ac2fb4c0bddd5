#include "core/scrub_spelling.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/scrub_automaton.h"

namespace saksi {
namespace {

using Octets = std::array<unsigned, 4>;

template <class... Args>
std::string print(const char* format, Args... args) {
  std::array<char, 128> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, args...);
  return {buffer.data(), static_cast<std::size_t>(std::max(0, length))};
}

/// "1.2.3.4" written by `part` ("%u"), with any separator between (they all fold to '.').
std::string join(const Octets& o, const char* part, const std::string& separator = ".") {
  const std::string format = part + separator + part + separator + part + separator + part;
  return print(format.c_str(), o[0], o[1], o[2], o[3]);
}

std::string digest(const EVP_MD* algorithm, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, algorithm, nullptr) != 1) return {};
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

class Collector {
 public:
  explicit Collector(Spellings& out) : out_(out) {}
  void start(std::size_t trace, bool strict) {
    trace_ = trace;
    strict_ = strict;
  }
  void text(std::string text, Edge edge = Edge::any) { add(out_.texts, std::move(text), edge, false); }
  void binary(std::string bytes) { add(out_.binary, std::move(bytes), Edge::any, false); }
  void prefix(std::string text) { add(out_.texts, std::move(text), Edge::any, true); }
  void binary_prefix(std::string bytes) { add(out_.binary, std::move(bytes), Edge::any, true); }

 private:
  void add(std::vector<Spelling>& to, std::string text, Edge edge, bool prefix) {
    if (text.empty()) return;
    to.push_back({std::move(text), edge, strict_, false, prefix, trace_});
  }
  Spellings& out_;
  std::size_t trace_ = 0;
  bool strict_ = false;
};

bool is_private_v4(const Octets& o) {
  return o[0] == 10 || (o[0] == 172 && o[1] / 16 == 1) || (o[0] == 192 && o[1] == 168) ||
         (o[0] == 169 && o[1] == 254);
}

void add_dotted(Collector& out, const Octets& o) {
  const Octets reversed{o[3], o[2], o[1], o[0]};
  for (const char* separator : {".", "..", "..."}) out.text(join(o, "%u", separator), Edge::octets);
  for (const char* separator : {"dot", ".dot."}) out.text(join(o, "%u", separator), Edge::octets);
  out.text(join(reversed, "%u"), Edge::octets);
  for (const Octets& order : {o, reversed}) {
    out.text(join(order, "%03u"), Edge::octets);
    out.text(join(order, "%03u", ""));
  }
  // Hex is undone by a view; these are for hex inside another encoding.
  for (const char* separator : {"", ".", "\\x", "%%"}) out.text(join(o, "%02x", separator));
  out.text(join(o, "%x"), Edge::digits);
  out.text(join(o, "0x%x"), Edge::digits);
  for (const char* separator : {".", ".."}) out.text(join(o, "0x%02x", separator));
  out.text(join(o, "0%o"), Edge::digits);
  out.text(join(o, "%04o"), Edge::digits);
  out.text(print("%u.%u.%u.0/24", o[0], o[1], o[2]), Edge::octets);
}

/// As one number, or with the last parts as one number: all that inet_aton(3) takes, and what PHP's ip2long
/// and /proc/net write.
void add_numbers(Collector& out, const Octets& o) {
  const std::uint32_t number = o[0] << 24 | o[1] << 16 | o[2] << 8 | o[3];
  const std::uint32_t swapped = __builtin_bswap32(number);
  if (number >= 1U << 24) out.text(print("%u", number), Edge::digits);
  if (swapped >= 1U << 24) out.text(print("%u", swapped), Edge::digits);
  if (o[0] >= 128) out.text(print("-%u", ~number + 1), Edge::digits);
  out.text(print("0%o", number), Edge::digits);
  if (o[1] + o[2] >= 4) out.text(print("%u.%u", o[0], number & 0xffffffU), Edge::digits);
  if (o[2] >= 4) out.text(print("%u.%u.%u", o[0], o[1], number & 0xffffU), Edge::digits);
}

void add_digests(Collector& out, const std::string& text) {
  for (const EVP_MD* algorithm : {EVP_md5(), EVP_sha1(), EVP_sha256()}) out.binary(digest(algorithm, text));
}

void add_v4(Collector& out, const IpAddress& address) {
  const std::string bytes = address.bytes();
  Octets o{};
  for (std::size_t i = 0; i < o.size(); ++i) o[i] = static_cast<unsigned char>(bytes[i]);
  add_dotted(out, o);
  add_numbers(out, o);
  add_digests(out, address.to_string());
  out.binary(bytes);
  out.binary({bytes.rbegin(), bytes.rend()});
  std::string inverted = bytes;  // a Teredo address holds its client's so (RFC 4380 section 4)
  for (char& c : inverted) c = static_cast<char>(~c);
  out.binary(inverted);
}

std::string hex_bytes(const std::string& bytes, const char* separator) {
  std::string text;
  for (const char c : bytes) {
    text +=
        print("%s%02x", text.empty() ? "" : separator, static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return text;
}

std::string groups(const std::string& bytes, const char* part, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned high = static_cast<unsigned char>(bytes[2 * i]);
    const unsigned low = static_cast<unsigned char>(bytes[2 * i + 1]);
    if (i != 0) text += '.';
    text += print(part, high << 8 | low);
  }
  return text;
}

std::string nibbles(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    const unsigned byte = static_cast<unsigned char>(c);
    text += print(text.empty() ? "%x.%x" : ".%x.%x", byte >> 4, byte & 15U);
  }
  return text;
}

std::string reversed(std::string text) {
  std::reverse(text.begin(), text.end());
  return text;
}

/// The 128 bits as one decimal number, by long division.
std::string decimal(std::string bytes) {
  std::string digits;
  while (bytes.find_first_not_of('\0') != std::string::npos) {
    unsigned rest = 0;
    for (char& c : bytes) {
      const unsigned value = rest << 8 | static_cast<unsigned char>(c);
      c = static_cast<char>(value / 10);
      rest = value % 10;
    }
    digits += static_cast<char>('0' + rest);
  }
  return reversed(digits);
}

void add_v6(Collector& out, const IpAddress& address) {
  const std::string bytes = address.bytes();
  out.text(address.to_string(), Edge::digits);
  out.text(groups(bytes, "%x", 8), Edge::digits);
  out.text(groups(bytes, "%04x", 8));
  for (const char* separator : {"", "."}) out.text(hex_bytes(bytes, separator));
  out.text(nibbles(bytes));
  out.text(reversed(nibbles(bytes)));
  out.text(decimal(bytes), Edge::digits);
  out.binary(bytes);
  add_digests(out, address.to_string());
  if (!has_line_prefix(address)) return;
  const std::string line = bytes.substr(0, 8);
  out.prefix(groups(line, "%04x", 4));
  out.prefix(reversed(nibbles(line)));
  out.binary_prefix(line);
}

}  // namespace

bool has_line_prefix(const IpAddress& address) {
  if (address.is_v4()) return false;
  const auto first = static_cast<unsigned char>(address.bytes()[0]);
  return first >> 5 == 1 || (first & 0xfeU) == 0xfcU;
}

bool is_common_name(std::string_view name) {
  static constexpr std::array<std::string_view, 44> kCommon{"localhost",
                                                            "localdomain",
                                                            "local",
                                                            "lan",
                                                            "home",
                                                            "home.arpa",
                                                            "internal",
                                                            "intranet",
                                                            "private",
                                                            "domain",
                                                            "workgroup",
                                                            "network",
                                                            "example",
                                                            "invalid",
                                                            "test",
                                                            "guest",
                                                            "user",
                                                            "users",
                                                            "root",
                                                            "admin",
                                                            "administrator",
                                                            "owner",
                                                            "debian",
                                                            "ubuntu",
                                                            "fedora",
                                                            "linux",
                                                            "raspberrypi",
                                                            "raspbian",
                                                            "android",
                                                            "desktop",
                                                            "laptop",
                                                            "router",
                                                            "gateway",
                                                            "station",
                                                            "default",
                                                            "nobody",
                                                            "daemon",
                                                            "www-data",
                                                            "server",
                                                            "computer",
                                                            "localhost.localdomain",
                                                            "fritz.box",
                                                            "scrubbed",
                                                            "none"};
  std::string lower(name);
  const ByteFold fold = fold_case_and_separators();
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(fold[static_cast<unsigned char>(c)]);
  }
  return lower.size() < 3 || std::find(kCommon.begin(), kCommon.end(), lower) != kCommon.end();
}

Spellings spellings_of(const PersonalTraces& traces) {
  Spellings all;
  Collector out(all);
  for (std::size_t i = 0; i < traces.addresses.size(); ++i) {
    const IpAddress& address = traces.addresses[i];
    if (address.is_unspecified() || address.is_loopback()) continue;
    const std::string b = address.bytes();
    const auto octet = [&b](std::size_t at) {
      return static_cast<unsigned>(static_cast<unsigned char>(b[at]));
    };
    out.start(i, address.is_v4() && is_private_v4({octet(0), octet(1), octet(2), octet(3)}));
    address.is_v4() ? add_v4(out, address) : add_v6(out, address);
  }
  constexpr std::size_t kShortestEncodedName = 4;
  for (std::size_t i = 0; i < traces.names.size(); ++i) {
    const std::string& name = traces.names[i];
    if (is_common_name(name)) continue;
    all.texts.push_back({name, Edge::word, false, name.size() < kShortestEncodedName, false, i});
  }
  return all;
}

}  // namespace saksi
