#include <algorithm>
#include <numeric>

#include "analyzer/questions/table.h"
#include "analyzer/report/utf8.h"

namespace saksi {

namespace {

using Widths = std::vector<std::size_t>;
using Lines = std::vector<std::string>;

constexpr std::size_t kGap = 2;         // blanks between columns
constexpr std::size_t kNarrowest = 10;  // of a column that was made narrower
constexpr std::size_t kMostLines = 6;   // of one cell: what is longer is whole in CSV and JSON

/// Columns of a terminal that a character takes: East Asian wide ones two (Unicode TR 11, the blocks in use),
/// combining marks none.
std::size_t width_of(char32_t c) {
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0x1F300 && c <= 0x1FAFF);
  return wide ? 2 : 1;
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(take_character(text));
  return width;
}

bool may_break_behind(char32_t character) {
  return character == U'/' || character == U',' || character == U'&' || character == U'_' ||
         character == U'.';
}

/// Where the first line of at most `width` ends: behind a blank if there is one, else behind a '/', else
/// anywhere.
std::size_t break_at(std::string_view text, std::size_t width) {
  std::string_view rest = text;
  std::size_t used = 0;
  std::size_t blank = 0;
  std::size_t slash = 0;
  while (!rest.empty()) {
    const std::size_t at = text.size() - rest.size();
    const char32_t character = take_character(rest);
    used += width_of(character);
    if (used > width && character != U' ')
      return blank > 0 ? blank : slash > 0 ? slash : std::max<std::size_t>(at, 1);
    const std::size_t behind = text.size() - rest.size();
    if (character == U' ') blank = behind;
    if (may_break_behind(character)) slash = behind;
  }
  return text.size();
}

std::string without_last_blank(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

Lines wrapped(std::string_view text, std::size_t width) {
  Lines lines;
  while (!text.empty() && lines.size() < kMostLines) {
    const std::size_t end = break_at(text, width);
    lines.push_back(without_last_blank(text.substr(0, end)));
    text.remove_prefix(end);
  }
  if (!text.empty()) lines.back() = shorten(lines.back(), width - std::min<std::size_t>(width, 4)) + "...";
  if (lines.empty()) lines.emplace_back();
  return lines;
}

struct Shown {
  std::vector<std::size_t> columns;  // of the table
  std::vector<Lines> cells;          // by row; texts made harmless
  Widths widths;
  Widths least;  // what can be given up without breaking words
};

bool is_number(ColumnType type) {
  return type == ColumnType::integer || type == ColumnType::number;
}

std::string terminal_text(const Value& value, ColumnType type) {
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? "yes" : "no";
  if (type == ColumnType::datetime && std::holds_alternative<SystemTime>(value))
    return to_text(std::get<SystemTime>(value)).substr(0, 16);
  std::string text = to_plain_line(plain_text(value, type));
  return text.empty() ? "-" : text;
}

/// The longest part of a text that break_at() would rather not break.
std::size_t longest_part(std::string_view text) {
  std::size_t longest = 0;
  std::size_t part = 0;
  while (!text.empty()) {
    const char32_t character = take_character(text);
    part = character == U' ' ? 0 : part + width_of(character);
    longest = std::max(longest, part);
    if (may_break_behind(character)) part = 0;
  }
  return longest;
}

Shown shown(const Table& table) {
  Shown out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].title.empty()) continue;
    out.columns.push_back(i);
    out.widths.push_back(longest_part(table.columns[i].title));
    out.least.push_back(out.widths.back());
  }
  for (const std::vector<Value>& row : table.rows) {
    Lines cells;
    for (std::size_t i = 0; i < out.columns.size(); ++i) {
      cells.push_back(terminal_text(row.at(out.columns[i]), table.columns[out.columns[i]].type));
      out.widths[i] = std::max(out.widths[i], width_of(cells.back()));
      out.least[i] = std::max(out.least[i], longest_part(cells.back()));
    }
    out.cells.push_back(std::move(cells));
  }
  return out;
}

