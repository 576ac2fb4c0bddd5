#include "analyzer/ingest/judge_line.h"

#include <xxhash.h>

#include "analyzer/ingest/ooni_difference.h"
#include "analyzer/ingest/ooni_document.h"
#include "analyzer/ingest/ooni_observed.h"
#include "analyzer/ingest/ooni_other_tests.h"
#include "analyzer/ingest/ooni_score.h"
#include "core/judge/judge.h"
#include "core/judge/line.h"

namespace saksi {
namespace {

ResultKey key_of(std::string_view line) {
  const XXH128_hash_t hash = XXH3_128bits(line.data(), line.size());
  XXH128_canonical_t bytes;
  XXH128_canonicalFromHash(&bytes, hash);
  ResultKey key{};
  std::copy(std::begin(bytes.digest), std::end(bytes.digest), key.begin());
  return key;
}

std::uint64_t hash_of(std::string_view text) {
  return XXH3_64bits(text.data(), text.size());
}

/// A report without an id (a probe that could not open one) still is one sitting of one probe.
std::uint64_t run_of(const OoniDocument& document) {
  const Measurement& m = document.measurement;
  if (!m.run_id.empty()) return hash_of(m.run_id);
  if (!document.report_id.empty()) return hash_of(document.report_id);
  return hash_of(m.vantage.asn.to_string() + m.vantage.country.to_string() + document.test_start +
                 document.software_name + m.software_version);
}

std::string software_of(const OoniDocument& document) {
  const std::string& version = document.measurement.software_version;
  return version.empty() ? document.software_name : document.software_name + " " + version;
}

/// Everything that does not depend on a verdict.
ArchivedResult describe(std::string_view line, const OoniDocument& document) {
  const Measurement& m = document.measurement;
  ArchivedResult result;
  result.key = result_key_from_hex(m.id).value_or(ResultKey{});
  if (result.key == ResultKey{}) result.key = key_of(line);
  result.started = m.started;
  result.test = document.test;
  const bool web = document.test == TestName::web_connectivity && document.has_url;
  result.input = web ? m.url.text() : document.input;
  if (document.has_url) result.host = m.url.host();
  result.vantage = m.vantage;
  result.resolver_asn = m.resolver.asn;
  result.run = run_of(document);
  result.software = software_of(document);
  result.simulated = m.simulated;
  result.line_broken = line_trouble(m.line).has_value();
  return result;
}

/// Returns what the pages matched.
PagePrints judge_web(const OoniDocument& document, const Fingerprints& fingerprints, ArchivedResult& result) {
  const Measurement& m = document.measurement;
  auto [verdict, keys, prints] = judge_with_keys(m, fingerprints);
  result.outcome = Outcome::of(verdict);
  for (const Finding& finding : verdict.findings)
    result.layers[static_cast<std::size_t>(finding.layer)] = {finding.state, finding.method};
  result.attempts = verdict.attempts;
  result.agreed = verdict.agreed;
  for (const Experiment experiment : verdict.isolated_by)
    result.isolated_by =
        static_cast<std::uint16_t>(result.isolated_by | 1U << static_cast<unsigned>(experiment));
  if (verdict.location) result.place = verdict.location->place;
  result.fingerprint = verdict.fingerprint;
  result.reached = got_any_page(m);
  result.ooni_blocking = keys.blocking;
  result.observed = observe(m, document.leaf_certificate);
  return std::move(prints);
}

void judge_other(const OoniDocument& document, const Fingerprints& fingerprints, ArchivedResult& result) {
  OtherJudgement judgement = judge_other_test(document, fingerprints);
  result.outcome = judgement.outcome;
  result.layers = judgement.layers;
  result.reached = judgement.reached;
  result.fingerprint = std::move(judgement.fingerprint);
}

}  // namespace

ArchivedResult judge_document(std::string_view line, const OoniDocument& document,
                              const Fingerprints& fingerprints) {
  ArchivedResult result = describe(line, document);
  PagePrints prints;
  if (document.test == TestName::web_connectivity && document.has_url)
    prints = judge_web(document, fingerprints, result);
  else
    judge_other(document, fingerprints, result);
  result.ooni = ooni_score(document, fingerprints, prints);
  result.difference = difference_of(result, document, fingerprints, prints);
  return result;
}

struct LineJudge::Buffers {
  Fingerprints fingerprints;
  OoniReader reader;
  OoniDocument document;
};

LineJudge::LineJudge(const Fingerprints& fingerprints)
    : buffers_(std::make_unique<Buffers>(Buffers{fingerprints, {}, {}})) {}
LineJudge::~LineJudge() = default;
LineJudge::LineJudge(LineJudge&&) noexcept = default;
LineJudge& LineJudge::operator=(LineJudge&&) noexcept = default;

Result<ArchivedResult> LineJudge::judge(std::string_view line) {
  if (const auto read = buffers_->reader.read(line, buffers_->document); !read)
    return tl::make_unexpected(read.error());
  return judge_document(line, buffers_->document, buffers_->fingerprints);
}

}  // namespace saksi
