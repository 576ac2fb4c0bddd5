// A gzip file of one byte repeated, made by hand (RFC 1951 3.2.6, RFC 1952), so that tests need no zlib: a
// run of 258 bytes costs 13 bits, which is the strongest bomb that deflate can carry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace saksi::loopback {

class BitWriter {
 public:
  /// Lowest bit first, as numbers go.
  void number(unsigned value, int bits) {
    for (int i = 0; i < bits; ++i) bit((value >> i) & 1U);
  }
  /// Highest bit first, as Huffman codes go.
  void code(unsigned value, int bits) {
    for (int i = bits - 1; i >= 0; --i) bit((value >> i) & 1U);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void bit(unsigned value) {
    if (used_ == 0) bytes_.push_back('\0');
    bytes_.back() = static_cast<char>(static_cast<unsigned char>(bytes_.back()) | (value << used_));
    used_ = (used_ + 1) % 8;
  }
  std::string bytes_;
  int used_ = 0;
};

inline std::uint32_t crc32_of_run(char byte, std::size_t count) {
  std::uint32_t crc = 0xffffffff;
  for (std::size_t i = 0; i < count; ++i) {
    crc ^= static_cast<unsigned char>(byte);
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
  }
  return ~crc;
}

/// `byte` is ASCII. One literal, then copies of 258 at distance 1, then the rest as literals.
inline std::string gzip_of_run(char byte, std::size_t count) {
  const unsigned literal = 0x30U + static_cast<unsigned char>(byte);
  BitWriter bits;
  bits.number(1, 1);  // the last block
  bits.number(1, 2);  // fixed codes
  std::size_t written = 0;
  while (written < count) {
    if (written > 0 && count - written >= 258) {
      bits.code(0xc5, 8);  // symbol 285: length 258
      bits.code(0, 5);     // distance 1
      written += 258;
    } else {
      bits.code(literal, 8);
      ++written;
    }
  }
  bits.code(0, 7);  // end of block
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  out += bits.bytes();
  BitWriter trailer;
  trailer.number(crc32_of_run(byte, count), 32);
  trailer.number(static_cast<unsigned>(count), 32);
  return out + trailer.bytes();
}

}  // namespace saksi::loopback
