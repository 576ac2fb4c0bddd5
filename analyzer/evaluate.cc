#include "analyzer/evaluate.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "analyzer/evaluate_expected.h"
#include "analyzer/evaluate_ours.h"
#include "analyzer/ingest/judge_line.h"
#include "analyzer/ingest/ooni_score.h"
#include "core/judge/ooni.h"

namespace saksi {

namespace fs = std::filesystem;

namespace {

class FolderEvaluation {
 public:
  FolderEvaluation(const fs::path& folder, const Fingerprints& fingerprints) : fingerprints_(fingerprints) {
    evaluation_.folder = folder;
  }

  Evaluation run() {
    const Expected expected = read_expected(evaluation_.folder);
    for (const Expectation& expectation : expected.measurements) evaluate(expectation);
    for (const ScoredRow& row : expected.rows) evaluate(row);
    evaluation_.reliability = reliability_.finish();
    return std::move(evaluation_);
  }

 private:
  // ---- A measurement

  void evaluate(const Expectation& expectation) {
    const auto judged = read(expectation);
    if (!judged) return;
    ++evaluation_.measurements;
    reliability_.add(expectation, judged->result);
    for (const auto& [field, theirs] : expectation.fields) {
      if (field == "truth")
        compare_truth(expectation, theirs, *judged);
      else if (field.starts_with(kTruthPrefix))
        compare_stated(expectation, field, theirs, *judged);
      else
        compare(expectation.file, field, theirs, *judged);
    }
    if (expectation.find("anomaly") != nullptr) compare_verdict(expectation.file, *judged);
  }

  [[nodiscard]] std::optional<JudgedFile> read(const Expectation& expectation) {
    const fs::path file = evaluation_.folder / fs::path(expectation.file).filename();
    if (file != open_file_ && !open(file))
      return problem(expectation.file, "it is expected, and cannot be read");
    if (expectation.input.empty()) return judge(expectation.file, text_);
    const auto line = lines_.find(expectation.input);
    if (line == lines_.end()) return problem(name_of(expectation), "the file holds no such measurement");
    return judge(name_of(expectation), line->second);
  }

  bool open(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::stringstream content;
    content << stream.rdbuf();
    if (!stream) return false;
    text_ = content.str();
    text_.reserve(text_.size() + kLinePadding);
    open_file_ = file;
    find_lines();
    return true;
  }

  /// By input. Of a file that holds one measurement over several lines nothing is found, and nothing asked.
  void find_lines() {
    lines_.clear();
    std::string_view rest = text_;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      OoniDocument document;
      if (reader_.read(line, document)) lines_.emplace(input_of(document), line);
    }
  }

  static std::string input_of(const OoniDocument& document) {
    return document.has_url ? document.measurement.url.text() : document.input;
  }

  static std::string name_of(const Expectation& expectation) {
    return expectation.input.empty() ? expectation.file : expectation.file + " " + expectation.input;
  }

  [[nodiscard]] std::optional<JudgedFile> judge(const std::string& name, std::string_view line) {
    JudgedFile judged;
    if (const auto read = reader_.read(line, judged.document); !read)
      return problem(name, read.error().message);
    judged.result = judge_document(line, judged.document, fingerprints_);
    judged.keys = ooni_keys(judged.document.measurement);
    return judged;
  }

  std::optional<JudgedFile> problem(const std::string& name, const std::string& what) {
    evaluation_.problems.push_back(name + ": " + what);
    return std::nullopt;
  }

  void compare(const std::string& file, const std::string& field, const std::string& theirs,
               const JudgedFile& judged) {
    const auto ours = our_value(judged, field);
    if (!ours) return;
    note(file, field, theirs, *ours, same_value(theirs, *ours), judged);
  }

  /// In our words. truth_share is about all measurements of a URL together: reliability.
  void compare_stated(const Expectation& expectation, const std::string& field, const std::string& stated,
                      const JudgedFile& judged) {
    if (field == "truth_share") return;
    const bool findings = field == "truth_findings";
    const std::string ours =
        findings ? findings_in_words(stated, judged.result) : our_value(judged, field).value_or("");
    const bool agrees = findings ? has_findings(stated, judged.result) : is_one_of(stated, ours);
    note(name_of(expectation), field, stated, ours, agrees, judged);
  }

