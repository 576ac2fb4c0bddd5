#include "probe/command.h"

#include <sstream>

namespace saksi {

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      {"run", "measure the sites of a country's list from this line", command_run},
      {"list", "list the runs in a database, or the findings of one", command_list},
      {"show", "explain one measurement in plain words", command_show},
      {"export", "write measurements in OONI's format (JSON lines)", command_export},
      {"lists", "show, check or import test lists", command_lists},
      {"control", "be a control vantage point for other probes", command_control},
      {"doctor", "check this line and this machine before a run", command_doctor},
      {"version", "print the version of the program and of its libraries", command_version},
  };
  return all;
}

std::string overview() {
  std::ostringstream out;
  out << "saksi-probe measures which websites this internet line can reach, and keeps the evidence.\n\n"
         "Usage: saksi-probe COMMAND [OPTIONS]\n\nCommands:\n";
  for (const Command& command : commands()) {
    out << "  " << command.name << std::string(10 - command.name.size(), ' ') << command.summary << '\n';
  }
  out << "\nBegin with:\n"
         "  saksi-probe doctor              is this line fit for a run?\n"
         "  saksi-probe run --country MY    measure Malaysia's list\n"
         "  saksi-probe list                what was found\n\n"
         "Each command explains itself: saksi-probe COMMAND --help\n";
  return out.str();
}

std::string software_version() {
  return SAKSI_VERSION;
}

}  // namespace saksi
