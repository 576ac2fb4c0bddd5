#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "analyzer/commands.h"
#include "analyzer/data_files.h"
#include "analyzer/errors.h"
#include "analyzer/evidence_words.h"
#include "core/json.h"
#include "core/scrub.h"
#include "core/store.h"

namespace saksi {

namespace {

using Rows = std::vector<StoredVerdict>;

/// Newest first.
Rows find_by_url(const Store& store, const std::string& what) {
  Rows rows = store.verdicts();
  const Result<Url> url = Url::parse(what);
  std::erase_if(rows, [&](const StoredVerdict& row) {
    return row.host != what && row.url != what && !(url && row.url == url->text());
  });
  std::reverse(rows.begin(), rows.end());
  return rows;
}

Rows find(const Store& store, const ShowOptions& options) {
  if (const auto by_id = store.find(options.what)) return {*by_id};
  Rows rows = find_by_url(store, options.what);
  if (rows.empty()) {
    throw BadInput("show: no measurement in " + options.store + " has the number, URL or host '" +
                   options.what + "' (a number needs at least 4 digits, enough to mean one measurement).");
  }
  return rows;
}

/// What was stored is scrubbed; it only has to be said again in the type.
std::string evidence_text(const Measurement& measurement) {
  return evidence_json(scrub(measurement, {}));
}

void show_json(const Measurement& measurement, const Judged& judged, std::ostream& out) {
  using Json = nlohmann::ordered_json;
  const Json json = {{"id", measurement.id},
                     {"verdict", Json::parse(verdict_json(judged.verdict()))},
                     {"control_saw", judged.citation.control_saw},
                     {"evidence", Json::parse(evidence_text(measurement))}};
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

void show_words(const Measurement& measurement, const Judged& judged, const StoredVerdict& stored,
                std::ostream& out) {
  for (const std::string& line : evidence_lines(measurement, judged)) out << line << "\n";
  if (stored.verdict.word != judged.word() || stored.verdict.certainty != judged.verdict().certainty) {
    out << "\nThe probe said then: " << to_string(stored.verdict.word) << ", "
        << to_string(stored.verdict.certainty) << " (rules " << stored.verdict.rules_version << ").\n";
  }
}

void list_others(const Rows& rows, std::ostream& out) {
  if (rows.size() < 2) return;
  out << "\nOther measurements:\n";
  for (std::size_t i = 1; i < rows.size(); ++i) {
    out << "  " << rows[i].id.substr(0, 12) << "  " << to_text(rows[i].started) << "  "
        << rows[i].vantage.asn.to_string() << "  " << to_string(rows[i].verdict.word) << "\n";
  }
}

}  // namespace

int run_show(const ShowOptions& options, std::ostream& out) {
  const Fingerprints fingerprints = load_fingerprints(options.fingerprints);
  const Store store = Store::open(options.store, Store::Mode::read_only);
  const Rows rows = find(store, options);
  const Result<Measurement> measurement = store.evidence(rows.front().id);
  if (!measurement) throw BadInput(measurement.error().message);
  const Judged judged = judge_anew(*measurement, fingerprints);
  if (options.json) {
    show_json(*measurement, judged, out);
  } else {
    show_words(*measurement, judged, rows.front(), out);
    list_others(rows, out);
  }
  return exit_ok;
}

}  // namespace saksi
