#include "tests/support/trace_search.h"

#include <arpa/inet.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <stdexcept>

namespace saksi::test {
namespace {

using Spelled = std::vector<std::pair<std::string, std::string>>;
using Bytes = std::vector<unsigned>;

Bytes address_bytes(const std::string& address) {
  unsigned char raw[16] = {};
  if (inet_pton(AF_INET, address.c_str(), raw) == 1) return {raw, raw + 4};
  if (inet_pton(AF_INET6, address.c_str(), raw) == 1) return {raw, raw + 16};
  throw std::invalid_argument("not an address: " + address);
}

std::string as_string(const Bytes& bytes) {
  std::string out;
  for (const unsigned b : bytes) out += static_cast<char>(b);
  return out;
}

std::string in_base(unsigned value, int base, int width) {
  std::ostringstream out;
  if (base == 8) out << std::oct;
  if (base == 16) out << std::hex;
  out.width(width);
  out.fill('0');
  out << value;
  return out.str();
}

std::string joined(const Bytes& parts, const std::string& separator, int base = 10, int width = 1,
                   const std::string& before = "") {
  std::string out;
  for (const unsigned part : parts)
    out += (out.empty() ? "" : separator) + before + in_base(part, base, width);
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

template <class T>
T backwards(T list) {
  std::reverse(list.begin(), list.end());
  return list;
}

void spell_v4(const std::string& dotted, Spelled& out) {
  const Bytes o = address_bytes(dotted);
  const unsigned number = o[0] << 24 | o[1] << 16 | o[2] << 8 | o[3];
  out.emplace_back("dotted", dotted);
  for (const std::string separator : {"-", "_", ",", ":", "[.]", ", "}) {
    out.emplace_back("joined by " + separator, joined(o, separator));
  }
  out.emplace_back("reversed", joined(backwards(o), "."));
  out.emplace_back("reversed, dashed", joined(backwards(o), "-"));
  out.emplace_back("zero-padded", joined(o, ".", 10, 3));
  out.emplace_back("zero-padded, dashed", joined(o, "-", 10, 3));
  for (const std::string separator : {"", ":", "-", " ", "."}) {
    out.emplace_back("hex" + separator, joined(o, separator, 16, 2));
    out.emplace_back("HEX" + separator, upper(joined(o, separator, 16, 2)));
  }
  out.emplace_back("\\x bytes", joined(o, "", 16, 2, "\\x"));
  out.emplace_back("percent bytes", joined(o, "", 16, 2, "%"));
  out.emplace_back("0x whole", "0x" + joined(o, "", 16, 2));
  out.emplace_back("0x parts", joined(o, ".", 16, 1, "0x"));
  out.emplace_back("0x list", joined(o, ", ", 16, 2, "0x"));
  out.emplace_back("decimal", std::to_string(number));
  out.emplace_back("decimal, swapped", std::to_string(__builtin_bswap32(number)));
  out.emplace_back("octal parts", joined(o, ".", 8, 1, "0"));
  out.emplace_back("octal parts, padded", joined(o, ".", 8, 4));
  out.emplace_back("octal whole", "0" + in_base(number, 8, 1));
  out.emplace_back("mapped", "::ffff:" + dotted);
  out.emplace_back("mapped, hex",
                   "::ffff:" + in_base(number >> 16, 16, 1) + ":" + in_base(number & 0xffff, 16, 1));
  out.emplace_back("compatible", "::" + dotted);
  out.emplace_back("nat64", "64:ff9b::" + dotted);
}

void spell_v6(const std::string& text, Spelled& out) {
  const Bytes bytes = address_bytes(text);
  Bytes groups;
  Bytes nibbles;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i % 2 == 0) groups.push_back(bytes[i] << 8 | bytes[i + 1]);
    nibbles.push_back(bytes[i] >> 4);
    nibbles.push_back(bytes[i] & 15);
  }
  char compressed[INET6_ADDRSTRLEN] = {};
  inet_ntop(AF_INET6, as_string(bytes).data(), compressed, sizeof(compressed));
  out.emplace_back("compressed", compressed);
  out.emplace_back("upper case", upper(compressed));
  out.emplace_back("bracketed", "[" + std::string(compressed) + "]");
  out.emplace_back("with zone", std::string(compressed) + "%eth0");
  out.emplace_back("expanded", joined(groups, ":", 16, 1));
  out.emplace_back("padded", joined(groups, ":", 16, 4));
  out.emplace_back("padded, upper case", upper(joined(groups, ":", 16, 4)));
  out.emplace_back("dashed", joined(groups, "-", 16, 4));
  out.emplace_back("underscored", joined(groups, "_", 16, 1));
  out.emplace_back("nibbles", joined(nibbles, ".", 16, 1));
  out.emplace_back("nibbles, reversed", joined(backwards(nibbles), ".", 16, 1));
  out.emplace_back("hex", joined(bytes, "", 16, 2));
  out.emplace_back("HEX", upper(joined(bytes, "", 16, 2)));
  out.emplace_back("hex, colons", joined(bytes, ":", 16, 2));
}

std::string base64(const std::string& text, bool url) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(length));
  if (!url) return out;
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out.substr(0, out.find('='));
}

