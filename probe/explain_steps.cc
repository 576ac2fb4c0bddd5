#include "probe/explain_steps.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "core/cause_words.h"
#include "core/judge/page.h"
#include "probe/explain.h"

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

void add_dns(Steps& steps, const auto& seen) {
  for (const DnsObservation& lookup : seen.dns) {
    const std::string who =
        lookup.engine == DnsEngine::system ? "your resolver" : harmless(lookup.resolver, kMostTitle);
    const std::string what = lookup.question == DnsQuestion::AAAA ? " (IPv6)" : "";
    const bool raced = lookup.engine == DnsEngine::udp && lookup.replies.size() > 1;
    const std::string more =
        raced ? "; " + std::to_string(lookup.replies.size()) + " answers came to this one question" : "";
    steps.push_back({lookup.ended, "DNS   " + who + what + ", " + harmless(lookup.hostname, kMostTitle) +
                                       ": " + ending(lookup, answers_of(lookup)) + more});
  }
}

void add_connections(Steps& steps, const auto& seen) {
  for (const TcpObservation& tcp : seen.tcp) {
    steps.push_back({tcp.ended, "TCP   " + tcp.endpoint.to_string() + ": " + ending(tcp, "connected")});
  }
  for (const TlsObservation& tls : seen.tls) {
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

void add_pages(Steps& steps, const auto& seen) {
  for (const HttpObservation& page : seen.http) {
    steps.push_back({page.ended, "HTTP  " + harmless(page.url, 200) + ": " + ending(page, answer_of(page))});
  }
}

std::string lines_of(const auto& seen) {
  Steps steps;
  add_dns(steps, seen);
  add_connections(steps, seen);
  add_pages(steps, seen);
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
  std::string lines;
  for (const Step& step : steps) lines += line_of(step);
  return lines;
}

std::string router_of(const PathTrial& trial) {
  const std::string network = trial.router_asn.known() ? trial.router_asn.to_string() : "";
  if (!trial.router) return network.empty() ? "" : "; router in " + network;
  return "; router " + trial.router->to_string() + (network.empty() ? "" : " (" + network + ")");
}

std::string trigger_of(const PathTrial& trial, Experiment experiment) {
  const std::string name = trial.name.empty() ? "a bare SYN" : harmless(trial.name, kMostTitle);
  const std::string what = name + " to " + trial.endpoint.to_string();
  if (experiment == Experiment::hop_walk) {
    return "may travel " + std::to_string(trial.ttl) + (trial.ttl == 1 ? " hop, " : " hops, ") + what;
  }
  if (trial.ttl == 0) return "hears all packets, " + what;
  return "deaf below TTL " + std::to_string(trial.ttl) + ", " + what;
}

}  // namespace

std::string steps_in_words(const Attempt& attempt) {
  return lines_of(attempt);
}

std::string steps_in_words(const FollowUp& follow_up) {
  std::string lines = lines_of(follow_up);
  for (const PathTrial& trial : follow_up.trials) {
    lines += "             " + trigger_of(trial, follow_up.experiment) + ": " +
             std::string(in_words(trial.reply)) + router_of(trial) + '\n';
  }
  return lines;
}

}  // namespace saksi
