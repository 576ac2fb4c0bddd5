// Frictionless Data Package v1 (specs.frictionlessdata.io): one resource per table, its schema beside it.
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "analyzer/questions/table.h"
#include "core/digest.h"

namespace saksi {

namespace {

using Json = nlohmann::ordered_json;

Json schema_json(const Table& table) {
  Json fields = Json::array();
  for (const Column& column : table.columns) {
    if (column.name.empty()) continue;
    fields.push_back({{"name", column.name},
                      {"title", column.title.empty() ? column.name : column.title},
                      {"type", to_string(column.type)},
                      {"description", column.description}});
  }
  return {{"fields", std::move(fields)}, {"missingValues", {""}}};
}

Json resource_json(const Table& table, const std::string& csv) {
  return {{"name", table.name},
          {"path", table.name + ".csv"},
          {"profile", "tabular-data-resource"},
          {"title", table.title},
          {"description", table.description},
          {"format", "csv"},
          {"mediatype", "text/csv"},
          {"encoding", "utf-8"},
          {"bytes", csv.size()},
          {"hash", "sha256:" + sha256_hex(csv)},
          {"dialect",
           {{"delimiter", ","},
            {"lineTerminator", "\r\n"},
            {"quoteChar", "\""},
            {"doubleQuote", true},
            {"header", true}}},
          {"schema", schema_json(table)}};
}

Json sources_json(const std::vector<PackageSource>& sources) {
  Json out = Json::array();
  for (const PackageSource& source : sources) {
    Json one = {{"title", source.title}};
    if (!source.path.empty()) one["path"] = source.path;
    if (!source.sha256.empty()) one["hash"] = "sha256:" + source.sha256;
    out.push_back(std::move(one));
  }
  return out;
}

Result<void> write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (stream) return {};
  return fail(file.string() + " cannot be written: " + std::strerror(errno) + ". Choose another folder.");
}

}  // namespace

std::string package_json(const Package& package, const std::vector<Table>& tables,
                         const std::vector<std::string>& csv_texts) {
  Json resources = Json::array();
  for (std::size_t i = 0; i < tables.size(); ++i)
    resources.push_back(resource_json(tables[i], csv_texts.at(i)));
  Json licences = Json::array();
  for (const std::string& licence : package.licences) licences.push_back({{"name", licence}});
  Json json = {{"profile", "tabular-data-package"},
               {"name", package.name},
               {"title", package.title},
               {"description", package.description},
               {"created", to_rfc3339(package.created)},
               {"version", package.version}};
  // The specification wants both to have an entry where they stand at all.
  if (!licences.empty()) json["licenses"] = std::move(licences);
  if (!package.sources.empty()) json["sources"] = sources_json(package.sources);
  json["resources"] = std::move(resources);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<void> write_package(const std::filesystem::path& folder, const Package& package,
                           const std::vector<Table>& tables) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(folder.string() + " cannot be made: " + error.message() + ".");
  std::vector<std::string> texts;
  for (const Table& table : tables) {
    texts.push_back(to_csv(table));
    if (auto written = write_file(folder / (table.name + ".csv"), texts.back()); !written) return written;
  }
  return write_file(folder / "datapackage.json", package_json(package, tables, texts));
}

}  // namespace saksi