std::string base32(const std::string& text) {
  std::string bits;
  for (const char c : text) {
    for (int i = 7; i >= 0; --i) bits += (static_cast<unsigned char>(c) >> i & 1) != 0 ? '1' : '0';
  }
  while (bits.size() % 5 != 0) bits += '0';
  std::string out;
  for (std::size_t i = 0; i < bits.size(); i += 5) {
    out += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[std::stoul(bits.substr(i, 5), nullptr, 2)];
  }
  return out;
}

std::string each_byte(const std::string& text, const std::string& before, int base, int width,
                      const std::string& after) {
  std::string out;
  for (const char c : text) out += before + in_base(static_cast<unsigned char>(c), base, width) + after;
  return out;
}

std::string utf16(const std::string& text, bool little) {
  std::string out;
  for (const char c : text) out += little ? std::string{c, '\0'} : std::string{'\0', c};
  return out;
}

std::string digest(const char* name, const std::string& text) {
  unsigned char raw[EVP_MAX_MD_SIZE] = {};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), raw, &size, EVP_get_digestbyname(name), nullptr);
  return {reinterpret_cast<char*>(raw), size};
}

/// The ways to carry a text that need no decoder to be looked for: fixed needles.
void encode(const std::string& how, const std::string& text, Spelled& out) {
  for (const std::size_t lead : {0U, 1U, 2U}) {
    const std::string padded = std::string(lead, ' ') + text;
    const std::string at = " at " + std::to_string(lead);
    out.emplace_back("base64" + at + " > " + how, base64(padded, false));
    out.emplace_back("base64url" + at + " > " + how, base64(padded, true));
  }
  out.emplace_back("base32 > " + how, base32(text));
  out.emplace_back("hex > " + how, each_byte(text, "", 16, 2, ""));
  out.emplace_back("percent > " + how, each_byte(text, "%", 16, 2, ""));
  out.emplace_back("percent twice > " + how, each_byte(text, "%25", 16, 2, ""));
  out.emplace_back("decimal entities > " + how, each_byte(text, "&#", 10, 1, ";"));
  out.emplace_back("hex entities > " + how, each_byte(text, "&#x", 16, 2, ";"));
  out.emplace_back("\\u > " + how, each_byte(text, "\\u", 16, 4, ""));
  out.emplace_back("\\x > " + how, each_byte(text, "\\x", 16, 2, ""));
  out.emplace_back("quoted-printable > " + how, upper(each_byte(text, "=", 16, 2, "")));
  out.emplace_back("utf-16le > " + how, utf16(text, true));
  out.emplace_back("utf-16be > " + how, utf16(text, false));
  out.emplace_back("base64 > utf-16le > " + how, base64(utf16(text, true), false));
}

// ---- the search

struct Needle {
  std::string trace;
  std::string how;
  std::string text;  // lower case
  bool word = false;
};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

