#include <algorithm>

#include "analyzer/citations.h"
#include "analyzer/report/words.h"
#include "core/hex.h"

namespace saksi {

namespace {

std::vector<Finding> findings_of(const ArchivedResult& row) {
  std::vector<Finding> findings;
  for (const Layer layer : kLayers) {
    const LayerResult& result = row.layers.at(static_cast<std::size_t>(layer));
    findings.push_back({layer, result.state, result.method});
  }
  return findings;
}

std::string failure_words(const ArchivedResult& row) {
  const Observed& seen = row.observed;
  const std::pair<const char*, const std::optional<Failure>&> steps[] = {{"DNS", seen.dns_failure},
                                                                         {"TCP", seen.tcp_failure},
                                                                         {"TLS", seen.tls_failure},
                                                                         {"HTTP", seen.http_failure}};
  for (const auto& [name, failure] : steps) {
    if (failure) return std::string(name) + ": " + std::string(to_string(*failure)) + ".";
  }
  return "";
}

std::string reason_of(const ArchivedResult& row) {
  const Outcome& outcome = row.outcome;
  if (outcome.word == VerdictWord::blocked && outcome.layer && outcome.method) {
    std::string text =
        std::string(name_of(*outcome.layer)) + ": " + std::string(phrase_of(*outcome.layer, *outcome.method));
    if (!row.fingerprint.empty()) text += " (fingerprint " + row.fingerprint + ")";
    return text + ".";
  }
  if (outcome.word == VerdictWord::accessible) return "";
  return failure_words(row);
}

std::string control_words(const Observed& seen) {
  if (!seen.control_answered) return "No control answered.";
  return seen.control_reached ? "It got the page." : "It did not get the page either.";
}

std::string ooni_words(const ArchivedResult& row) {
  std::string text(to_string(row.ooni.blocking));
  if (row.ooni.blocking == OoniBlocking::null) text = row.test == TestName::web_connectivity ? "null" : "";
  const auto add = [&text](const char* word) { text += (text.empty() ? "" : ", ") + std::string(word); };
  if (row.ooni.confirmed) add("confirmed");
  if (row.ooni.anomaly) add("anomaly");
  if (row.ooni.failure) add("failure");
  return text.empty() ? "ok" : text;
}

Foreign foreign_of(const ArchivedResult& row, const std::vector<Source>& sources) {
  Foreign out{row.software, "", "", row.offset, row.length, ooni_words(row), ""};
  if (row.difference != Difference::none) out.difference = to_string(row.difference);
  const auto source = std::find_if(sources.begin(), sources.end(),
                                   [&row](const Source& one) { return one.id == row.source; });
  if (source == sources.end()) return out;
  out.file = source->path;
  out.sha256 = source->sha256;
  return out;
}

}  // namespace

Citation cite_foreign(const ArchivedResult& row, const std::vector<Source>& sources) {
  Citation citation;
  citation.id = to_hex(row.key);
  citation.run_id = std::to_string(row.run);
  citation.started = row.started;
  Verdict& verdict = citation.verdict;
  verdict.word = row.outcome.word;
  verdict.certainty = row.outcome.certainty;
  verdict.scope = row.outcome.scope;
  if (row.outcome.word == VerdictWord::blocked) {
    verdict.layer = row.outcome.layer;
    verdict.method = row.outcome.method;
  }
  verdict.findings = findings_of(row);
  verdict.attempts = row.attempts;
  verdict.agreed = row.agreed;
  verdict.fingerprint = row.fingerprint;
  if (const std::string reason = reason_of(row); !reason.empty()) verdict.reasons.push_back(reason);
  if (row.test == TestName::web_connectivity) citation.control_saw = control_words(row.observed);
  citation.foreign = foreign_of(row, sources);
  return citation;
}

}  // namespace saksi
