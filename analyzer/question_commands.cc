#include "analyzer/question_commands.h"

#include <algorithm>
#include <ostream>

#include "analyzer/answer.h"
#include "analyzer/correct_command.h"
#include "analyzer/data_files.h"
#include "analyzer/errors.h"
#include "analyzer/questions/asked.h"
#include "analyzer/questions/blocked.h"
#include "analyzer/questions/candidates.h"
#include "analyzer/questions/compare.h"
#include "analyzer/questions/coverage.h"
#include "analyzer/questions/events_table.h"
#include "analyzer/questions/evidence.h"
#include "analyzer/questions/history.h"
#include "analyzer/questions/sources.h"
#include "analyzer/raw_line.h"
#include "core/hex.h"

namespace saksi {

namespace {

constexpr std::size_t kRowsOnTerminal = 60;
constexpr std::size_t kEvidenceRows = 200;
constexpr std::size_t kDifferenceRows = 2'000'000;
constexpr std::size_t kCandidates = 40;
constexpr std::size_t kDamagedRows = 1000;

/// What a question reads, and the fingerprints that ours were judged by.
struct Asked {
  Fingerprints fingerprints;
  Reading reading;
  Filter filter;
};

/// Real measurements, or simulated ones where there are no others: the two never stand in one answer.
Filter with_reality(const Archive& archive, Filter filter) {
  if (filter.simulated) return filter;
  Filter all = filter;
  all.set_aside = true;
  all.simulated = false;
  filter.simulated = false;
  if (archive.count(all) > 0) return filter;
  all.simulated = true;
  filter.simulated = archive.count(all) > 0;
  return filter;
}

Asked ask(const std::string& command, const QuestionOptions& options, std::ostream& problems) {
  bring_up_to_date(options.store, problems);
  Asked asked{load_fingerprints(options.fingerprints), {}, options.filter};
  asked.reading = open_reading(options.store, asked.fingerprints);
  for (const std::string& doubt : asked.reading.doubts)
    problems << "saksi-analyzer: " << command << ": " << doubt << "\n";
  asked.filter = with_reality(*asked.reading.archive, asked.filter);
  return asked;
}

/// All countries are read, because a verdict also looks at what happens elsewhere.
std::vector<CountrySites> judged(const Asked& asked, const Filter& filter) {
  Filter world = filter;
  world.country = CountryCode();
  world.networks.clear();
  const Tallies tallies = asked.reading.archive->tally(world);
  std::vector<CountrySites> countries = judge_countries(tallies, filter.country, estimate_cells(tallies));
  if (filter.networks.empty()) return countries;
  for (CountrySites& country : countries) {
    for (Site& site : country.sites) {
      std::erase_if(site.cells, [&](const Cell& cell) {
        const Asn asn = country.networks[cell.network].asn;
        return std::find(filter.networks.begin(), filter.networks.end(), asn) == filter.networks.end();
      });
    }
    // `inputs` is only for the estimates, which are in the cells by now.
    std::erase_if(country.sites, [](const Site& site) {
      return std::none_of(site.cells.begin(), site.cells.end(),
                          [](const Cell& cell) { return cell.tested(); });
    });
  }
  return countries;
}

ListedSites lists_of(const Asked& asked, const QuestionOptions& options) {
  return with_own_categories(load_lists(options.lists), asked.reading.listed);
}

std::size_t rows_of(const QuestionOptions& options, std::size_t usual) {
  if (options.most != 0) return options.most;
  const bool for_eyes = options.output.format == TableFormat::terminal && options.output.package.empty();
  return for_eyes ? usual : 0;
}

/// "AS4788", "MY", or "2026-09-01..2026-09-30": what one side of a comparison is.
Filter side_filter(const Filter& base, const std::string& text) {
  Filter filter = base;
  if (const std::size_t dots = text.find(".."); dots != std::string::npos) {
    filter.since = parse_day(text.substr(0, dots), "compare");
    filter.until = parse_day(text.substr(dots + 2), "compare") + std::chrono::days(1);
    return filter;
  }
  if (const auto country = CountryCode::parse(text)) {
    filter.country = *country;
    return filter;
  }
  const std::optional<Asn> asn = Asn::parse(text);
  if (!asn || !asn->known())
    throw UsageError("compare: '" + text +
                     "' is no network (AS4788), no country (MY) and no period (2026-09-01..2026-09-30).");
  filter.networks = {*asn};
  return filter;
}

[[noreturn]] void nothing_found(const std::string& command, const Filter& filter) {
  throw BadInput(command + ": there is nothing: " + asked_words(filter) + ".");
}

Side side_of(const Asked& asked, const std::string& text) {
  const Filter filter = side_filter(asked.filter, text);
  Side side{text, judged(asked, filter)};
  const bool any = std::any_of(side.countries.begin(), side.countries.end(),
                               [](const CountrySites& country) { return !country.sites.empty(); });
  if (!any) nothing_found("compare", filter);
  if (filter.networks.empty()) return side;
  for (const CountrySites& country : side.countries) {
    for (const Network& network : country.networks) {
      if (network.asn == filter.networks.front()) side.name = network_words(network.asn, network.as_name);
    }
  }
  return side;
}

/// A URL, a host, or the name of a test that takes no input.
Filter about(Filter filter, const std::string& subject) {
  const Result<Url> url = Url::parse(subject);
  if (url) {
    filter.inputs = {url->text()};
  } else if (test_name_from_string(subject) != TestName::other) {
    filter.test = test_name_from_string(subject);
  } else {
    filter.hosts = {subject};
  }
  return filter;
}

}  // namespace

int run_blocked(const QuestionOptions& options, std::ostream& out, std::ostream& problems) {
  const Asked asked = ask("blocked", options, problems);
  const BlockedRequest request{asked.filter, options.category, options.group,
                               rows_of(options, kRowsOnTerminal)};
  write_answer({{blocked_table(judged(asked, asked.filter), lists_of(asked, options), request)}, {}}, options,
               asked.reading, out);
  return exit_ok;
}

int run_compare(const QuestionOptions& options, std::ostream& out, std::ostream& problems) {
  const Asked asked = ask("compare", options, problems);
  const Side a = side_of(asked, options.subjects.at(0));
  const Side b = side_of(asked, options.subjects.at(1));
  Table table = compare_table(a, b, asked.filter);
  Table shown = table;
  const std::size_t most = rows_of(options, kRowsOnTerminal);
  if (most != 0 && shown.rows.size() > most) {
    shown.rows.resize(most);
    shown.notes.push_back("Shown are the first " + thousands(most) + " of " + thousands(table.rows.size()) +
                          " rows; --most N shows more, --format csv all of them.");
  }
  write_answer({{std::move(table)}, {std::move(shown)}}, options, asked.reading, out);
  return exit_ok;
}

int run_coverage(const QuestionOptions& options, std::ostream& out, std::ostream& problems) {
  const Asked asked = ask("coverage", options, problems);
  Filter ever = asked.filter;
  ever.since.reset();
  const Archive& archive = *asked.reading.archive;
  const Tallies period = archive.tally(asked.filter);
  Coverage answer = coverage(period, asked.filter.since ? archive.tally(ever) : period, asked.filter);
  Table networks = answer.networks;
  write_answer({{std::move(answer.weeks), std::move(answer.networks)}, {std::move(networks)}}, options,
               asked.reading, out);
  return exit_ok;
}

int run_history(const QuestionOptions& options, std::ostream& out, std::ostream& problems) {
  const Asked asked = ask("history", options, problems);
  const Filter filter = about(asked.filter, options.subjects.front());
  const Tallies tallies = asked.reading.archive->tally(filter);
  if (tallies.tallies.empty()) nothing_found("history", filter);
  UrlHistory answer = history(tallies, filter);
  write_answer({{std::move(answer.days)}, {std::move(answer.strips)}}, options, asked.reading, out);
  return exit_ok;
}

int run_events(const QuestionOptions& options, std::ostream& out, std::ostream& problems) {
  const Asked asked = ask("events", options, problems);
  Filter filter = asked.filter;
  filter.networks.clear();  // an event is told by where it did not happen, too
  const Tallies tallies = asked.reading.archive->tally(filter);
  EventsAnswer answer = events_tables(tallies, asked.filter, rows_of(options, kRowsOnTerminal));
  Table events = answer.events;
  write_answer({{std::move(answer.events), std::move(answer.members)}, {std::move(events)}}, options,
               asked.reading, out);
  return exit_ok;
}

int run_evidence(const QuestionOptions& options, std::ostream& out, std::ostream& problems) {
  const Asked asked = ask("evidence", options, problems);
  if (!options.raw.empty()) return print_raw_line(asked.reading, options.raw, out, problems);
  if (options.subjects.empty()) throw UsageError("evidence: name a URL or host, or a line with --raw KEY.");
  const Archive& archive = *asked.reading.archive;
  Filter filter = about(asked.filter, options.subjects.front());
  filter.set_aside = true;
  const std::size_t all = archive.count(filter);
  if (all == 0) nothing_found("evidence", filter);
  const std::vector<ArchivedResult> rows =
      archive.results(filter, options.most == 0 ? kEvidenceRows : options.most);
  write_answer({{evidence_table(rows, archive.corrections(), archive.sources(), all, filter)}, {}}, options,
               asked.reading, out);
  return exit_ok;
}

int run_sources(const QuestionOptions& options, std::ostream& out, std::ostream& problems) {
  const Asked asked = ask("sources", options, problems);
  const std::vector<Source> sources = asked.reading.archive->sources();
  const std::vector<DamagedLine> lines =
      asked.reading.archive->damaged(options.most == 0 ? kDamagedRows : options.most);
  Answer answer{{sources_table(sources)}, {}};
  if (!lines.empty()) answer.tables.push_back(damaged_table(lines, sources));
  write_answer(answer, options, asked.reading, out);
  return exit_ok;
}

int run_candidates(const QuestionOptions& options, std::ostream& out, std::ostream& problems) {
  const Asked asked = ask("candidates", options, problems);
  const Archive& archive = *asked.reading.archive;
  const auto fingerprint_of = [&archive](const ResultKey& key) {
    const std::vector<ArchivedResult> found = archive.find(to_hex(key));
    return found.empty() ? std::string() : found.front().fingerprint;
  };
  const std::vector<SharedValue> values = archive.shared_values(kLeastHosts);
  write_answer({{candidates_table(values, asked.fingerprints, fingerprint_of,
                                  options.most == 0 ? kCandidates : options.most)},
                {}},
               options, asked.reading, out);
  return exit_ok;
}

int run_differences(const QuestionOptions& options, std::ostream& out, std::ostream& problems) {
  const Asked asked = ask("differences", options, problems);
  const Archive& archive = *asked.reading.archive;
  Filter filter = asked.filter;
  filter.ours = false;
  filter.set_aside = true;
  const std::vector<ArchivedResult> rows =
      archive.results(filter, options.most == 0 ? kDifferenceRows : options.most);
  write_answer({{differences_table(rows, archive.count(filter), filter)}, {}}, options, asked.reading, out);
  return exit_ok;
}

}  // namespace saksi
