#include "probe/consent.h"

#include <fstream>
#include <istream>
#include <ostream>

#include "core/digest.h"

namespace saksi {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// Names neither the program's purpose nor a site: it may be seen by others who use this machine.
std::filesystem::path answer_file(const std::filesystem::path& config_dir) {
  return config_dir / "agreed";
}

bool is_yes(const std::string& answer) {
  return answer == "yes" || answer == "YES" || answer == "Yes";
}

}  // namespace

std::string consent_text(const std::vector<std::string>& control_operators) {
  std::string text =
      "Before the first run, please read this.\n\n"
      "Saksi will contact every website on the list from this line, among them sites that may be banned or\n"
      "frowned upon where you are. Your internet provider, the owner of this line, and anyone who watches it "
      "can\n"
      "see that; the sites see this line's address. It is not a privacy tool and does not hide you.\n\n"
      "What it finds stays in a file on this machine: which sites opened, how they failed, your provider's "
      "name\n"
      "and country. It never keeps your address, this machine's name or your place. The file itself shows "
      "that\n"
      "you ran a measurement. Nothing is uploaded.\n";
  if (!control_operators.empty()) {
    text += "\nTo compare, the list is also tried from elsewhere, by control servers of: " +
            joined(control_operators) +
            ".\nThey learn this line's address and which sites are asked about.\n";
  }
  text +=
      "\nIn some countries measuring may be held against you. If you do not own this line, ask its owner. If "
      "you\n"
      "are unsure, stop here and talk to somebody you trust.\n";
  return text;
}

bool has_consented(const std::filesystem::path& config_dir, const std::string& text) {
  std::ifstream in(answer_file(config_dir));
  std::string digest;
  return in >> digest && digest == sha256_hex(text).substr(0, 16);
}

bool ask_consent(const std::filesystem::path& config_dir, const std::string& text, std::istream& in,
                 std::ostream& out) {
  out << text << "\nDo you want to go on? Type yes or no: " << std::flush;
  std::string answer;
  if (!std::getline(in, answer) || !is_yes(answer)) return false;
  std::error_code ignored;
  std::filesystem::create_directories(config_dir, ignored);
  std::ofstream(answer_file(config_dir)) << sha256_hex(text).substr(0, 16) << '\n';
  return true;
}

}  // namespace saksi
