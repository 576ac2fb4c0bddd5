#include "analyzer/raw_line.h"

#include <xxhash.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "analyzer/errors.h"
#include "analyzer/ingest/content.h"
#include "core/hex.h"

namespace saksi {

namespace {

constexpr std::size_t kChunk = 1U << 20U;

ArchivedResult the_one(const Archive& archive, const std::string& key) {
  const std::vector<ArchivedResult> found = archive.find(key);
  if (found.empty())
    throw BadInput("evidence: no result has a key that begins with '" + key + "' (4 hex digits or more).");
  if (found.size() > 1)
    throw BadInput("evidence: " + std::to_string(found.size()) + " results have keys that begin with '" +
                   key + "': give more digits.");
  return found.front();
}

Source source_of(const Archive& archive, const ArchivedResult& row) {
  for (const Source& source : archive.sources()) {
    if (source.id == row.source) return source;
  }
  throw BadInput("evidence: the archive does not say which file " + to_hex(row.key) + " came from.");
}

[[noreturn]] void gone(const Source& source, const std::string& why) {
  throw BadInput(source.path + ": " + why + ". The line was imported from a file with SHA-256 " +
                 source.sha256 + "; put that file back, or import it again from where it is now.");
}

/// Reads up to the end of the line; packed files have to be unpacked from their beginning.
std::string read_line(const Source& source, const ArchivedResult& row) {
  Result<InputFile> file = InputFile::open(source.path);
  if (!file) gone(source, file.error().message);
  const Result<Look> look = look_into(source.path);
  if (!look) gone(source, look.error().message);
  const std::unique_ptr<Unpacker> unpacker = unpack(std::move(*file), look->packing);
  std::string chunk(kChunk, '\0');
  std::string line;
  std::uint64_t at = 0;
  while (line.size() < row.length) {
    const Result<std::size_t> got = unpacker->read(chunk);
    if (!got) gone(source, got.error().message);
    if (*got == 0) gone(source, "it ends before the line");
    const std::uint64_t begin = std::clamp<std::uint64_t>(row.offset, at, at + *got) - at;
    const std::uint64_t wanted = std::min<std::uint64_t>(*got - begin, row.length - line.size());
    if (row.offset < at + *got) line.append(chunk, begin, wanted);
    at += *got;
  }
  return line;
}

std::string hash_of(const std::string& line) {
  const XXH128_hash_t hash = XXH3_128bits(line.data(), line.size());
  XXH128_canonical_t bytes;
  XXH128_canonicalFromHash(&bytes, hash);
  return to_hex(bytes.digest);
}

/// A measurement that saksi-probe made and OONI's format carries has its own id for a key.
bool is_the_line(const std::string& line, const ArchivedResult& row) {
  const std::string key = to_hex(row.key);
  return hash_of(line) == key || line.find(key) != std::string::npos;
}

std::string explorer_link(const std::string& line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object() || !json.contains("report_id") || !json["report_id"].is_string()) return "";
  const auto report = json["report_id"].get<std::string>();
  const bool plain =
      report.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
      std::string::npos;
  return plain && !report.empty() ? "https://explorer.ooni.org/measurement/" + report : "";
}

}  // namespace

int print_raw_line(const Reading& reading, const std::string& key, std::ostream& out,
                   std::ostream& problems) {
  const ArchivedResult row = the_one(*reading.archive, key);
  if (row.ours && reading.store) {
    const Result<std::string> evidence = reading.store->evidence_text(to_hex(row.key));
    if (!evidence) throw BadInput(evidence.error().message);
    out << *evidence << "\n";
    return exit_ok;
  }
  const Source source = source_of(*reading.archive, row);
  const std::string line = read_line(source, row);
  if (!is_the_line(line, row))
    gone(source, "what stands at byte " + std::to_string(row.offset) + " is another line");
  out << line << "\n";
  problems << "The line is the one that was imported: " << source.path << ", byte " << row.offset << ", "
           << row.length << " bytes.\n";
  if (const std::string link = explorer_link(line); !link.empty())
    problems << "OONI Explorer: " << link << "\n";
  return exit_ok;
}

}  // namespace saksi
