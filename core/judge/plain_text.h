// What a reader sees of a page: its text line by line, where its links go, the language that it claims. For
// pages of anybody: reads at most 64 KiB, keeps at most 16 KiB, in time that grows with the length alone. No
// HTML parser: approximate where the page is malformed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saksi {

struct PlainText {
  std::vector<std::string> lines;  // UTF-8 without control or direction characters, white space folded
  std::vector<std::string> links;  // of <a href>, printable ASCII, at most 64 of 256 bytes
  std::string claimed_language;    // of <html lang>: "ms-MY", at most 16 bytes
  bool has_form = false;           // one with room to write: a textarea
};

[[nodiscard]] PlainText plain_text(std::string_view html);

/// Valid UTF-8 on one line: what is no UTF-8, control characters and those that turn the direction of writing
/// are left out; white space is folded.
[[nodiscard]] std::string one_clean_line(std::string_view bytes);

}  // namespace saksi
