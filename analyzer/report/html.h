// A typed builder of HTML: the only place of the project where text becomes markup. Any string that is put
// where a fragment is wanted is escaped; markup can only come from string literals (checked by the compiler:
// Literal has no run-time constructor) or from other fragments. So a hostile page title cannot become a tag
// by anybody's forgetting.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace saksi::html {

/// A string literal of this source code, never a value from outside.
class Literal {
 public:
  consteval Literal(const char* text) : text_(text) {}  // implicit on purpose: literals are the safe case
  [[nodiscard]] constexpr std::string_view view() const { return text_; }

 private:
  std::string_view text_;
};

/// A fragment of well-formed HTML.
class Html {
 public:
  Html() = default;
  // Implicit on purpose: text is what strings are, and the escaped reading is the easy one to write.
  Html(std::string_view text);
  Html(const std::string& text) : Html(std::string_view(text)) {}
  Html(const char* text) : Html(std::string_view(text)) {}
  /// As it stands. Only for what this source code itself wrote.
  [[nodiscard]] static Html raw(Literal markup);

  Html& operator<<(const Html& more);
  [[nodiscard]] const std::string& markup() const { return markup_; }
  [[nodiscard]] bool empty() const { return markup_.empty(); }

 private:
  friend Html element(Literal, std::initializer_list<struct Attribute>, const Html&);
  friend Html void_element(Literal, std::initializer_list<struct Attribute>);
  std::string markup_;
};

struct Attribute {
  Literal name;
  std::string value;
};
using Attributes = std::initializer_list<Attribute>;

/// Puts fragments behind each other: `join({bold("3"), " of 7"})`.
[[nodiscard]] Html join(std::initializer_list<Html> parts);

/// <tag name="value">content</tag>
[[nodiscard]] Html element(Literal tag, Attributes attributes, const Html& content);
[[nodiscard]] Html element(Literal tag, const Html& content);
/// <meta ...>, <br>: elements that have no end tag.
[[nodiscard]] Html void_element(Literal tag, Attributes attributes);

/// The escaping itself, for tests: & < > " ' as references; control characters, characters that override the
/// direction of writing, and bytes that are not UTF-8 as U+FFFD.
[[nodiscard]] std::string escape(std::string_view text);

}  // namespace saksi::html
