#include "analyzer/evidence_words.h"

#include <algorithm>
#include <cmath>

#include "analyzer/report/utf8.h"
#include "analyzer/report/words.h"
#include "core/cause_words.h"
#include "core/judge/page.h"

namespace saksi {

namespace {

using Lines = std::vector<std::string>;

std::string outcome(const Operation& operation) {
  return operation.ok() ? "ok" : to_plain_line(failure_string(operation.result));
}

std::string answers_text(const DnsObservation& dns) {
  std::vector<std::string> items;
  for (const DnsAnswer& answer : dns.answers) {
    if (answer.type == AnswerType::CNAME) continue;
    items.push_back(answer.address.to_string() +
                    (answer.asn.known() ? " (" + answer.asn.to_string() + ")" : ""));
  }
  return items.empty() ? "" : ": " + list_of(items, 4);
}

void add_dns(Lines& lines, const auto& seen) {
  for (const DnsObservation& dns : seen.dns) {
    const std::string resolver = dns.engine == DnsEngine::system ? "the system's resolver" : dns.resolver;
    lines.push_back("  DNS   " + to_plain_line(dns.hostname) + " " + std::string(to_string(dns.question)) +
                    " by " + to_plain_line(resolver) + ": " + outcome(dns) + answers_text(dns));
  }
}

void add_connections(Lines& lines, const auto& seen) {
  for (const TcpObservation& tcp : seen.tcp) {
    lines.push_back("  TCP   " + tcp.endpoint.to_string() + ": " + outcome(tcp));
  }
  for (const TlsObservation& tls : seen.tls) {
    std::string line =
        "  TLS   " + tls.endpoint.to_string() + " as " + to_plain_line(tls.server_name) + ": " + outcome(tls);
    if (!tls.version.empty()) line += " (" + tls.version + ")";
    if (tls.alert_received) line += ", alert " + std::to_string(*tls.alert_received);
    lines.push_back(line);
  }
}

std::string response_text(const HttpObservation& http) {
  if (!http.response) return outcome(http);
  std::string text =
      std::to_string(http.response->code) + ", " + std::to_string(http.response->body_length) + " bytes";
  const std::string title = to_plain_line(page_title(http.response->body));
  if (!title.empty()) text += ", titled \"" + title + "\"";
  if (!http.ok()) text += ", then " + outcome(http);
  return text;
}

void add_http(Lines& lines, const auto& seen) {
  for (const HttpObservation& http : seen.http) {
    lines.push_back("  HTTP  " + to_plain_line(http.url) + " from " + http.endpoint.to_string() + ": " +
                    response_text(http));
  }
}

void add_operations(Lines& lines, const auto& seen) {
  add_dns(lines, seen);
  add_connections(lines, seen);
  add_http(lines, seen);
}

std::string seconds_text(Offset time) {
  return std::to_string(std::llround(seconds(time))) + " s";
}

void add_retests(Lines& lines, const Measurement& measurement) {
  std::size_t number = 2;
  for (const Attempt& retest : measurement.retests) {
    lines.push_back("Attempt " + std::to_string(number++) + ", begun " + seconds_text(retest.begun) +
                    " after the first" +
                    (retest.disturbed ? ", another name had just failed at this address:" : ":"));
    add_operations(lines, retest);
  }
}

std::string trial_line(const PathTrial& trial) {
  std::string line = "  TTL " + std::to_string(trial.ttl) + "  " +
                     (trial.name.empty() ? "a bare SYN" : to_plain_line(trial.name)) + " to " +
                     trial.endpoint.to_string() + ": " + std::string(in_words(trial.reply));
  if (trial.router) line += ", router " + trial.router->to_string();
  if (trial.router_asn.known()) line += " (" + trial.router_asn.to_string() + ")";
  return line;
}

void add_follow_ups(Lines& lines, const Measurement& measurement, const Verdict& verdict) {
  for (const FollowUp& follow_up : measurement.follow_ups) {
    const auto& isolating = verdict.isolated_by;
    const bool isolates =
        std::find(isolating.begin(), isolating.end(), follow_up.experiment) != isolating.end();
    lines.push_back("Experiment " + std::string(to_string(follow_up.experiment)) + ", " +
                    std::string(in_words(follow_up.experiment)) +
                    (isolates ? " (singles out the cause):" : ":"));
    add_operations(lines, follow_up);
    for (const PathTrial& trial : follow_up.trials) lines.push_back(trial_line(trial));
  }
}

void add_certainty(Lines& lines, const Verdict& verdict) {
  lines.push_back("Rests on: " + attempts_in_words(verdict) + ".");
  if (!verdict.isolated_by.empty())
    lines.push_back("Cause singled out by: " + isolation_in_words(verdict) + ".");
  if (verdict.location) lines.push_back("Where: " + in_words(*verdict.location) + ".");
}

void add_verdict(Lines& lines, const Judged& judged) {
  const Verdict& verdict = judged.verdict();
  std::string line = "Verdict: " + std::string(word_of(verdict.word)) + ", certainty " +
                     std::string(to_string(verdict.certainty));
  if (verdict.word == VerdictWord::blocked) line += ", scope " + std::string(word_of(verdict.scope));
  lines.push_back(line + ".");
  if (verdict.layer && verdict.method) {
    lines.push_back("How: " + std::string(name_of(*verdict.layer)) + ": " +
                    std::string(phrase_of(*verdict.layer, *verdict.method)) + ".");
  }
  add_certainty(lines, verdict);
  for (const std::string& reason : verdict.reasons) lines.push_back("  - " + to_plain_line(reason));
}

void add_notice(Lines& lines, const Notice& notice) {
  lines.emplace_back("");
  lines.push_back("Notice: " + to_plain_line(notice.fingerprint) + ", scope " +
                  std::string(word_of(notice.scope)));
  if (!notice.address.empty()) lines.push_back("  Address: " + notice.address);
  if (!notice.title.empty()) lines.push_back("  Title: " + notice.title);
  if (!notice.text.empty()) lines.push_back("  Text: " + notice.text);
  if (!notice.authority.empty()) lines.push_back("  Authority: " + notice.authority);
  if (!notice.words) return;
  const std::pair<const char*, const std::string*> said[] = {
      {"Authority", &notice.words->authority}, {"Law or order", &notice.words->law},
      {"Reason", &notice.words->reason},       {"Contact", &notice.words->contact},
      {"Appeal", &notice.words->remedy},       {"Language", &notice.words->language}};
  for (const auto& [what, words] : said) {
    if (!words->empty()) lines.push_back("  " + std::string(what) + ": " + to_plain_line(*words));
  }
}

}  // namespace

Lines evidence_lines(const Measurement& measurement, const Judged& judged) {
  Lines lines;
  if (measurement.simulated)
    lines.emplace_back("SIMULATION: made in a laboratory network, says nothing about any real network.");
  lines.push_back("Measurement " + measurement.id);
  lines.push_back(to_plain_line(measurement.url.text()));
  lines.push_back(
      minute_of(measurement.started) + ", from " +
      to_plain_line(name_of(Network{measurement.vantage.asn, measurement.vantage.as_name, {}, true})) + ", " +
      measurement.vantage.country.to_string());
  lines.emplace_back("");
  add_verdict(lines, judged);
  lines.emplace_back("");
  lines.emplace_back("What was seen:");
  add_operations(lines, measurement);
  add_retests(lines, measurement);
  add_follow_ups(lines, measurement, judged.verdict());
  lines.push_back("Control: " + (judged.citation.control_saw.empty() ? std::string("none was asked.")
                                                                     : judged.citation.control_saw));
  if (judged.citation.notice) add_notice(lines, *judged.citation.notice);
  return lines;
}

}  // namespace saksi