std::size_t total(const Widths& widths) {
  return std::accumulate(widths.begin(), widths.end(),
                         kGap * (widths.size() - std::min<std::size_t>(1, widths.size())));
}

bool can_give_way(const Column& column) {
  return column.type == ColumnType::string && !column.whole;
}

/// The widest column of text gives way until all fit, or none is wider than `least` of it.
template <class Least>
void shrink(const Table& table, Shown& shown, std::size_t width, Least least) {
  while (total(shown.widths) > width) {
    std::size_t widest = shown.widths.size();
    for (std::size_t i = 0; i < shown.widths.size(); ++i) {
      if (!can_give_way(table.columns[shown.columns[i]]) || shown.widths[i] <= least(i)) continue;
      if (widest == shown.widths.size() || shown.widths[i] > shown.widths[widest]) widest = i;
    }
    if (widest == shown.widths.size()) return;
    --shown.widths[widest];
  }
}

/// First between words, then anywhere.
void make_room(const Table& table, Shown& shown, std::size_t width) {
  shrink(table, shown, width, [&shown](std::size_t i) { return std::max(shown.least[i], kNarrowest); });
  shrink(table, shown, width, [](std::size_t) { return kNarrowest; });
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t used = width_of(text);
  const std::string blanks(width > used ? width - used : 0, ' ');
  return right ? blanks + text : text + blanks;
}

std::string row_text(const Table& table, const Shown& shown, const Lines& cells) {
  std::vector<Lines> parts;
  std::size_t height = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    parts.push_back(wrapped(cells[i], shown.widths[i]));
    height = std::max(height, parts.back().size());
  }
  std::string out;
  for (std::size_t line = 0; line < height; ++line) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string part = line < parts[i].size() ? parts[i][line] : "";
      const bool right = is_number(table.columns[shown.columns[i]].type);
      text += padded(part, shown.widths[i], right) + std::string(i + 1 < cells.size() ? kGap : 0, ' ');
    }
    out += without_last_blank(text) + "\n";
  }
  return out;
}

/// A grouped value stands once, unless one on its left has changed.
std::vector<Lines> without_repetitions(const Table& table, const Shown& shown) {
  std::vector<Lines> out = shown.cells;
  for (std::size_t row = 1; row < shown.cells.size(); ++row) {
    for (std::size_t i = 0; i < shown.columns.size() && table.columns[shown.columns[i]].grouped; ++i) {
      if (shown.cells[row][i] != shown.cells[row - 1][i]) break;
      out[row][i].clear();
    }
  }
  return out;
}

std::string paragraphs(const std::vector<std::string>& texts, std::size_t width) {
  std::string out;
  for (const std::string& text : texts) {
    std::string_view rest = text;
    const std::string plain = to_plain_line(rest);
    rest = plain;
    while (!rest.empty()) {
      const std::size_t end = break_at(rest, width);
      out += without_last_blank(rest.substr(0, end)) + "\n";
      rest.remove_prefix(end);
    }
  }
  return out;
}

std::string head_text(const Table& table, const Shown& shown) {
  Lines titles;
  for (const std::size_t column : shown.columns) titles.push_back(table.columns[column].title);
  std::string rule;
  for (std::size_t i = 0; i < shown.widths.size(); ++i) {
    for (std::size_t k = 0; k < shown.widths[i]; ++k) rule += "\xE2\x94\x80";  // a line of boxes
    if (i + 1 < shown.widths.size()) rule += std::string(kGap, ' ');
  }
  return row_text(table, shown, titles) + rule + "\n";
}

}  // namespace

std::string to_terminal(const Table& table, std::size_t width) {
  std::string out = paragraphs({table.title}, width) + paragraphs(table.about, width);
  if (!table.rows.empty()) {
    Shown all = shown(table);
    make_room(table, all, width);
    out += "\n" + head_text(table, all);
    for (const Lines& cells : without_repetitions(table, all)) out += row_text(table, all, cells);
  }
  if (!table.notes.empty()) out += "\n" + paragraphs(table.notes, width);
  return out;
}

}  // namespace saksi
