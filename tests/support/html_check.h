// Is a page well-formed HTML of the kind that our builder writes? Strict on purpose: every element that is
// not void has its end tag, attributes are quoted, no bare < or & in text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saksi {

struct HtmlCheck {
  std::vector<std::string> problems;
  std::vector<std::string> tags;   // of every element, in order
  std::vector<std::string> hrefs;  // values of href, src and their like
  std::vector<std::string> ids;
  std::vector<std::string> attributes;  // names of all attributes
};

[[nodiscard]] HtmlCheck check_html(std::string_view page);

}  // namespace saksi
