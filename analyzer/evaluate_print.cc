// The comparison as a table for people and as JSON for programs.
#include <algorithm>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "analyzer/evaluate.h"

namespace saksi {

namespace {

using Json = nlohmann::ordered_json;

/// What a stranger's file says, fit for a terminal.
std::string printable(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    safe += byte < ' ' || byte == 0x7f ? '?' : c;
  }
  return safe;
}

std::string percent(std::size_t part, std::size_t whole) {
  std::ostringstream text;
  const double share = whole == 0 ? 100 : 100 * static_cast<double>(part) / static_cast<double>(whole);
  text << std::fixed << std::setprecision(1) << share << " %";
  return text.str();
}

void print_row(std::ostream& out, const std::string& field, const std::string& compared,
               const std::string& agree, const std::string& differ, const std::string& rate) {
  out << std::left << std::setw(34) << field << std::right << std::setw(9) << compared << std::setw(8)
      << agree << std::setw(8) << differ << std::setw(10) << rate << "\n";
}

void print_difference(const EvaluatedDifference& one, std::ostream& out) {
  out << "  " << printable(one.file) << " (" << one.test << ") " << one.field << ": theirs "
      << printable(one.theirs) << ", ours " << printable(one.ours) << "\n";
  if (one.why != Difference::none) out << "      kind: " << to_string(one.why) << "\n";
  if (!one.verdict.empty() && one.verdict != one.ours) out << "      our verdict: " << one.verdict << "\n";
  out << "      " << (one.reason.empty() ? "NOT EXPLAINED" : printable(one.reason)) << "\n";
}

Json json_of(const EvaluatedDifference& one) {
  return {{"file", one.file},
          {"test", one.test},
          {"field", one.field},
          {"theirs", one.theirs},
          {"ours", one.ours},
          {"kind", to_string(one.why)},
          {"verdict", one.verdict},
          {"explained", !one.reason.empty()},
          {"reason", one.reason.empty() ? Json(nullptr) : Json(one.reason)}};
}

Json json_of(const FieldCount& field) {
  return {{"field", field.field},
          {"compared", field.compared},
          {"agree", field.agree},
          {"differ", field.compared - field.agree},
          {"rate",
           static_cast<double>(field.agree) / static_cast<double>(std::max<std::size_t>(1, field.compared))}};
}

void print_words(const std::vector<WordCount>& words, const char* title, std::ostream& out) {
  if (words.empty()) return;
  out << "\n" << title << "\n";
  print_row(out, "said", "times", "right", "wrong", "rate");
  for (const WordCount& one : words) {
    const std::string times = std::to_string(one.said);
    if (!one.decides) print_row(out, one.word, times, "-", "-", "-");
    if (one.decides)
      print_row(out, one.word, times, std::to_string(one.right), std::to_string(one.said - one.right),
                percent(one.right, one.said));
  }
}

void print_shares(const std::vector<ShareCount>& shares, std::ostream& out) {
  if (shares.empty()) return;
  out << "\nURLs by the share of runs in which they are blocked (true, by construction), and what we call "
         "them:\n";
  print_row(out, "share of runs", "blocked", "open", "neither", "cells");
  for (const ShareCount& one : shares) {
    std::ostringstream share;
    if (one.partial) share << "up to ";
    share << one.share;
    print_row(out, share.str(), std::to_string(one.blocked), std::to_string(one.accessible),
              std::to_string(one.undecided), std::to_string(one.cells));
  }
}

void print_reliability(const Reliability& reliability, std::ostream& out) {
  print_words(reliability.measurements, "Single measurements, by what we say of them:", out);
  print_words(reliability.cells, "URLs on a network, over all measurements, by what we say of them:", out);
  print_shares(reliability.shares, out);
  if (reliability.intervals.empty()) return;
  out << "\nIntervals of URLs that were seen blocked, and whose share of blocked runs is known:\n";
  print_row(out, "level", "cells", "held", "missed", "rate");
  for (const IntervalCount& one : reliability.intervals) {
    print_row(out, std::to_string(static_cast<int>(100 * one.level + 0.5)) + " %", std::to_string(one.cells),
              std::to_string(one.covered), std::to_string(one.cells - one.covered),
              percent(one.covered, one.cells));
  }
}

Json json_of(const std::vector<WordCount>& words) {
  Json list = Json::array();
  for (const WordCount& one : words)
    list.push_back({{"word", one.word}, {"decides", one.decides}, {"said", one.said}, {"right", one.right}});
  return list;
}

Json json_of(const EstimatedCell& one) {
  const CellEstimate& cell = one.estimate;
  return {{"input", one.input},
          {"asn", one.asn},
          {"truth", one.truth},
          {"runs", cell.runs},
          {"blocked_runs", cell.blocked_runs},
          {"share", cell.share},
          {"low", cell.interval.low},
          {"high", cell.interval.high},
          {"noise", cell.noise},
          {"state", to_string(cell.state)},
          {"certainty", to_string(cell.certainty)}};
}

Json json_of(const Reliability& reliability) {
  Json intervals = Json::array();
  for (const IntervalCount& one : reliability.intervals)
    intervals.push_back({{"level", one.level}, {"cells", one.cells}, {"covered", one.covered}});
  Json shares = Json::array();
  for (const ShareCount& one : reliability.shares)
    shares.push_back({{"share", one.share},
                      {"partial", one.partial},
                      {"cells", one.cells},
                      {"blocked", one.blocked},
                      {"accessible", one.accessible},
                      {"accessible_unseen", one.unseen},
                      {"undecided", one.undecided}});
  Json estimates = Json::array();
  for (const EstimatedCell& one : reliability.estimates) estimates.push_back(json_of(one));
  return {{"measurements", json_of(reliability.measurements)},
          {"cells", json_of(reliability.cells)},
          {"shares", std::move(shares)},
          {"estimates", std::move(estimates)},
          {"intervals", std::move(intervals)}};
}

}  // namespace

