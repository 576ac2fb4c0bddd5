#include "probe/control/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <cctype>

namespace saksi {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's way to say: the largest window, and gzip's header
constexpr int kMemoryLevel = 8;
constexpr std::size_t kWorthIt = 256;

/// In small letters and without blanks.
std::string squeezed(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isspace(byte) == 0) result += static_cast<char>(std::tolower(byte));
  }
  return result;
}

/// "q=0", "q=0.0"...: never, please.
bool is_zero_weight(std::string_view parameter) {
  return parameter.starts_with("q=") && parameter.find_first_not_of("0.", 2) == std::string_view::npos;
}

bool is_gzip(std::string_view coding) {
  const auto semicolon = coding.find(';');
  const std::string_view name = coding.substr(0, semicolon);
  if (name != "gzip" && name != "x-gzip") return false;
  return semicolon == std::string_view::npos || !is_zero_weight(coding.substr(semicolon + 1));
}

}  // namespace

std::optional<std::string> gzipped(const std::string& bytes) {
  if (bytes.size() < kWorthIt) return std::nullopt;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string packed(bytes.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) return std::nullopt;
  return packed;
}

bool takes_gzip(std::string_view accept_encoding) {
  const std::string all = squeezed(accept_encoding);
  std::string_view rest = all;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    if (is_gzip(rest.substr(0, comma))) return true;
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return false;
}

}  // namespace saksi
