#include <array>

#include "analyzer/commands.h"

namespace saksi {

namespace {

int import(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_import(parse_import(words), out, problems);
}

int report(const Words& words, std::ostream& out, std::ostream& problems) {
  return run_report(parse_report(words), now_utc(), out, problems);
}

int show(const Words& words, std::ostream& out, std::ostream&) {
  return run_show(parse_show(words), out);
}

int evaluate(const Words& words, std::ostream& out, std::ostream&) {
  return run_evaluate(parse_evaluate(words), out);
}

int version(const Words&, std::ostream& out, std::ostream&) {
  return run_version(out);
}

constexpr std::array kCommands{
    Command{"import", import},     Command{"report", report},   Command{"show", show},
    Command{"evaluate", evaluate}, Command{"version", version},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

}  // namespace saksi
