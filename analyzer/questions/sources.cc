#include "analyzer/questions/sources.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "analyzer/questions/asked.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

std::string kind_words(SourceKind kind) {
  static constexpr std::array<std::string_view, 3> kKinds = {"ooni_lines", "ooni_document", "probe_database"};
  return std::string(kKinds.at(static_cast<std::size_t>(kind)));
}

std::string state_words(const Source& source) {
  if (!source.trouble.empty()) return source.trouble;
  return source.complete ? "complete" : "begun: import it again to go on";
}

}  // namespace

Table sources_table(std::span<const Source> sources) {
  Table table{"sources",
              "What was imported",
              "One row per file.",
              {{"id", "Id", ColumnType::integer, "Number of the file in the archive"},
               {"kind", "", ColumnType::string, "ooni_lines, ooni_document or probe_database"},
               {"", "File", ColumnType::string, ""},
               {"path", "", ColumnType::string, "Where the file was when it was imported"},
               {"sha256", "", ColumnType::string, "Of the file's bytes on disk"},
               {"bytes", "Bytes", ColumnType::integer, "On disk"},
               {"unpacked", "", ColumnType::integer, "Unpacked bytes that are in the archive"},
               {"lines", "Lines", ColumnType::integer, "Of these"},
               {"damaged", "Damaged", ColumnType::integer, "Lines set aside because they are no measurement"},
               {"complete", "", ColumnType::boolean, "Whether the file was read to its end"},
               {"trouble", "", ColumnType::string, "Why it ends early"},
               {"", "State", ColumnType::string, ""}},
              {},
              {},
              {}};
  std::uint64_t lines = 0;
  std::uint64_t damaged = 0;
  for (const Source& source : sources) {
    lines += source.lines;
    damaged += source.damaged;
    table.add({static_cast<std::int64_t>(source.id), kind_words(source.kind),
               std::filesystem::path(source.path).filename().string(), source.path, source.sha256,
               static_cast<std::int64_t>(source.bytes), static_cast<std::int64_t>(source.done),
               static_cast<std::int64_t>(source.lines), static_cast<std::int64_t>(source.damaged),
               source.complete, source.trouble, state_words(source)});
  }
  table.about.push_back(count_of(sources.size(), "file", "files") + ", " + thousands(lines) +
                        " lines, of them " + thousands(damaged) + " damaged.");
  return table;
}

Table damaged_table(std::span<const DamagedLine> lines, std::span<const Source> sources) {
  Table table{"damaged_lines",
              "Lines that are no measurement",
              "One row per line that was set aside.",
              {{"path", "", ColumnType::string, "The file"},
               {"", "File", ColumnType::string, "", true},
               {"offset", "At byte", ColumnType::integer, "Of the line in the unpacked file"},
               {"length", "Bytes", ColumnType::integer, "Of the line"},
               {"reason", "Why", ColumnType::string, "Why it is no measurement"},
               {"beginning", "Begins", ColumnType::string, "Its first bytes, made printable"}},
              {},
              {},
              {}};
  for (const DamagedLine& line : lines) {
    const auto source = std::find_if(sources.begin(), sources.end(),
                                     [&line](const Source& one) { return one.id == line.source; });
    const std::string path = source == sources.end() ? "" : source->path;
    table.add({path, std::filesystem::path(path).filename().string(), static_cast<std::int64_t>(line.offset),
               static_cast<std::int64_t>(line.length), line.reason, line.beginning});
  }
  return table;
}

}  // namespace saksi