bool bounded(const std::string& in, std::size_t at, std::size_t size, bool word) {
  const auto joins = [&](std::size_t i, std::size_t inside) {
    if (i >= in.size()) return false;
    if (word) return is_word(in[i]);
    return std::isdigit(static_cast<unsigned char>(in[i])) != 0 &&
           std::isdigit(static_cast<unsigned char>(in[inside])) != 0;
  };
  return !joins(at - 1, at) && !joins(at + size, at + size - 1);
}

std::vector<Needle> needles_of(const Traces& traces) {
  std::vector<Needle> needles;
  for (const std::string& address : traces.addresses) {
    Spelled spelled;
    const bool v4 = address.find(':') == std::string::npos;
    v4 ? spell_v4(address, spelled) : spell_v6(address, spelled);
    for (const char* name : {"MD5", "SHA1", "SHA256"})
      spelled.emplace_back(name, each_byte(digest(name, address), "", 16, 2, ""));
    for (const auto& [how, text] : spelled) needles.push_back({address, how, lower(text), false});
  }
  for (const std::string& name : traces.names) needles.push_back({name, "name", lower(name), true});
  return needles;
}

void search_plain(const std::string& text, const std::vector<Needle>& needles, const std::string& path,
                  std::vector<TraceFinding>& out) {
  const std::string folded = lower(text);
  for (const Needle& needle : needles) {
    for (std::size_t at = folded.find(needle.text); at != std::string::npos;
         at = folded.find(needle.text, at + 1)) {
      if (!bounded(folded, at, needle.text.size(), needle.word)) continue;
      out.push_back({at, needle.trace, path + needle.how});
    }
  }
}

void search_raw(const std::string& bytes, const Traces& traces, const std::string& path,
                std::vector<TraceFinding>& out) {
  for (const std::string& address : traces.addresses) {
    Spelled raw{{"raw bytes", as_string(address_bytes(address))}};
    for (const char* name : {"MD5", "SHA1", "SHA256"}) raw.emplace_back(name, digest(name, address));
    for (const auto& [how, needle] : raw) {
      const std::size_t at = bytes.find(needle);
      if (at != std::string::npos) out.push_back({at, address, path + how});
    }
  }
}

/// An escape: what begins it, then digits in a base. One ";" behind it may belong to it.
struct Escaped {
  std::string prefix;
  int base;
  std::size_t fewest, most;
  bool semicolon = false;
};

std::string undo(const std::string& text, const Escaped& escaped) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i + escaped.prefix.size();
    std::size_t end = start;
    const auto is_digit = [&](char c) {
      return escaped.base == 16 ? std::isxdigit(static_cast<unsigned char>(c)) != 0 : c >= '0' && c <= '9';
    };
    if (text.compare(i, escaped.prefix.size(), escaped.prefix) == 0) {
      while (end < text.size() && end - start < escaped.most && is_digit(text[end])) ++end;
    }
    const unsigned long code = end >= start + escaped.fewest && end > start
                                   ? std::stoul(text.substr(start, end - start), nullptr, escaped.base)
                                   : 256;
    if (code > 255) {
      out += text[i++];
      continue;
    }
    out += static_cast<char>(code);
    i = end + (escaped.semicolon && end < text.size() && text[end] == ';' ? 1 : 0);
  }
  return out;
}

std::string undo_escapes(std::string text) {
  static const std::vector<Escaped> kinds{
      {"%", 16, 2, 2},   {"&#x", 16, 1, 6, true}, {"&#X", 16, 1, 6, true}, {"\\u", 16, 4, 4},
      {"\\x", 16, 2, 2}, {"=", 16, 2, 2},         {"&#", 10, 1, 7, true}};
  for (const Escaped& kind : kinds) text = undo(text, kind);
  return text;
}

using Values = std::array<int, 256>;  // -1: not in the alphabet

