#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <ostream>

#include "analyzer/build_report.h"
#include "analyzer/commands.h"
#include "analyzer/correct_command.h"
#include "analyzer/data_files.h"
#include "analyzer/errors.h"
#include "analyzer/reading.h"
#include "analyzer/report/render.h"
#include "analyzer/report/words.h"
#include "core/store.h"

namespace saksi {

namespace fs = std::filesystem;

namespace {

std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789._-/") == std::string::npos;
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// File names only: the folders of the machine where the report was made often hold a person's name.
std::string command_of(const ReportOptions& options) {
  std::string text = "saksi-analyzer report --store " + quoted(fs::path(options.store).filename().string()) +
                     " --country " + options.country.to_string() + " --out " +
                     quoted(options.out.filename().string());
  for (const fs::path& file : options.fingerprints)
    text += " --fingerprints " + quoted(file.filename().string());
  for (const fs::path& file : options.lists) text += " --list " + quoted(file.filename().string());
  if (options.since) text += " --since " + iso_day(*options.since);
  if (options.until) text += " --until " + iso_day(*options.until - std::chrono::days(1));
  if (!options.title.empty()) text += " --title " + quoted(options.title);
  if (options.simulated.value_or(false)) text += " --simulated";
  return text;
}

ReportRequest request_of(const ReportOptions& options, SystemTime now) {
  ReportRequest request;
  request.country = options.country;
  request.since = options.since;
  request.until = options.until;
  request.simulated = options.simulated;
  request.title = options.title;
  request.generated = now;
  request.command = command_of(options);
  return request;
}

std::string countries_in(const Archive& archive) {
  Filter everything;
  everything.set_aside = true;
  const Tallies all = archive.tally(everything);
  std::map<std::string, std::size_t> counts;
  for (const Tally& tally : all.tallies)
    counts[all.networks[tally.network].country.to_string()] += tally.count;
  std::vector<std::string> items;
  items.reserve(counts.size());
  for (const auto& [country, count] : counts) items.push_back(country + " (" + std::to_string(count) + ")");
  return items.empty() ? "The database holds no measurement."
                       : "There are measurements from " + list_of(items) + ".";
}

void refuse_nothing(const Report& report, const ReportOptions& options, const Archive& archive) {
  const Account& account = report.account;
  if (!report.sites.empty() || account.broken_line + account.local_network + account.other_tests > 0) return;
  throw BadInput(options.store + " has no measurement from " + options.country.to_string() +
                 (options.since || options.until ? " in this period. " : ". ") + countries_in(archive));
}

void write_file(const fs::path& file, const std::string& bytes) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream)
    throw BadInput(file.string() + " cannot be written: " + std::strerror(errno) + ". Choose another --out.");
}

void write_all(const fs::path& folder, const std::vector<RenderedFile>& files) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw BadInput(folder.string() + " cannot be made: " + error.message() + ". Choose another --out.");
  for (const RenderedFile& file : files) write_file(folder / file.name, file.bytes);
}

void say(const Report& report, const fs::path& folder, std::ostream& out) {
  if (report.simulated) out << "Simulated measurements: the report says so on every page.\n";
  out << count_of(report.account.counted_total(), "measurement", "measurements") << " of "
      << count_of(report.sites.size(), "URL", "URLs") << " on "
      << count_of(report.networks.size(), "network", "networks") << " in " << report.country_name << "\n";
  for (const KeyFinding& finding : report.key_findings) {
    out << "  " << word_of(finding.certainty) << ": " << finding.text << "\n";
    for (const std::string& line : finding.details) out << "    - " << line << "\n";
  }
  out << (folder / "report.html").string() << "\n";
}

}  // namespace

int run_report(const ReportOptions& options, SystemTime now, std::ostream& out, std::ostream& problems) {
  const Fingerprints fingerprints = load_fingerprints(options.fingerprints);
  bring_up_to_date(options.store, problems);
  const Reading reading = open_reading(options.store, fingerprints);
  ListedSites listed = load_lists(options.lists);
  if (listed.empty())
    problems << "saksi-analyzer: report: no test list was found; rights groups come from categories alone.\n";
  for (const std::string& doubt : reading.doubts) problems << "saksi-analyzer: report: " << doubt << "\n";
  const ReportSources sources{*reading.archive,
                              citing(reading, fingerprints),
                              reading.runs,
                              reading.unlocated,
                              with_own_categories(std::move(listed), reading.listed),
                              reading.doubts};
  const Report report = build_report(sources, fingerprints, request_of(options, now));
  refuse_nothing(report, options, *reading.archive);
  write_all(options.out, render_all(report));
  say(report, options.out, out);
  return exit_ok;
}

}  // namespace saksi
