#include "analyzer/answer.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "analyzer/errors.h"
#include "analyzer/version.h"
#include "core/judge/judge.h"

namespace saksi {

namespace {

constexpr std::size_t kUsualWidth = 100;
constexpr std::size_t kNarrowest = 60;
constexpr std::size_t kWidest = 180;

std::size_t width_of(const std::ostream& out) {
  struct winsize size {};
  if (&out != &std::cout || ::isatty(STDOUT_FILENO) == 0) return kUsualWidth;
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return kUsualWidth;
  return std::clamp<std::size_t>(size.ws_col, kNarrowest, kWidest);
}

std::string text_of(const Answer& answer, TableFormat format, std::size_t width) {
  if (format == TableFormat::csv) return to_csv(answer.tables.front());
  const bool picture = format == TableFormat::terminal && !answer.on_terminal.empty();
  std::string text;
  for (const Table& table : picture ? answer.on_terminal : answer.tables) {
    if (!text.empty() && format == TableFormat::terminal) text += "\n";
    text += format == TableFormat::terminal ? to_terminal(table, width) : to_json(table);
  }
  return text;
}

void write_to_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (!stream)
    throw BadInput(file.string() + " cannot be written: " + std::strerror(errno) + ". Choose another --out.");
}

Package package_of(const Answer& answer, const Reading& reading) {
  Package package;
  const Table& first = answer.tables.front();
  package.name = "saksi-" + first.name;
  package.title = first.title;
  package.description = first.description;
  for (const std::string& about : first.about) package.description += " " + about;
  package.created = now_utc();
  package.version = std::string(analyzer_version());
  bool others = false;
  for (const Source& source : reading.archive->sources()) {
    others = others || source.kind != SourceKind::probe_database;
    package.sources.push_back({std::filesystem::path(source.path).filename().string(), "", source.sha256});
  }
  // OONI publishes its measurements under this licence; for one's own the owner decides.
  if (others) package.licences.emplace_back("CC-BY-4.0");
  return package;
}

}  // namespace

void write_answer(const Answer& answer, const QuestionOptions& options, const Reading& reading,
                  std::ostream& out) {
  const OutputOptions& output = options.output;
  if (!output.package.empty()) {
    const Result<void> written = write_package(output.package, package_of(answer, reading), answer.tables);
    if (!written) throw BadInput(written.error().message);
    out << (output.package / "datapackage.json").string() << "\n";
    return;
  }
  if (output.out.empty()) {
    out << text_of(answer, output.format, width_of(out));
  } else {
    write_to_file(output.out, text_of(answer, output.format, kUsualWidth));
    out << output.out.string() << "\n";
  }
}

}  // namespace saksi
