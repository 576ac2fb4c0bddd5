#include "probe/explain.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <vector>

#include "core/judge/page.h"
#include "probe/words.h"

namespace saksi {
namespace {

constexpr std::size_t kMostTitle = 100;

/// What one operation saw, and when it ended.
struct Step {
  Offset at;
  std::string words;
};
using Steps = std::vector<Step>;

std::string line_of(const Step& step) {
  std::array<char, 32> time{};
  std::snprintf(time.data(), time.size(), "  %7.3f s  ", seconds(step.at));
  return time.data() + step.words + '\n';
}

std::string ending(const Operation& operation, const std::string& success) {
  return operation.ok() ? success : harmless(failure_string(operation.result), kMostTitle);
}

std::string network_of(const DnsAnswer& answer) {
  return answer.asn.known()
             ? " (" + answer.asn.to_string() + (answer.as_name.empty() ? "" : ", " + answer.as_name) + ")"
             : "";
}

std::string answers_of(const DnsObservation& lookup) {
  std::string text;
  for (const DnsAnswer& answer : lookup.answers) {
    const bool alias = answer.type == AnswerType::CNAME;
    text += (text.empty() ? "" : ", ") +
            (alias ? "-> " + answer.hostname : answer.address.to_string() + network_of(answer));
  }
  return harmless(text.empty() ? "no address" : text, 400);
}

void add_dns(Steps& steps, const Measurement& m) {
  for (const DnsObservation& lookup : m.dns) {
    const std::string who = lookup.engine == DnsEngine::system ? "your resolver" : lookup.resolver;
    const std::string what = lookup.question == DnsQuestion::AAAA ? " (IPv6)" : "";
    const bool raced = lookup.engine == DnsEngine::udp && lookup.replies.size() > 1;
    const std::string more =
        raced ? "; " + std::to_string(lookup.replies.size()) + " answers came to this one question" : "";
    steps.push_back({lookup.ended, "DNS   " + who + what + ", " + harmless(lookup.hostname, kMostTitle) +
                                       ": " + ending(lookup, answers_of(lookup)) + more});
  }
}

void add_connections(Steps& steps, const Measurement& m) {
  for (const TcpObservation& tcp : m.tcp) {
    steps.push_back({tcp.ended, "TCP   " + tcp.endpoint.to_string() + ": " + ending(tcp, "connected")});
  }
  for (const TlsObservation& tls : m.tls) {
    steps.push_back({tls.ended, "TLS   " + tls.endpoint.to_string() + " as " +
                                    harmless(tls.server_name, kMostTitle) + ": " +
                                    ending(tls, tls.version + ", the certificate is valid")});
  }
}

std::string answer_of(const HttpObservation& page) {
  if (!page.response) return "no answer";
  const std::string title = page_title(page.response->body);
  return "status " + std::to_string(page.response->code) + ", " + std::to_string(page.response->body_length) +
         " bytes" + (title.empty() ? "" : ", \"" + harmless(title, kMostTitle) + "\"");
}

void add_pages(Steps& steps, const Measurement& m) {
  for (const HttpObservation& page : m.http) {
    steps.push_back({page.ended, "HTTP  " + harmless(page.url, 200) + ": " + ending(page, answer_of(page))});
  }
}

void tell_steps(std::ostream& out, const Measurement& m) {
  Steps steps;
  add_dns(steps, m);
  add_connections(steps, m);
  add_pages(steps, m);
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
  for (const Step& step : steps) out << line_of(step);
}

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
  out << "\n  " << one_line(verdict) << "\n\n";
  for (const std::string& reason : verdict.reasons) out << "  - " << harmless(reason, 400) << '\n';
  out << "\nMeasured " << to_text(m.started) << " UTC from " << m.vantage.asn.to_string()
      << (m.vantage.as_name.empty() ? "" : " (" + m.vantage.as_name + ")") << ", "
      << m.vantage.country.to_string() << ", id " << m.id
      << "\n\nWhat each step saw, in seconds from the start:\n";
  tell_steps(out, m);
  out << "\nThe same from elsewhere (control server):\n";
  tell_control(out, m);
  return out.str();
}

}  // namespace saksi
