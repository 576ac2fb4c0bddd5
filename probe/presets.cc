#include "probe/presets.h"

#include <charconv>
#include <fstream>
#include <sstream>

#include "core/csv.h"
#include "core/testlist.h"
#include "probe/command.h"

namespace saksi {
namespace {

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw InputError("cannot read " + file.string() +
                     "; is Saksi installed completely? (data/ and testlists/)");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Rows below the header, each with at least `columns` fields.
std::vector<CsvRow> read_table(const std::filesystem::path& file, std::size_t columns) {
  auto rows = parse_csv(read_file(file), file.filename().string());
  if (!rows) throw InputError(rows.error().message);
  if (rows->empty()) throw InputError(file.string() + " is empty");
  rows->erase(rows->begin());
  for (const CsvRow& row : *rows) {
    if (row.fields.size() >= columns) continue;
    throw InputError(file.filename().string() + ":" + std::to_string(row.line) + ": " +
                     std::to_string(columns) + " columns expected");
  }
  return std::move(*rows);
}

std::vector<IpAddress> split_addresses(const std::string& text) {
  std::vector<IpAddress> addresses;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ';');) {
    if (const auto address = IpAddress::parse(part)) addresses.push_back(*address);
  }
  return addresses;
}

Resolver resolver_of(const CsvRow& row, const std::filesystem::path& file) {
  const std::string& kind = row.fields[1];
  const std::string spec = kind == "udp" ? "udp://" + row.fields[2] : row.fields[2];
  auto resolver = Resolver::parse(spec);
  if (!resolver) {
    throw InputError(file.filename().string() + ":" + std::to_string(row.line) + ": " +
                     resolver.error().message);
  }
  resolver->addresses = split_addresses(row.fields[3]);
  return *resolver;
}

Url url_of(const CsvRow& row, std::size_t column, const std::filesystem::path& file) {
  auto url = Url::parse(row.fields[column]);
  if (!url)
    throw InputError(file.filename().string() + ":" + std::to_string(row.line) + ": " + url.error().message);
  return *url;
}

}  // namespace

ResolverPresets read_resolver_presets(const std::filesystem::path& file) {
  ResolverPresets presets;
  for (const CsvRow& row : read_table(file, 4)) {
    auto& kind = row.fields[1] == "udp" ? presets.udp : presets.doh;
    kind.push_back(resolver_of(row, file));
  }
  return presets;
}

std::vector<ControlPreset> read_control_presets(const std::filesystem::path& file) {
  std::vector<ControlPreset> presets;
  for (const CsvRow& row : read_table(file, 3)) presets.push_back({row.fields[1], row.fields[2]});
  return presets;
}

std::vector<PortalCheck> read_portal_checks(const std::filesystem::path& file) {
  std::vector<PortalCheck> checks;
  for (const CsvRow& row : read_table(file, 3)) {
    PortalCheck check;
    check.url = url_of(row, 0, file);
    std::from_chars(row.fields[1].data(), row.fields[1].data() + row.fields[1].size(), check.status);
    check.body = row.fields[2];
    checks.push_back(std::move(check));
  }
  return checks;
}

std::vector<Url> read_always_open(const std::filesystem::path& file) {
  auto reading = read_test_list(file);
  if (!reading) throw InputError(reading.error().message);
  std::vector<Url> sites;
  for (const ListEntry& entry : reading->list.entries) sites.push_back(entry.url);
  return sites;
}

}  // namespace saksi
