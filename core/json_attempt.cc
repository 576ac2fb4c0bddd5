#include "core/json_attempt.h"

#include "core/json_observations.h"

namespace saksi::json_support {
namespace {

void put_operations(Ordered& value, const auto& seen) {
  value["dns"] = array_of(seen.dns, dns_value);
  value["tcp"] = array_of(seen.tcp, tcp_value);
  value["tls"] = array_of(seen.tls, tls_value);
  value["http"] = array_of(seen.http, http_value);
}

void read_operations(const Fields& fields, auto& seen) {
  seen.dns = fields.list("dns", read_dns);
  seen.tcp = fields.list("tcp", read_tcp);
  seen.tls = fields.list("tls", read_tls);
  seen.http = fields.list("http", read_http);
}

Ordered line_value(const LineCheck& line) {
  return {{"state", to_string(line.state)},
          {"always_open_tested", line.always_open_tested},
          {"always_open_failed", line.always_open_failed},
          {"has_ipv6", line.has_ipv6}};
}

LineCheck read_line(const Fields& fields) {
  return {fields.word("state", line_state_from_string), read_small(fields, "always_open_tested"),
          read_small(fields, "always_open_failed"), fields.has("has_ipv6") && fields.boolean("has_ipv6")};
}

Ordered trial_value(const PathTrial& trial) {
  return {{"ttl", trial.ttl},
          {"name", text(trial.name)},
          {"endpoint", trial.endpoint.to_string()},
          {"reply", to_string(trial.reply)},
          {"after_us", trial.after.count()},
          {"router", trial.router ? Ordered(trial.router->to_string()) : Ordered(nullptr)},
          {"router_asn", trial.router_asn.to_string()},
          {"answer", text(trial.answer)}};
}

PathTrial read_trial(const Parsed& value, const std::string& where) {
  const Fields fields{value, where};
  PathTrial trial;
  trial.ttl = static_cast<int>(fields.integer("ttl", 0, 255));
  trial.name = fields.text("name");
  trial.endpoint = fields.parsed<Endpoint>("endpoint");
  trial.reply = fields.word("reply", path_reply_from_string);
  trial.after = read_offset(fields, "after_us");
  if (fields.has("router")) trial.router = fields.parsed<IpAddress>("router");
  trial.router_asn = fields.parsed<Asn>("router_asn");
  trial.answer = fields.text("answer");
  return trial;
}

ControlExchange read_hop_control(const Parsed& value, const std::string& where) {
  return read_control_exchange(Fields{value, where});
}

}  // namespace

void put_attempt(Ordered& value, const Attempt& attempt) {
  value["line"] = line_value(attempt.line);
  value["disturbed"] = attempt.disturbed;
  put_operations(value, attempt);
  value["control"] = attempt.control ? control_exchange_value(*attempt.control) : Ordered(nullptr);
  value["hop_controls"] = array_of(attempt.hop_controls, control_exchange_value);
}

Ordered retest_value(const Attempt& attempt) {
  Ordered value{{"begun_us", attempt.begun.count()}, {"runtime_us", attempt.runtime.count()}};
  put_attempt(value, attempt);
  return value;
}

Ordered follow_up_value(const FollowUp& follow_up) {
  Ordered value{{"experiment", to_string(follow_up.experiment)},
                {"started_us", follow_up.started.count()},
                {"ended_us", follow_up.ended.count()}};
  put_operations(value, follow_up);
  value["trials"] = array_of(follow_up.trials, trial_value);
  return value;
}

void read_attempt(const Fields& fields, Attempt& attempt) {
  attempt.line = read_line(fields.object("line"));
  if (fields.has("disturbed")) attempt.disturbed = fields.boolean("disturbed");
  read_operations(fields, attempt);
  if (fields.has("control")) attempt.control = read_control_exchange(fields.object("control"));
  if (fields.has("hop_controls")) attempt.hop_controls = fields.list("hop_controls", read_hop_control);
}

Attempt read_retest(const Parsed& value, const std::string& where) {
  const Fields fields{value, where};
  Attempt attempt;
  attempt.begun = read_offset(fields, "begun_us");
  attempt.runtime = read_offset(fields, "runtime_us");
  read_attempt(fields, attempt);
  return attempt;
}

FollowUp read_follow_up(const Parsed& value, const std::string& where) {
  const Fields fields{value, where};
  FollowUp follow_up;
  follow_up.experiment = fields.word("experiment", experiment_from_string);
  follow_up.started = read_offset(fields, "started_us");
  follow_up.ended = read_offset(fields, "ended_us");
  read_operations(fields, follow_up);
  follow_up.trials = fields.list("trials", read_trial);
  return follow_up;
}

}  // namespace saksi::json_support
