// Private to core/json_*.cc: bounded parsing, typed access to foreign objects, and the spelling of bytes that
// are not UTF-8. A reader throws JsonProblem deep inside and read_json() turns it into a Result: callers of
// core/json.h never see an exception.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/failure.h"
#include "core/result.h"

namespace saksi::json_support {

/// For writing: keys stay in the order in which they were put.
using Ordered = nlohmann::ordered_json;
/// For reading: ordered_json searches its keys one by one, so a hostile object of a million keys would take
/// hours.
using Parsed = nlohmann::json;

inline constexpr std::size_t kMaxDepth = 64;
inline constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

struct JsonProblem : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// ---- Writing

/// Compact, on one line; a stray byte that is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string dump(const Ordered& value);
/// A string, or {"base64": "..."} when it is not UTF-8.
[[nodiscard]] Ordered text(std::string_view bytes);
/// The string, or null when it is empty.
[[nodiscard]] Ordered null_if_empty(std::string_view bytes);
/// The failure's string, or null when there was none.
[[nodiscard]] Ordered failure(const Ended& ended);
// The same for foreign formats, which know no {"base64": ...}: dump() writes U+FFFD where UTF-8 breaks.
[[nodiscard]] Ordered plain(std::string_view bytes);
[[nodiscard]] Ordered plain_or_null(std::string_view bytes);
[[nodiscard]] Ordered plain_failure(const Ended& ended);
[[nodiscard]] std::string base64(std::string_view bytes);

/// An array with what `write` makes of each item.
template <class Items, class Write>
[[nodiscard]] Ordered array_of(const Items& items, Write write) {
  Ordered array = Ordered::array();
  for (const auto& item : items) array.push_back(write(item));
  return array;
}

/// The word, or null.
template <class Enum>
[[nodiscard]] Ordered word_or_null(const std::optional<Enum>& value) {
  return value ? Ordered(to_string(*value)) : Ordered(nullptr);
}

// ---- Reading

/// Throws JsonProblem: too large, too deep, not JSON, a number out of range.
[[nodiscard]] Parsed parse_bounded(std::string_view json);
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);
/// The inverse of text(). Throws JsonProblem.
[[nodiscard]] std::string read_text(const Parsed& value, const std::string& where);

/// The fields of one object. Every function throws JsonProblem that names the field's path when it is absent
/// or not of the type asked for.
class Fields {
 public:
  Fields(const Parsed& object, std::string where);

  [[nodiscard]] bool has(const char* key) const;  // present and not null
  [[nodiscard]] const Parsed& at(const char* key) const;
  [[nodiscard]] Fields object(const char* key) const;
  [[nodiscard]] std::string text(const char* key) const;
  /// Empty for null and for an absent field.
  [[nodiscard]] std::string text_or_empty(const char* key) const;
  [[nodiscard]] std::string base64(const char* key) const;
  [[nodiscard]] bool boolean(const char* key) const;
  [[nodiscard]] std::int64_t integer(const char* key, std::int64_t least, std::int64_t most) const;
  [[nodiscard]] Ended ended(const char* key) const;

  template <class Enum>
  [[nodiscard]] Enum word(const char* key, std::optional<Enum> (*parse)(std::string_view)) const {
    const auto value = parse(text(key));
    if (!value) throw_unknown(key);
    return *value;
  }
  template <class Enum>
  [[nodiscard]] std::optional<Enum> word_or_null(const char* key,
                                                 std::optional<Enum> (*parse)(std::string_view)) const {
    return has(key) ? std::optional{word(key, parse)} : std::nullopt;
  }
  /// What T::parse makes of the text: addresses, endpoints, AS numbers, countries.
  template <class T>
  [[nodiscard]] T parsed(const char* key) const {
    const auto value = T::parse(text(key));
    if (!value) throw_unknown(key);
    return *value;
  }
  /// read(value, path) of every element of an array.
  template <class Read>
  [[nodiscard]] auto list(const char* key, Read read) const {
    std::vector<decltype(read(std::declval<const Parsed&>(), std::string{}))> items;
    const Parsed& array = array_at(key);
    items.reserve(array.size());
    for (std::size_t i = 0; i < array.size(); ++i) {
      items.push_back(read(array[i], path(key) + "[" + std::to_string(i) + "]"));
    }
    return items;
  }
  [[nodiscard]] std::string path(const char* key) const { return where_ + "." + key; }

 private:
  [[nodiscard]] const Parsed& array_at(const char* key) const;
  [[noreturn]] void throw_unknown(const char* key) const;

  const Parsed* object_;
  std::string where_;
};

/// Parses, reads, and turns a JsonProblem into an Error that begins with `what`.
template <class Read>
[[nodiscard]] auto read_json(std::string_view json, const std::string& what, Read read)
    -> Result<decltype(read(std::declval<const Fields&>()))> {
  try {
    const Parsed parsed = parse_bounded(json);
    return read(Fields{parsed, "$"});
  } catch (const JsonProblem& problem) {
    return fail(what + ": " + problem.what());
  }
}

}  // namespace saksi::json_support
