#include "analyzer/archive/row_binary.h"

namespace saksi {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers travel as they lie in memory");

void RowBinaryWriter::string(std::string_view text) {
  std::uint64_t length = text.size();
  for (; length >= 0x80; length >>= 7) bytes_ += static_cast<char>((length & 0x7f) | 0x80);
  bytes_ += static_cast<char>(length);
  bytes_.append(text);
}

std::string_view RowBinaryReader::fixed(std::size_t size) {
  if (bytes_.size() < size) throw RowEnds{};
  const std::string_view taken = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return taken;
}

std::string_view RowBinaryReader::string() {
  std::uint64_t length = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto byte = number<std::uint8_t>();
    length |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) break;
  }
  return fixed(length);
}

}  // namespace saksi