void print_table(const Evaluation& evaluation, std::ostream& out) {
  out << evaluation.folder.string() << ": " << evaluation.measurements << " measurements\n\n";
  print_row(out, "field", "compared", "agree", "differ", "rate");
  for (const FieldCount& field : evaluation.fields) {
    print_row(out, field.field, std::to_string(field.compared), std::to_string(field.agree),
              std::to_string(field.compared - field.agree), percent(field.agree, field.compared));
  }
  print_reliability(evaluation.reliability, out);
  if (!evaluation.differences.empty()) out << "\nDifferences:\n";
  for (const EvaluatedDifference& one : evaluation.differences) print_difference(one, out);
  if (!evaluation.problems.empty()) out << "\nNot evaluated:\n";
  for (const std::string& problem : evaluation.problems) out << "  " << printable(problem) << "\n";
  out << "\n"
      << evaluation.differences.size() << " differences, "
      << evaluation.differences.size() - evaluation.unexplained() << " explained, "
      << evaluation.unexplained() << " not explained, " << evaluation.problems.size()
      << " files not evaluated\n";
}

void print_json(const Evaluation& evaluation, std::ostream& out) {
  Json fields = Json::array(), differences = Json::array();
  for (const FieldCount& field : evaluation.fields) fields.push_back(json_of(field));
  for (const EvaluatedDifference& one : evaluation.differences) differences.push_back(json_of(one));
  const Json whole{{"folder", evaluation.folder.string()},
                   {"measurements", evaluation.measurements},
                   {"fields", std::move(fields)},
                   {"reliability", json_of(evaluation.reliability)},
                   {"differences", std::move(differences)},
                   {"not_evaluated", evaluation.problems},
                   {"unexplained", evaluation.unexplained()}};
  out << whole.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace saksi
