#include "analyzer/help.h"

#include "analyzer/errors.h"

namespace saksi {

namespace {

constexpr std::string_view kProgram =
    R"(saksi-analyzer: OONI's archive and saksi-probe's measurements in one verdict.

  import       take in measurements: databases of probes, OONI's JSON, files and folders
  report       a report about one country: HTML, JSON and CSV
Questions, each a table for the terminal, CSV, JSON or a data package:
  blocked      what is blocked where, how, since when, by which networks
  compare      two networks, countries or periods on the fixed panel of URLs
  coverage     who has been heard from, and who fell silent
  history      one URL over time
  events       onset, end and change of blocking, across networks
  evidence     all that stands behind one cell; the raw line of a measurement
  differences  our verdicts and OONI's side by side
  candidates   new notice pages and addresses, to be reviewed
  sources      what was imported, and damaged lines
  correct      hold all measurements against each other (done before a question when something is new)
And:
  rejudge      judge a store anew, when rules or fingerprints have changed
  show         explain one of our measurements in plain words
  evaluate     compare verdicts with what is known to be true
  version
  help COMMAND

From two volunteers' databases and a folder of OONI's to a report:

  saksi-analyzer import --store my.db aishah.db lim.db ooni/raw/20261101
  saksi-analyzer report --store my.db --country MY --out report-my
  saksi-analyzer blocked --store my.db --country MY

Exit codes: 0 done; 1 unexpected; 2 the command line is wrong; 3 a file or value given cannot be used;
4 the database cannot be used.
)";

constexpr std::string_view kImport = R"(saksi-analyzer import [--store FILE] [options] PATH...

Judges measurements by the rules of this program and keeps what was found, with a reference to the evidence.
A PATH is a file or a folder, which is searched with all that is below it. What a file holds is told by its
content, not by its name:

  OONI's measurements, of every test and version: one JSON object per line, as in OONI's public archive, or one
  object per file; plain, gzip or zstd
  databases of saksi-probe: their evidence is copied into FILE whole

A file is known by its content: one that was imported before is passed over, also under another name. An import
that was stopped, by Ctrl-C or by a power cut, goes on where it was when it is called again. Lines that are no
measurements are counted and set aside, and stop nothing. A file that cannot be read, or ends early, is named;
the others still go in, and the exit code is 3.

  --store FILE          the archive, made if it is not there (default: saksi-analysis.db), or
                        clickhouse://host:port/database
  --fingerprints FILE   known block notices; several are joined, later ones win (default: data/fingerprints.csv)
  --jobs N              threads (default: one for each core)
  --damaged             imports nothing; lists the lines that were set aside: where, why, how they begin

Exit code 6: stopped by a signal; what was read is kept.

Examples:
  saksi-analyzer import --store my.db raw/20260101/00/MY
  saksi-analyzer import --store my.db 2026010100_MY_webconnectivity.n0.0.jsonl.gz aishah.db
  saksi-analyzer import --store my.db --damaged
)";

constexpr std::string_view kReport = R"(saksi-analyzer report --country CC --out DIR [--store FILE] [options]

Writes to DIR: report.html (one self-contained page), report.json, cells.csv, measurements.csv, networks.csv.
The database is only read. Our measurements are judged anew from their evidence when rules or fingerprints have
changed since they were imported; for those of other probes the report says by which they were judged.

  --country CC          two letters, for instance MY: measurements from networks of this country
  --out DIR             made if it is not there; files of an earlier report in it are replaced
  --store FILE             the analysis database, or a probe's (default: saksi-analysis.db)
  --fingerprints FILE   known block notices; several are joined, later ones win (default: data/fingerprints.csv)
  --list FILE           test list whose notes name the rights groups; several (default: testlists/*.csv)
  --since DAY           measurements from this day on, for instance 2026-11-02 (UTC)
  --until DAY           measurements up to and including this day (UTC)
  --title TEXT          instead of the title that is made from what was measured
  --simulated           report on the simulated measurements of a database that also has real ones;
                        the two never stand in one report

Examples:
  saksi-analyzer report --store my.db --country MY --out report-my
  saksi-analyzer report --store my.db --country MY --since 2026-11-01 --until 2026-11-30 --out november
  saksi-analyzer report --store my.db --country MY --fingerprints data/fingerprints.csv \
      --fingerprints mine.csv --out report-my
)";

constexpr std::string_view kShow = R"(saksi-analyzer show MEASUREMENT|URL|HOST [--store FILE] [--json]

Explains one measurement: the verdict by today's rules, why, what each step saw and what the control saw. By
its number (four digits or more are enough), or by URL or host: the newest measurement of it, with a list of
the others.

  --store FILE             the analysis database, or a probe's (default: saksi-analysis.db)
  --fingerprints FILE   as for report
  --json                verdict and evidence as JSON

Examples:
  saksi-analyzer show 9f3a --store my.db
  saksi-analyzer show example.org --store my.db
)";

constexpr std::string_view kEvaluate =
    R"(saksi-analyzer evaluate DIR... [--explained FILE] [--fingerprints FILE]... [--json]

Judges the measurements of a folder that says what they should be called, and prints for every field how many
were compared, agree and differ, then each difference with its reason. What is compared is decided by the
files beside the measurements:

  qa-expected.json      keys of Web Connectivity, held against those that we make of the observations
  EXPECTED.csv          column `file` names the measurements; further columns:
    truth_by_scenario   ok, blocked, down, dns-tampered-but-content-ok: held against our verdict
    probecli_expect_*   keys of Web Connectivity, as above
    expect_*, api_*     OONI's flags anomaly, confirmed and failure, held against ours by its rules; our own
                        verdict is put beside them as the field `verdict`
    none of these       a line without censorship: nothing may be called blocked
    tk_*                keys as the probe stored them
  *_rows.csv            rows of OONI's pipeline with scores and flags, without measurements

A difference is explained when a row of FILE is about it (columns file, field, test, theirs, ours, difference,
reason, reviewed). Exit code 0: every difference is explained; 3: one is not, or a file cannot be read.

  --explained FILE      reviewed differences (default: data/explained_differences.csv)
  --fingerprints FILE   as for report
  --json                one JSON object for each folder

Examples:
  saksi-analyzer evaluate measurements/qa
  saksi-analyzer evaluate measurements/explorer --json
)";

constexpr std::string_view kRejudge =
    R"(saksi-analyzer rejudge --out NEW [--store FILE] [--fingerprints FILE]...

Judges everything that a store holds by today's rules and fingerprints, and writes it to a new store: ours from
the evidence in the store, others' from the files that they were imported from, which must still be there. The
old store stays as it is.

Example:
  saksi-analyzer rejudge --store my.db --out my-new.db
)";

constexpr std::string_view kVersion = R"(saksi-analyzer version

Prints the versions of the program and of its rules.
)";

}  // namespace

std::string help_text(std::string_view command) {
  if (command.empty()) return std::string(kProgram);
  if (command == "import") return std::string(kImport);
  if (command == "report") return std::string(kReport);
  if (command == "rejudge") return std::string(kRejudge);
  if (command == "show") return std::string(kShow);
  if (command == "evaluate") return std::string(kEvaluate);
  if (command == "version") return std::string(kVersion);
  if (const std::string_view text = question_help(command); !text.empty())
    return std::string(text) + std::string(common_question_help());
  throw UsageError("There is no command '" + std::string(command) + "'. See `saksi-analyzer help`.");
}

}  // namespace saksi
