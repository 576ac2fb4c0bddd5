// ClickHouse's RowBinary: integers little-endian, strings with their length before them, no names and no
// types. Values travel as they are, so that nothing is escaped and nothing can be escaped wrongly.
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace saksi {

class RowBinaryWriter {
 public:
  template <class Number>
  void number(Number value) {
    static_assert(std::is_integral_v<Number>);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    bytes_.append(bytes, sizeof value);
  }
  void truth(bool value) { number(static_cast<std::uint8_t>(value)); }
  void fixed(std::string_view bytes) { bytes_.append(bytes); }
  void string(std::string_view text);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

 private:
  std::string bytes_;
};

/// Reads rows off the front of what came so far.
class RowBinaryReader {
 public:
  /// The bytes end within the row; more are to come.
  struct RowEnds {};

  explicit RowBinaryReader(std::string_view bytes) : bytes_(bytes) {}

  template <class Number>
  [[nodiscard]] Number number() {
    static_assert(std::is_integral_v<Number>);
    Number value;
    std::memcpy(&value, fixed(sizeof value).data(), sizeof value);
    return value;
  }
  [[nodiscard]] bool truth() { return number<std::uint8_t>() != 0; }
  [[nodiscard]] std::string_view fixed(std::size_t size);
  [[nodiscard]] std::string_view string();
  [[nodiscard]] std::size_t left() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

}  // namespace saksi
