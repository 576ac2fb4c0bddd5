#include "core/judge/endpoint_finding.h"

#include <algorithm>
#include <map>

#include "core/judge/say.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

/// A silence may be a lost packet; these are answers that somebody sent.
bool is_active(Method method) {
  return method != Method::timed_out && method != Method::timed_out_after_client_hello &&
         method != Method::unreachable;
}

struct Group {
  int depth = 0;
  bool may_fetch = false;
  std::vector<const EndpointTry*> succeeded, blamed, shared, unexplained;
};

class GroupRules {
 public:
  GroupRules(const Evidence& evidence, const std::string& subject) : evidence_(evidence), subject_(subject) {}

  void sort_in(Group& group, const EndpointTry& attempt) const {
    group.depth = attempt.flow->depth;
    group.may_fetch |= attempt.flow->may_fetch;
    if (attempt.operation->ok())
      group.succeeded.push_back(&attempt);
    else if (attempt.control_succeeded == false)
      group.shared.push_back(&attempt);
    else if (attempt.method && is_blamed(attempt))
      group.blamed.push_back(&attempt);
    else
      group.unexplained.push_back(&attempt);
  }

  [[nodiscard]] LayerFinding judge(const Group& group) const {
    LayerFinding finding;
    finding.depth = group.depth;
    if (is_interfered(group)) {
      finding.state = FindingState::interfered;
      finding.method = most_frequent_method(group.blamed);
      finding.reasons.push_back(describe(group.blamed, *finding.method) + contrast(group));
    } else if (!group.succeeded.empty()) {
      finding.state = FindingState::ok;
    } else if (!group.shared.empty()) {
      finding.state = FindingState::fails_for_all;
      finding.reasons.push_back(describe(group.shared, std::nullopt) + "; it fails for the control too.");
    } else if (!group.unexplained.empty()) {
      finding.reasons.push_back(describe(group.unexplained, std::nullopt) +
                                "; the control has nothing to compare.");
    }
    return finding;
  }

 private:
  [[nodiscard]] bool is_interfered(const Group& group) const {
    if (group.blamed.empty()) return false;
    return group.succeeded.empty() || std::any_of(group.blamed.begin(), group.blamed.end(),
                                                  [](const EndpointTry* a) { return is_active(*a->method); });
  }

  /// On the way through redirects the control tells only whether the page behind them can be had.
  [[nodiscard]] bool is_blamed(const EndpointTry& attempt) const {
    if (attempt.control_succeeded) return *attempt.control_succeeded;
    return attempt.flow->depth > 0 && evidence_.control.got_page() && evidence_.last_page == nullptr;
  }

  [[nodiscard]] static Method most_frequent_method(const std::vector<const EndpointTry*>& attempts) {
    std::map<Method, int> counts;
    for (const EndpointTry* attempt : attempts) ++counts[*attempt->method];
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }

  [[nodiscard]] std::string describe(const std::vector<const EndpointTry*>& attempts,
                                     std::optional<Method> method) const {
    std::map<std::string, std::set<Endpoint>> by_end;
    for (const EndpointTry* attempt : attempts) {
      if (method && attempt->method != method) continue;
      by_end[failure_in_words(attempt->operation->result)].insert(attempt->flow->endpoint);
    }
    const auto& [end, endpoints] = *by_end.begin();
    return "The " + subject_ + " " + list_endpoints(endpoints) + " (" +
           evidence_.site_at(attempts.front()->flow->depth) + ") " + end;
  }

  [[nodiscard]] std::string contrast(const Group& group) const {
    const bool compared = group.blamed.front()->control_succeeded.has_value();
    std::string text = compared ? "; the control succeeds at the same place."
                                : "; the control reached the page at the end of these redirects.";
    if (!group.succeeded.empty()) text += " Other addresses of the site answered.";
    return text;
  }

  const Evidence& evidence_;
  const std::string& subject_;
};

/// Interference first; then what the fetching hops say, the newest first; a check beside the fetch comes
/// last.
int weight(FindingState state, bool may_fetch) {
  switch (state) {
    case FindingState::interfered:
      return may_fetch ? 6 : 5;
    case FindingState::fails_for_all:
      return may_fetch ? 4 : 2;
    case FindingState::ok:
      return 3;
    case FindingState::unknown:
      return may_fetch ? 1 : 0;
  }
  return 0;
}

}  // namespace

HopFindings judge_attempts(const Evidence& evidence, const std::vector<EndpointTry>& attempts,
                           const std::string& subject) {
  const GroupRules rules{evidence, subject};
  std::map<std::pair<int, std::uint16_t>, Group> groups;
  for (const EndpointTry& attempt : attempts) {
    rules.sort_in(groups[{attempt.flow->depth, attempt.flow->endpoint.port}], attempt);
  }
  HopFindings result;
  int heaviest = -1;
  for (const auto& [key, group] : groups) {
    const LayerFinding finding = rules.judge(group);
    const int heavy = weight(finding.state, group.may_fetch);
    if (heavy >= heaviest) {
      heaviest = heavy;
      result.overall = finding;
    }
    if (group.may_fetch) result.at[group.depth] = finding;
  }
  return result;
}

bool is_local_failure(Failure failure) {
  switch (failure) {
    case Failure::permission_denied:
    case Failure::address_family_not_supported:
    case Failure::address_in_use:
    case Failure::address_not_available:
    case Failure::bad_address:
    case Failure::bad_file_descriptor:
    case Failure::destination_address_required:
    case Failure::interrupted:
    case Failure::invalid_argument:
    case Failure::message_size:
    case Failure::network_down:
    case Failure::no_buffer_space:
    case Failure::no_protocol_option:
    case Failure::not_a_socket:
    case Failure::protocol_not_supported:
    case Failure::wrong_protocol_type:
      return true;
    default:
      return false;
  }
}

}  // namespace saksi
