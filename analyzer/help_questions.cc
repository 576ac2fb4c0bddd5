#include <array>
#include <utility>

#include "analyzer/help.h"

namespace saksi {

namespace {

constexpr std::string_view kBlocked = R"(saksi-analyzer blocked [--store FILE] [options]

What is blocked where, how, since when, by which networks, and how sure that is: a row for each URL and
network. Sorted by country; the most certain blocking on the most networks stands first.

  --category CODE       Citizen Lab category, for instance NEWS
  --group ID            rights group: women, whrd, lgbtiq, srhr, minority, press
  --list FILE           test list that names categories and groups; several (default: testlists/*.csv)
  --most N              rows (on a terminal 60, else all)

Examples:
  saksi-analyzer blocked --country MY
  saksi-analyzer blocked --country MY --group lgbtiq --since 2026-01-01 --format csv --out lgbtiq.csv
  saksi-analyzer blocked --country MY --package blocked-my
)";

constexpr std::string_view kCompare = R"(saksi-analyzer compare A B [--store FILE] [options]

Two networks, countries or periods side by side on the fixed panel: only URLs tested on both sides are
compared. A and B each are a network (AS4788), a country (MY) or a period (2026-09-01..2026-09-30).

Examples:
  saksi-analyzer compare AS4788 AS9534 --country MY
  saksi-analyzer compare MY ID --since 2026-01-01
  saksi-analyzer compare 2026-09-01..2026-09-30 2026-10-01..2026-10-31 --country MY
)";

constexpr std::string_view kCoverage = R"(saksi-analyzer coverage [--store FILE] [options]

Who has been heard from: networks and weeks, with tests, URLs, runs and days; which networks fell silent.
On a terminal a row for each network with a strip of weeks; in CSV a row for each network and week.

Example:
  saksi-analyzer coverage --country MY --since 2026-07-01
)";

constexpr std::string_view kHistory = R"(saksi-analyzer history URL|HOST|TEST [--store FILE] [options]

One URL (or host, or app: whatsapp, telegram, signal, tor...) over time on every network. On a terminal a
strip for each network; in CSV a row for each network and day.

Example:
  saksi-analyzer history https://www.example.org/ --country MY
)";

constexpr std::string_view kEvidence = R"(saksi-analyzer evidence URL|HOST|TEST [--store FILE] [options]
saksi-analyzer evidence --raw KEY [--store FILE]

All that stands behind one cell: each measurement with our verdict and OONI's, why they differ, whether other
measurements correct it, and where its raw line is. --raw prints that line as it stands in its file, and fails
when the file has changed since. A KEY is hex digits; the first few are enough when they mean one measurement.

  --most N              rows (default: 200)

Examples:
  saksi-analyzer evidence https://www.example.org/ --asn AS4788 --since 2026-11-01
  saksi-analyzer evidence --raw 9f3a51c04e > line.json
)";

constexpr std::string_view kEvents = R"(saksi-analyzer events [--store FILE] [options]

When blocking began, ended or changed its method: each with the days between which it happened, and the
networks on which it did and did not. The same change on several networks at one time is one event.

  --most N              rows (on a terminal 60, else all)

Example:
  saksi-analyzer events --country MY --since 2026-01-01
)";

constexpr std::string_view kSources = R"(saksi-analyzer sources [--store FILE]

What was imported: files with their hashes, how far they were read, and the lines that were set aside.

Example:
  saksi-analyzer sources --format json
)";

constexpr std::string_view kCandidates = R"(saksi-analyzer candidates [--store FILE]

New notice pages and notice addresses: values that at least 10 hosts share which do not open, best first.
Those that fingerprints know are left out. None is used by any verdict until a person has looked at its example
and put a row into fingerprints.csv; --format csv has such a row ready for addresses.

  --most N              rows (default: 40)

Example:
  saksi-analyzer candidates --format csv --out candidates.csv
)";

constexpr std::string_view kDifferences = R"(saksi-analyzer differences [--store FILE] [options]

Our verdicts and OONI's side by side, counted by test and by the reason why they differ.

Example:
  saksi-analyzer differences --country MY --test web_connectivity
)";

constexpr std::string_view kCorrect = R"(saksi-analyzer correct [--store FILE]

Holds all measurements of the archive against each other: other addresses that serve the site, sites that are down
for everybody, servers that refuse a country, probes and lines that are broken (docs/verdicts.md, "Ground truth"). Any
question does so by itself when something was imported since the last time; this command does it ahead.

Example:
  saksi-analyzer correct --store my.db
)";

using Help = std::pair<std::string_view, std::string_view>;
constexpr std::array kHelp{Help{"blocked", kBlocked},         Help{"compare", kCompare},
                           Help{"coverage", kCoverage},       Help{"history", kHistory},
                           Help{"evidence", kEvidence},       Help{"sources", kSources},
                           Help{"events", kEvents},           Help{"candidates", kCandidates},
                           Help{"differences", kDifferences}, Help{"correct", kCorrect}};

}  // namespace

std::string_view common_question_help() {
  return R"(
Which measurements, and where the answer goes:
  --store FILE          the analysis database, a probe's, or clickhouse://host:port/database
                        (default: saksi-analysis.db); --db is its old name
  --country CC  --asn AS4788  --url URL  --host HOST  --test NAME      --asn, --url, --host: several
  --since DAY  --until DAY                                             days in UTC, both included
  --fingerprints FILE   known block notices; several (default: data/fingerprints.csv)
  --simulated           the simulated measurements of a database that also has real ones
  --format table|csv|json    --out FILE
  --package DIR         a Frictionless data package: CSV files and datapackage.json
)";
}

std::string_view question_help(std::string_view command) {
  for (const auto& [name, text] : kHelp) {
    if (name == command) return text;
  }
  return "";
}

}  // namespace saksi
