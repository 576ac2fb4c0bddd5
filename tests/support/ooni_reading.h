// Reads OONI documents for tests: from text, and from files. Who includes this links saksi_ingest.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "analyzer/ingest/judge_line.h"
#include "analyzer/ingest/ooni_document.h"

namespace saksi {

/// The text with the room behind it that readers may look at.
inline std::string padded(const std::string& text) {
  std::string line;
  line.reserve(text.size() + kLinePadding);
  line.append(text);
  return line;
}

inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::stringstream content;
  content << stream.rdbuf();
  if (!stream) throw std::runtime_error(file.string() + ": cannot be read");
  return padded(content.str());
}

/// The document, or the reason why it is none.
inline Result<OoniDocument> try_ooni_document(const std::string& json) {
  const std::string line = padded(json);
  OoniDocument document;
  OoniReader reader;
  if (const auto read = reader.read(line, document); !read) return tl::make_unexpected(read.error());
  document.leaf_certificate = {};  // points into the line
  return document;
}

inline OoniDocument parse_ooni_document(const std::string& json) {
  auto document = try_ooni_document(json);
  if (!document) throw std::runtime_error(document.error().message);
  return std::move(*document);
}

inline OoniDocument read_ooni_document(const std::filesystem::path& file) {
  return parse_ooni_document(read_file(file));
}

}  // namespace saksi