  void compare_truth(const Expectation& expectation, const std::string& truth, const JudgedFile& judged) {
    const std::string* const blocking = expectation.find("blocking");
    const std::string* const accessible = expectation.find("accessible");
    const bool nobody =
        blocking != nullptr && accessible != nullptr && *blocking == "false" && *accessible == "false";
    note(expectation.file, "truth", truth, verdict_in_words(judged.result),
         is_true_to_scenario(truth, judged.result, nobody), judged);
  }

  /// Our verdict beside OONI's flags: not an error on either side, but every difference has its reason.
  void compare_verdict(const std::string& file, const JudgedFile& judged) {
    note(file, "verdict", flags_in_words(judged.result.ooni), verdict_in_words(judged.result),
         judged.result.difference == Difference::none, judged);
  }

  void note(const std::string& file, const std::string& field, const std::string& theirs,
            const std::string& ours, bool agrees, const JudgedFile& judged) {
    evaluation_.count(field, agrees);
    if (agrees) return;
    evaluation_.differences.push_back({file,
                                       field,
                                       std::string{to_string(judged.result.test)},
                                       theirs,
                                       ours,
                                       judged.result.difference,
                                       verdict_in_words(judged.result),
                                       {}});
  }

  // ---- A row of scores

  void evaluate(const ScoredRow& row) {
    const auto scores = nlohmann::json::parse(row.scores, nullptr, false);
    if (!scores.is_object()) {
      evaluation_.problems.push_back(row.key + ": its scores are no JSON object");
      return;
    }
    ++evaluation_.measurements;
    ScoreSum sum;
    sum.blocking = scores.value("blocking_general", 0.0);
    sum.accuracy = scores.value("accuracy", 1.0);
    sum.confirmed = confirms(scores, row.country);
    const OoniScore flags = flags_of(sum);
    note(row, "anomaly", row.anomaly, flags.anomaly);
    note(row, "confirmed", row.confirmed, flags.confirmed);
    note(row, "failure", row.failure, flags.failure);
  }

  /// OONI's rule, on the fingerprints that the row names.
  [[nodiscard]] static bool confirms(const nlohmann::json& scores, const std::string& country) {
    const auto prints = scores.find("fingerprints");
    if (prints == scores.end() || !prints->is_array()) return false;
    return std::any_of(prints->begin(), prints->end(), [&](const nlohmann::json& print) {
      if (!print.is_object()) return false;
      const std::string scope = print.value("scope", "");
      const auto countries = print.value("expected_countries", std::vector<std::string>{});
      return scope == "nat" || scope == "isp" ||
             std::find(countries.begin(), countries.end(), country) != countries.end();
    });
  }

  void note(const ScoredRow& row, const std::string& field, const std::string& theirs, bool ours) {
    if (theirs.empty()) return;
    const std::string our_word = ours ? "true" : "false";
    evaluation_.count(field, theirs == our_word);
    if (theirs == our_word) return;
    evaluation_.differences.push_back({row.key, field, row.test, theirs, our_word, Difference::none, {}, {}});
  }

  const Fingerprints& fingerprints_;
  OoniReader reader_;
  fs::path open_file_;
  std::string text_;                               // of the open file
  std::map<std::string, std::string_view> lines_;  // into text_
  ReliabilityCount reliability_;
  Evaluation evaluation_;
};

}  // namespace

std::size_t Evaluation::unexplained() const {
  return static_cast<std::size_t>(std::count_if(differences.begin(), differences.end(),
                                                [](const auto& one) { return one.reason.empty(); }));
}

void Evaluation::count(const std::string& field, bool agrees) {
  auto found =
      std::find_if(fields.begin(), fields.end(), [&](const FieldCount& one) { return one.field == field; });
  if (found == fields.end()) found = fields.insert(fields.end(), FieldCount{field, 0, 0});
  ++found->compared;
  found->agree += agrees ? 1 : 0;
}

Evaluation evaluate_folder(const fs::path& folder, const Fingerprints& fingerprints) {
  return FolderEvaluation{folder, fingerprints}.run();
}

}  // namespace saksi
