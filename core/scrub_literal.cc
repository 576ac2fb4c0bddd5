#include "core/scrub_literal.h"

#include <algorithm>
#include <array>
#include <string>

namespace saksi {
namespace {

constexpr std::size_t kLongestRun = 64;  // an IPv6 address has at most 45 characters

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alnum(char c) {
  return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}
constexpr std::array<bool, 256> run_bytes() {
  std::array<bool, 256> bytes{};
  for (const char c : std::string_view("0123456789abcdefABCDEF.:"))
    bytes[static_cast<unsigned char>(c)] = true;
  return bytes;
}
constexpr auto kRunBytes = run_bytes();
bool is_run(char c) {
  return kRunBytes[static_cast<unsigned char>(c)];
}

/// Four parts of one to three digits, each at most 255; leading zeros count as decimal, as people mean them.
std::optional<IpAddress> parse_v4(std::string_view text) {
  std::string bytes;
  unsigned value = 0;
  std::size_t digits = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_digit(text[i])) {
      value = value * 10 + static_cast<unsigned>(text[i] - '0');
      if (++digits > 3) return std::nullopt;
      continue;
    }
    if (i < text.size() && text[i] != '.') return std::nullopt;
    if (digits == 0 || value > 255 || bytes.size() == 4) return std::nullopt;
    bytes += static_cast<char>(value);
    value = 0;
    digits = 0;
  }
  return bytes.size() == 4 ? IpAddress::from_bytes(bytes) : std::nullopt;
}

bool stands_behind_slashes(std::string_view text, std::size_t at) {
  if (at > 0 && text[at - 1] == '[') --at;
  return at >= 2 && text[at - 1] == '/' && text[at - 2] == '/';
}

/// Takes the zone ("%eth0", RFC 4007) or prefix length ("/24") behind the literal into it.
void take_suffix(std::string_view text, Literal& literal) {
  std::size_t at = literal.end;
  if (at >= text.size()) return;
  if (text[at] == '%' && !literal.address.is_v4()) {
    do ++at;
    while (at < text.size() && at < literal.end + 17 && (is_alnum(text[at]) || text[at] == '_'));
    literal.end = at;
  } else if (text[at] == '/' && at + 1 < text.size() && is_digit(text[at + 1])) {
    int length = 0;
    for (++at; at < text.size() && at <= literal.end + 3 && is_digit(text[at]); ++at) {
      length = length * 10 + (text[at] - '0');
    }
    const bool sensible =
        length <= (literal.address.is_v4() ? 32 : 128) && (at == text.size() || !is_alnum(text[at]));
    if (!sensible || literal.is_url_host) return;
    literal.prefix_length = length;
    literal.end = at;
  }
}

struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
};

void trim(std::string_view text, Piece& piece) {
  const auto part = [&] { return text.substr(piece.begin, piece.end - piece.begin); };
  while (!part().empty() && part().back() == '.') --piece.end;
  while (!part().empty() && part().front() == '.') ++piece.begin;
  if (part().size() >= 2 && part().back() == ':' && part()[part().size() - 2] != ':') --piece.end;
  if (part().size() >= 2 && part()[0] == ':' && part()[1] != ':') ++piece.begin;
}

/// Leaves out what follows the last group, or the IPv4 tail: "2001:db8::1.example".
void cut_tail(std::string_view text, Piece& piece) {
  const std::size_t last_colon = text.substr(0, piece.end).rfind(':');
  const std::size_t tail = last_colon + 1;
  const std::size_t dot = text.substr(0, piece.end).find('.', tail);
  if (dot == std::string_view::npos) return;
  std::size_t end = tail;
  while (end < piece.end && (is_digit(text[end]) || text[end] == '.')) ++end;
  while (end > tail && text[end - 1] == '.') --end;
  piece.end = end - tail <= 15 && parse_v4(text.substr(tail, end - tail)) ? end : dot;
}

