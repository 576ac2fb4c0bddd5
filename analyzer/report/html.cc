#include "analyzer/report/html.h"

#include <algorithm>
#include <array>

#include "analyzer/report/utf8.h"

namespace saksi::html {

namespace {

/// Line ends after these make the file one that people can read and compare; in all of them white space at
/// the end means nothing.
bool stands_alone(std::string_view tag) {
  static constexpr std::array kTags = {
      std::string_view("html"), std::string_view("head"),    std::string_view("body"),
      std::string_view("h1"),   std::string_view("h2"),      std::string_view("h3"),
      std::string_view("h4"),   std::string_view("p"),       std::string_view("ul"),
      std::string_view("ol"),   std::string_view("li"),      std::string_view("dl"),
      std::string_view("dt"),   std::string_view("dd"),      std::string_view("table"),
      std::string_view("tr"),   std::string_view("thead"),   std::string_view("tbody"),
      std::string_view("td"),   std::string_view("th"),      std::string_view("section"),
      std::string_view("div"),  std::string_view("article"), std::string_view("title"),
      std::string_view("meta"), std::string_view("header"),  std::string_view("main"),
      std::string_view("nav"),  std::string_view("footer"),  std::string_view("caption"),
      std::string_view("pre"),  std::string_view("style"),   std::string_view("figure"),
  };
  return std::find(kTags.begin(), kTags.end(), tag) != kTags.end();
}

std::string start_tag(std::string_view tag, Attributes attributes) {
  std::string out = "<";
  out += tag;
  for (const Attribute& attribute : attributes) {
    out += ' ';
    out += attribute.name.view();
    out += "=\"";
    out += escape(attribute.value);
    out += '"';
  }
  return out + '>';
}

std::string_view reference(char32_t character) {
  switch (character) {
    case U'&':
      return "&amp;";
    case U'<':
      return "&lt;";
    case U'>':
      return "&gt;";
    case U'"':
      return "&quot;";
    case U'\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const char32_t character = take_character(text);
    const std::string_view as_reference = reference(character);
    if (!as_reference.empty()) {
      out += as_reference;
    } else {
      append_utf8(out, is_unsafe_to_show(character) ? kReplacement : character);
    }
  }
  return out;
}

Html::Html(std::string_view text) : markup_(escape(text)) {}

Html Html::raw(Literal markup) {
  Html html;
  html.markup_ = markup.view();
  return html;
}

Html& Html::operator<<(const Html& more) {
  markup_ += more.markup_;
  return *this;
}

Html join(std::initializer_list<Html> parts) {
  Html all;
  for (const Html& part : parts) all << part;
  return all;
}

Html element(Literal tag, Attributes attributes, const Html& content) {
  Html html;
  html.markup_ = start_tag(tag.view(), attributes) + content.markup_;
  html.markup_ += "</";
  html.markup_ += tag.view();
  html.markup_ += stands_alone(tag.view()) ? ">\n" : ">";
  return html;
}

Html element(Literal tag, const Html& content) {
  return element(tag, {}, content);
}

Html void_element(Literal tag, Attributes attributes) {
  Html html;
  html.markup_ = start_tag(tag.view(), attributes);
  if (stands_alone(tag.view())) html.markup_ += '\n';
  return html;
}

}  // namespace saksi::html