/// Bits of the characters of an alphabet, from every character on, as bytes.
std::vector<std::string> decode_runs(const std::string& text, const Values& values, unsigned bits,
                                     std::size_t shortest) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && values[static_cast<unsigned char>(text[end])] >= 0) ++end;
    for (std::size_t skip = 0; skip < (bits == 5   ? 8U
                                       : bits == 6 ? 4U
                                                   : 2U) &&
                               end - i >= shortest && i + skip < end;
         ++skip) {
      std::string bytes;
      unsigned held = 0;
      unsigned long long pool = 0;
      for (std::size_t at = i + skip; at < end; ++at) {
        pool = pool << bits | static_cast<unsigned>(values[static_cast<unsigned char>(text[at])]);
        held += bits;
        if (held >= 8) bytes += static_cast<char>(pool >> (held -= 8) & 255U);
      }
      out.push_back(bytes);
    }
    i = std::max(end, i + 1);
  }
  return out;
}

void number(Values& values, std::string_view alphabet, int first) {
  for (const char c : alphabet) values[static_cast<unsigned char>(c)] = first++;
}

Values values_of(std::string_view alphabet) {
  Values values;
  values.fill(-1);
  number(values, alphabet, 0);
  return values;
}

std::vector<std::pair<std::string, std::string>> decoded(const std::string& text) {
  Values base64_values = values_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  number(base64_values, "-_", 62);
  Values base32_values = values_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
  number(base32_values, "abcdefghijklmnopqrstuvwxyz", 0);
  Values hex_values = values_of("0123456789abcdef");
  number(hex_values, "ABCDEF", 10);
  Spelled out;
  for (std::string& bytes : decode_runs(text, base64_values, 6, 6))
    out.emplace_back("base64 > ", std::move(bytes));
  for (std::string& bytes : decode_runs(text, base32_values, 5, 7))
    out.emplace_back("base32 > ", std::move(bytes));
  for (std::string& bytes : decode_runs(text, hex_values, 4, 8)) out.emplace_back("hex > ", std::move(bytes));
  return out;
}

std::string without_nuls(std::string text) {
  std::erase(text, '\0');
  return text;
}

void search_text(const std::string& text, const std::vector<Needle>& needles, const std::string& path,
                 std::vector<TraceFinding>& out) {
  search_plain(text, needles, path, out);
  const std::string narrow = without_nuls(text);
  if (narrow.size() != text.size()) search_plain(narrow, needles, path + "utf-16 > ", out);
  const std::string once = undo_escapes(narrow);
  if (once != narrow) search_plain(once, needles, path + "escaped > ", out);
  const std::string twice = undo_escapes(once);
  if (twice != once) search_plain(twice, needles, path + "escaped twice > ", out);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> all_spellings(const std::string& address) {
  Spelled plain;
  const bool v4 = address.find(':') == std::string::npos;
  v4 ? spell_v4(address, plain) : spell_v6(address, plain);
  Spelled out = plain;
  for (const auto& [how, text] : plain) encode(how, text, out);
  const std::string raw = as_string(address_bytes(address));
  out.emplace_back("base64 of raw bytes", base64(raw, false));
  out.emplace_back("base32 of raw bytes", base32(raw));
  for (const char* name : {"MD5", "SHA1", "SHA256"}) {
    out.emplace_back(name, each_byte(digest(name, address), "", 16, 2, ""));
    out.emplace_back(std::string("base64 > ") + name, base64(digest(name, address), false));
  }
  return out;
}

std::vector<TraceFinding> search_traces(std::string_view bytes, const Traces& traces) {
  const std::vector<Needle> needles = needles_of(traces);
  std::vector<TraceFinding> out;
  const std::string text(bytes);
  search_text(text, needles, "", out);
  const std::string plain = undo_escapes(without_nuls(text));
  for (const std::string* layer : {&text, &plain}) {
    if (layer == &plain && plain == text) break;
    if (layer == &plain) search_raw(undo_escapes(plain), traces, "escaped > ", out);
    for (const auto& [how, inner] : decoded(*layer)) {
      search_text(inner, needles, how, out);
      search_raw(inner, traces, how, out);
    }
  }
  return out;
}

}  // namespace saksi::test