/// The piece as IPv6; where it is none, without up to three leading groups ("address:2001:db8::1").
std::optional<IpAddress> parse_v6(std::string_view text, Piece& piece) {
  Piece shorter = piece;
  for (int attempt = 0; attempt < 4; ++attempt) {
    const std::string_view part = text.substr(shorter.begin, shorter.end - shorter.begin);
    const auto colons = std::count(part.begin(), part.end(), ':');
    if (colons < 2 || (colons < 6 && part.find("::") == std::string_view::npos)) return std::nullopt;
    if (const auto address = IpAddress::parse(part)) {
      piece = shorter;
      return address;
    }
    shorter.begin = text.find(':', shorter.begin + 1);
    while (shorter.begin < shorter.end && text[shorter.begin] == ':' && text[shorter.begin + 1] != ':')
      ++shorter.begin;
  }
  return std::nullopt;
}

class Scanner {
 public:
  Scanner(std::string_view text, const std::function<void(const Literal&)>& visit)
      : text_(text), visit_(visit) {}

  void run(Piece piece) {
    const std::string_view part = text_.substr(piece.begin, piece.end - piece.begin);
    if (part.size() < 2) return;
    if (part.find(':') == std::string_view::npos) return v4_runs(piece);
    const Piece whole = piece;
    trim(text_, piece);
    cut_tail(text_, piece);
    const bool whole_word = (piece.begin == 0 || !is_alnum(text_[piece.begin - 1])) &&
                            (piece.end == text_.size() || !is_alnum(text_[piece.end]));
    const auto address =
        whole_word && piece.end - piece.begin <= kLongestRun ? parse_v6(text_, piece) : std::nullopt;
    if (address) return report(piece, *address);
    v4_runs(whole);
  }

 private:
  /// Runs of digits and dots inside a run that is no IPv6 address.
  void v4_runs(Piece piece) {
    for (std::size_t i = piece.begin; i < piece.end;) {
      if (!is_digit(text_[i])) {
        ++i;
        continue;
      }
      Piece inner{i, i};
      while (inner.end < piece.end && (is_digit(text_[inner.end]) || text_[inner.end] == '.')) ++inner.end;
      i = inner.end;
      trim(text_, inner);
      if (inner.end - inner.begin > 15) continue;
      if (const auto address = parse_v4(text_.substr(inner.begin, inner.end - inner.begin)))
        report(inner, *address);
    }
  }

  void report(Piece piece, const IpAddress& address) {
    Literal literal{piece.begin, piece.end, address, -1, stands_behind_slashes(text_, piece.begin)};
    take_suffix(text_, literal);
    visit_(literal);
  }

  std::string_view text_;
  const std::function<void(const Literal&)>& visit_;
};

}  // namespace

void each_literal(std::string_view text, const std::function<void(const Literal&)>& visit) {
  Scanner scanner(text, visit);
  for (std::size_t i = 0; i < text.size();) {
    if (!is_run(text[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    bool parted = false;  // into the parts of an address
    for (; i < text.size() && is_run(text[i]); ++i) parted = parted || text[i] == '.' || text[i] == ':';
    if (parted) scanner.run({begin, i});
  }
}

bool same_prefix(const IpAddress& left, const IpAddress& right, int bits) {
  if (left.is_v4() != right.is_v4()) return false;
  const std::string a = left.bytes();
  const std::string b = right.bytes();
  for (std::size_t i = 0; i < a.size() && bits > 0; ++i, bits -= 8) {
    const unsigned mask = bits >= 8 ? 0xffU : (0xffU << (8 - bits)) & 0xffU;
    if (((static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])) & mask) != 0) return false;
  }
  return true;
}

std::optional<IpAddress> embedded_v4(const IpAddress& address) {
  if (address.is_v4()) return std::nullopt;
  const std::string bytes = address.bytes();
  if (bytes.compare(0, 2, "\x20\x02") == 0) return IpAddress::from_bytes(bytes.substr(2, 4));
  const bool zeros = bytes.find_first_not_of('\0') >= 10;
  const bool mapped_or_compatible =
      zeros && (bytes.compare(10, 2, "\xff\xff", 2) == 0 || bytes.compare(10, 2, "\0\0", 2) == 0);
  static const std::string nat64("\0\x64\xff\x9b\0\0\0\0\0\0\0\0", 12);
  if (mapped_or_compatible || bytes.compare(0, 12, nat64) == 0)
    return IpAddress::from_bytes(bytes.substr(12, 4));
  return std::nullopt;
}

}  // namespace saksi
