#include "probe/explain.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/cause_words.h"
#include "probe/explain_steps.h"
#include "probe/words.h"

namespace saksi {
namespace {

constexpr std::size_t kMostTitle = 100;

void tell_control(std::ostream& out, const Measurement& m) {
  if (!m.control) {
    out << "  no control server was asked\n";
    return;
  }
  if (!m.control->answer) {
    out << "  no control server answered: " << failure_string(m.control->result) << '\n';
    return;
  }
  const ControlAnswer& control = *m.control->answer;
  out << "  DNS:  "
      << (control.dns.failure.empty() ? std::to_string(control.dns.addrs.size()) + " addresses"
                                      : harmless(control.dns.failure, kMostTitle))
      << "\n  HTTP: ";
  if (control.http_request.status_code > 0) {
    out << "status " << control.http_request.status_code << ", " << control.http_request.body_length
        << " bytes, \"" << harmless(control.http_request.title, kMostTitle) << "\"\n";
  } else {
    out << harmless(control.http_request.failure, kMostTitle) << '\n';
  }
}

void tell_certainty(std::ostream& out, const Verdict& verdict) {
  out << "  " << attempts_in_words(verdict) << '\n';
  if (!verdict.isolated_by.empty()) out << "  cause singled out by: " << isolation_in_words(verdict) << '\n';
  if (verdict.location) out << "  where: " << in_words(*verdict.location) << '\n';
}

/// Why an attempt may not count. The verdict's reasons say what was made of it.
std::string doubts_of(const Attempt& attempt) {
  std::string doubts;
  if (attempt.disturbed) doubts += "; another name had just failed at this address";
  if (attempt.line.state == LineState::offline) doubts += "; the line was down";
  if (attempt.line.state == LineState::captive_portal) doubts += "; the line asked for a login";
  return doubts;
}

void tell_retests(std::ostream& out, const Measurement& m) {
  std::size_t number = 2;
  for (const Attempt& retest : m.retests) {
    out << "\nAttempt " << number++ << ", begun " << std::llround(seconds(retest.begun))
        << " s after the first" << doubts_of(retest) << ":\n"
        << steps_in_words(retest);
  }
}

void tell_experiments(std::ostream& out, const Measurement& m, const Verdict& verdict) {
  if (m.follow_ups.empty()) return;
  out << "\nExperiments that looked for the cause:\n";
  const auto& isolating = verdict.isolated_by;
  for (const FollowUp& follow_up : m.follow_ups) {
    const bool isolates =
        std::find(isolating.begin(), isolating.end(), follow_up.experiment) != isolating.end();
    const std::string steps = steps_in_words(follow_up);
    out << "- " << to_string(follow_up.experiment) << ": " << in_words(follow_up.experiment)
        << (isolates ? " - this singles out the cause" : "") << '\n'
        << (steps.empty() ? "             nothing was seen\n" : steps);
  }
}

}  // namespace

std::string harmless(const std::string& text, std::size_t most) {
  std::string clean = text.substr(0, most);
  // C1 controls arrive as C2 80..9F in UTF-8: an old terminal would obey them.
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const auto byte = static_cast<unsigned char>(clean[i]);
    const bool c1 = byte == 0xC2 && i + 1 < clean.size() && static_cast<unsigned char>(clean[i + 1]) < 0xA0;
    if (byte < 0x20 || byte == 0x7F) clean[i] = '?';
    if (c1) clean[i] = clean[i + 1] = '?';
  }
  while (!clean.empty() && clean.size() == most &&
         (static_cast<unsigned char>(clean.back()) & 0xC0U) == 0x80U) {
    clean.pop_back();
  }
  return clean.size() < text.size() ? clean + "..." : clean;
}

std::string explain(const Measurement& m, const Verdict& verdict) {
  std::ostringstream out;
  out << m.url.text() << '\n';
  if (m.simulated) out << "(made in a laboratory network: it says nothing about a real one)\n";
  out << "\n  " << one_line(verdict) << '\n';
  tell_certainty(out, verdict);
  out << '\n';
  for (const std::string& reason : verdict.reasons) out << "  - " << harmless(reason, 400) << '\n';
  out << "\nMeasured " << to_text(m.started) << " UTC from " << m.vantage.asn.to_string()
      << (m.vantage.as_name.empty() ? "" : " (" + m.vantage.as_name + ")") << ", "
      << m.vantage.country.to_string() << ", id " << m.id
      << "\n\nWhat each step saw, in seconds from the start" << doubts_of(m) << ":\n"
      << steps_in_words(m);
  tell_retests(out, m);
  tell_experiments(out, m, verdict);
  out << "\nThe same from elsewhere (control server):\n";
  tell_control(out, m);
  return out.str();
}

}  // namespace saksi
