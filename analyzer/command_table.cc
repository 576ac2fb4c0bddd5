#include <algorithm>
#include <array>

#include "analyzer/commands.h"
#include "analyzer/question_commands.h"

namespace saksi {

namespace {

int import(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_import(parse_import(words), out, problems);
}

int report(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_report(parse_report(words), now_utc(), out, problems);
}

int rejudge(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_rejudge(parse_rejudge(words), out, problems);
}

int show(const Words& words, std::ostream& out, std::ostream&) {
  return run_show(parse_show(words), out);
}

int evaluate(const Words& words, std::ostream& out, std::ostream&) {
  return run_evaluate(parse_evaluate(words), out);
}

int blocked(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_blocked(parse_question("blocked", words), out, problems);
}

int compare(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_compare(parse_question("compare", words, 2), out, problems);
}

int coverage(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_coverage(parse_question("coverage", words), out, problems);
}

int history(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_history(parse_question("history", words, 1), out, problems);
}

int events(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_events(parse_question("events", words), out, problems);
}

int sources(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_sources(parse_question("sources", words), out, problems);
}

int candidates(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_candidates(parse_question("candidates", words), out, problems);
}

int differences(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_differences(parse_question("differences", words), out, problems);
}

int evidence(const Words& words, std::ostream& out, std::ostream& problems) {
  const bool raw = std::find(words.begin(), words.end(), "--raw") != words.end();
  return run_evidence(parse_question("evidence", words, raw ? 0 : 1), out, problems);
}

int correct(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_correct(parse_question("correct", words).store, out, problems);
}

int version(const Words&, std::ostream& out, std::ostream&) {
  return run_version(out);
}

constexpr std::array kCommands{
    Command{"import", import},           Command{"report", report},
    Command{"blocked", blocked},         Command{"compare", compare},
    Command{"coverage", coverage},       Command{"history", history},
    Command{"events", events},           Command{"evidence", evidence},
    Command{"sources", sources},         Command{"candidates", candidates},
    Command{"differences", differences}, Command{"correct", correct},
    Command{"rejudge", rejudge},         Command{"show", show},
    Command{"evaluate", evaluate},       Command{"version", version},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

}  // namespace saksi
