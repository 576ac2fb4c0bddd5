#include "core/json_support.h"

#include <openssl/evp.h>

#include <array>
#include <utility>

#include "core/utf8.h"

namespace saksi::json_support {

namespace {

std::string dumped_by_library(const Ordered& value) {
  return value.dump(-1, ' ', false, Ordered::error_handler_t::replace);
}

/// RFC 8259 section 7: what must be escaped, spelled as the library spells it.
constexpr std::array<bool, 256> escaped_bytes() {
  std::array<bool, 256> escaped{};
  for (std::size_t c = 0; c < 0x20; ++c) escaped[c] = true;
  escaped['"'] = escaped['\\'] = true;
  return escaped;
}
constexpr auto kEscaped = escaped_bytes();

void append_escape(char c, std::string& out) {
  constexpr std::string_view kPlain = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '\\';
  if (const std::size_t at = kPlain.find(c); at != std::string_view::npos) {
    out += kLetters[at];
    return;
  }
  out += "u00";
  out += kDigits[static_cast<unsigned char>(c) >> 4];
  out += kDigits[static_cast<unsigned char>(c) & 15U];
}

/// The library decodes every character to find the bad ones; here whole stretches are copied.
void append_string(const std::string& text, std::string& out) {
  if (!is_utf8(text)) {
    out += dumped_by_library(text);
    return;
  }
  out += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kEscaped[static_cast<unsigned char>(text[i])]) continue;
    out.append(text, copied, i - copied);
    append_escape(text[i], out);
    copied = i + 1;
  }
  out.append(text, copied).append("\"");
}

void append_value(const Ordered& value, std::string& out) {
  if (value.is_string()) return append_string(value.get_ref<const std::string&>(), out);
  if (!value.is_structured()) {
    out += dumped_by_library(value);
    return;
  }
  out += value.is_object() ? '{' : '[';
  bool first = true;
  for (const auto& item : value.items()) {
    if (!std::exchange(first, false)) out += ',';
    if (value.is_object()) append_string(item.key(), out);
    if (value.is_object()) out += ':';
    append_value(item.value(), out);
  }
  out += value.is_object() ? '}' : ']';
}

}  // namespace

std::string dump(const Ordered& value) {
  std::string out;
  append_value(value, out);
  return out;
}

Ordered text(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string{bytes};
  return {{"base64", base64(bytes)}};
}

Ordered null_if_empty(std::string_view bytes) {
  return bytes.empty() ? Ordered(nullptr) : text(bytes);
}

Ordered failure(const Ended& ended) {
  return null_if_empty(failure_string(ended));
}

Ordered plain(std::string_view bytes) {
  return std::string{bytes};
}

Ordered plain_or_null(std::string_view bytes) {
  return bytes.empty() ? Ordered(nullptr) : plain(bytes);
}

Ordered plain_failure(const Ended& ended) {
  return plain_or_null(failure_string(ended));
}

std::string base64(std::string_view bytes) {
  std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a NUL
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

std::optional<std::string> from_base64(std::string_view encoded) {
  if (encoded.size() % 4 != 0) return std::nullopt;
  std::string bytes(encoded.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(encoded.data()),
                                     static_cast<int>(encoded.size()));
  if (length < 0) return std::nullopt;
  // EVP_DecodeBlock counts the padding as bytes and forgives blanks; encoding again settles both.
  for (std::size_t padding = encoded.size() - encoded.find_last_not_of('=') - 1; padding > 0; --padding) {
    if (!bytes.empty()) bytes.pop_back();
  }
  if (base64(bytes) != encoded) return std::nullopt;
  return bytes;
}

namespace {

/// The parser's own depth is not bounded, and destroying or walking a deep value would be.
bool is_too_deep(std::string_view json) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kMaxDepth) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

Parsed parse_bounded(std::string_view json) {
  if (json.size() > kMaxBytes) throw JsonProblem{"is larger than 64 MiB"};
  if (is_too_deep(json)) throw JsonProblem{"nests deeper than 64 levels"};
  Parsed parsed = Parsed::parse(json, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) throw JsonProblem{"is not JSON, is cut off, or holds a number out of range"};
  return parsed;
}

std::string read_text(const Parsed& value, const std::string& where) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object() && value.size() == 1 && value.contains("base64") && value["base64"].is_string()) {
    if (auto bytes = from_base64(value["base64"].get_ref<const std::string&>())) return std::move(*bytes);
  }
  throw JsonProblem{where + " is neither a string nor {\"base64\": ...}"};
}

Fields::Fields(const Parsed& object, std::string where) : object_(&object), where_(std::move(where)) {
  if (!object.is_object()) throw JsonProblem{where_ + " is not an object"};
}

bool Fields::has(const char* key) const {
  const auto found = object_->find(key);
  return found != object_->end() && !found->is_null();
}

const Parsed& Fields::at(const char* key) const {
  const auto found = object_->find(key);
  if (found == object_->end()) throw JsonProblem{path(key) + " is missing"};
  return *found;
}

Fields Fields::object(const char* key) const {
  return {at(key), path(key)};
}

std::string Fields::text(const char* key) const {
  return read_text(at(key), path(key));
}

std::string Fields::text_or_empty(const char* key) const {
  return has(key) ? text(key) : std::string{};
}

std::string Fields::base64(const char* key) const {
  const Parsed& value = at(key);
  std::optional<std::string> bytes;
  if (value.is_string()) bytes = from_base64(value.get_ref<const std::string&>());
  if (!bytes) throw JsonProblem{path(key) + " is not base64"};
  return std::move(*bytes);
}

bool Fields::boolean(const char* key) const {
  const Parsed& value = at(key);
  if (!value.is_boolean()) throw JsonProblem{path(key) + " is not true or false"};
  return value.get<bool>();
}

std::int64_t Fields::integer(const char* key, std::int64_t least, std::int64_t most) const {
  const Parsed& value = at(key);
  const bool whole = value.is_number_integer();
  const bool wraps = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
  if (!whole || wraps || value.get<std::int64_t>() < least || value.get<std::int64_t>() > most) {
    throw JsonProblem{path(key) + " is not a whole number from " + std::to_string(least) + " to " +
                      std::to_string(most)};
  }
  return value.get<std::int64_t>();
}

Ended Fields::ended(const char* key) const {
  const auto value = ended_from_string(text_or_empty(key));
  if (!value) throw_unknown(key);
  return *value;
}

const Parsed& Fields::array_at(const char* key) const {
  const Parsed& value = at(key);
  if (!value.is_array()) throw JsonProblem{path(key) + " is not a list"};
  return value;
}

void Fields::throw_unknown(const char* key) const {
  throw JsonProblem{path(key) + " holds '" + text(key).substr(0, 60) + "', which is not one of its words"};
}

}  // namespace saksi::json_support
