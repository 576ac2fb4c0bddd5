#include "analyzer/ingest/content.h"

#include <array>
#include <vector>

namespace saksi {

namespace {

constexpr std::size_t kBeginning = 64 * 1024;
constexpr std::string_view kSqlite("SQLite format 3\0", 16);
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view without_blanks_before(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

/// "20260101.jsonl", packed or not.
bool is_called_lines(std::string_view name) {
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (name.ends_with(packed)) name.remove_suffix(packed.size());
  }
  return name.ends_with(".jsonl");
}

enum class FirstLine { closed, open, in_a_string };

/// How the JSON object stands where its first line ends.
FirstLine state_at_end(std::string_view line) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  if (in_string) return FirstLine::in_a_string;
  return depth > 0 ? FirstLine::open : FirstLine::closed;
}

Content of_json(std::string_view text) {
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) return Content::lines;
  if (state_at_end(text.substr(0, line_end)) != FirstLine::open) return Content::lines;
  // Either the object goes on, or its line was cut off: then another object begins at once.
  const std::size_t next = text.find_first_not_of("\r\n", line_end);
  return next != std::string_view::npos && text[next] == '{' ? Content::lines : Content::document;
}

}  // namespace

Content content_of(std::string_view beginning, const std::string& name) {
  if (beginning.starts_with(kSqlite)) return Content::probe_database;
  if (beginning.starts_with(kByteOrderMark)) beginning.remove_prefix(kByteOrderMark.size());
  const std::string_view text = without_blanks_before(beginning);
  if (text.starts_with('{')) return of_json(text);
  if (is_called_lines(name)) return beginning.empty() ? Content::empty : Content::lines;
  if (text.empty()) return beginning.size() < kBeginning ? Content::empty : Content::foreign;
  const bool later = !text.starts_with('[') && text.find("\n{\"") != std::string_view::npos;
  return later ? Content::lines : Content::foreign;
}

Result<Look> look_into(const std::filesystem::path& path) {
  Result<InputFile> file = InputFile::open(path);
  if (!file) return tl::make_unexpected(file.error());
  std::array<char, 4> magic{};
  const Result<std::size_t> came = file->read(magic);
  if (!came) return tl::make_unexpected(came.error());
  Look look;
  look.packing = packing_of({magic.data(), *came});
  std::vector<char> beginning(kBeginning);
  const Result<std::size_t> unpacked = unpack(std::move(*file), look.packing)->read(beginning);
  const std::string name = path.filename().string();
  if (!unpacked) {
    // Cut off before its first byte, or no packed file at all; reading it in earnest says why.
    look.content = is_called_lines(name) ? Content::lines : Content::foreign;
    return look;
  }
  look.content = content_of({beginning.data(), *unpacked}, name);
  if (look.packing != Packing::plain && look.content == Content::probe_database)
    look.content = Content::foreign;
  return look;
}

}  // namespace saksi
