// The few things that reading OONI's JSON needs beyond simdjson's On-Demand interface: fields and items in
// the order in which they stand, scalars of whatever spelling, text that is only unescaped when it has to be.
// Used by the ooni_* files alone. Nothing here recurses: how deep a stranger nests costs nothing.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace saksi {

using JsonValue = simdjson::ondemand::value;

/// What is no JSON. Thrown inside the reader, which turns it into an Error.
struct BrokenJson {
  std::string_view reason;
};

/// Of one list or object; what comes after is left unread.
inline constexpr std::size_t kMaxJsonEntries = 4096;
/// Levels of a value that the reader does not know, and so does not read.
inline constexpr int kMaxJsonNesting = 64;

/// Where text goes that had to be unescaped. What it gives stays valid until the next clear().
class TextRoom {
 public:
  /// Makes room for a line of this many bytes.
  void clear(std::size_t line_bytes);
  /// `escaped` is what stands between the quotes. Escapes that name no character become U+FFFD.
  [[nodiscard]] std::string_view unescape(std::string_view escaped);

 private:
  std::unique_ptr<char[]> room_;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
};

/// The scalar as it stands, quotes included; "{" or "[" of a container.
[[nodiscard]] inline std::string_view token_of(JsonValue& value) {
  std::string_view token = value.raw_json_token();
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  return token;
}
[[nodiscard]] inline bool is_json_null(JsonValue& value) {
  return token_of(value) == "null";
}
[[nodiscard]] inline bool is_json_text(JsonValue& value) {
  return token_of(value).starts_with('"');
}

/// Nothing for what is no string. Points into the line or the room.
[[nodiscard]] std::string_view json_text(JsonValue& value, TextRoom& room);
/// A string, or {"format": "base64", "data": "..."} for bytes that are not UTF-8.
[[nodiscard]] std::string json_bytes(JsonValue& value, TextRoom& room);
/// A number, or a string that holds one; 12.0 and "12" are 12.
[[nodiscard]] std::optional<std::int64_t> json_integer(JsonValue& value);
[[nodiscard]] std::optional<double> json_number(JsonValue& value);
[[nodiscard]] std::optional<bool> json_boolean(JsonValue& value);
/// Seconds since the start of the measurement. 0 for what is no such time.
[[nodiscard]] Offset json_seconds(JsonValue& value);
/// Empty for what is not base64.
[[nodiscard]] std::string decode_base64(std::string_view encoded);

/// A value that nobody reads. Throws BrokenJson when it nests deeper than kMaxJsonNesting.
void skip_json(JsonValue& value);

namespace json_detail {
[[nodiscard]] bool opens(simdjson::error_code error);  // false: of another type; throws BrokenJson
[[nodiscard]] std::string_view key_of(const simdjson::ondemand::field& field);
inline void must(simdjson::error_code error) {
  if (error) throw BrokenJson{simdjson::error_message(error)};
}
}  // namespace json_detail

/// visit(std::string_view key, JsonValue& value) for each field; nothing when it is no object. A key with
/// escapes is cut at the first escaped quote, which makes it one that nobody knows.
template <class Visit>
void each_field(JsonValue& value, Visit&& visit) {
  simdjson::ondemand::object object;
  if (!json_detail::opens(value.get_object().get(object))) return;
  std::size_t count = 0;
  for (auto result : object) {
    simdjson::ondemand::field field;
    json_detail::must(std::move(result).get(field));
    if (++count > kMaxJsonEntries) return;
    visit(json_detail::key_of(field), field.value());
  }
}

/// visit(JsonValue& item) for each item; nothing when it is no list.
template <class Visit>
void each_item(JsonValue& value, Visit&& visit) {
  simdjson::ondemand::array array;
  if (!json_detail::opens(value.get_array().get(array))) return;
  std::size_t count = 0;
  for (auto result : array) {
    JsonValue item;
    json_detail::must(std::move(result).get(item));
    if (++count > kMaxJsonEntries) return;
    visit(item);
  }
}

}  // namespace saksi
