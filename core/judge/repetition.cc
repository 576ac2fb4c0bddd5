#include "core/judge/repetition.h"

#include <algorithm>
#include <map>

#include "core/judge/attempt_verdict.h"
#include "core/judge/silence.h"
#include "core/one_look.h"

namespace saksi {
namespace {

/// What a lost packet, a busy server or a router under load does as well.
bool may_pass_by_itself(Method method) {
  switch (method) {
    case Method::timed_out:
    case Method::timed_out_after_client_hello:
    case Method::unreachable:
    case Method::refused:
    case Method::servfail:
    case Method::no_answer:
    case Method::closed:
    case Method::truncated:
    case Method::throttled:
      return true;
    default:
      return false;
  }
}

bool is_open(const Look& look) {
  return look.verdict.word == VerdictWord::accessible || look.verdict.word == VerdictWord::refused_by_server;
}

/// Somebody took a hand in this: not a silence, not an error that a server under load makes.
bool was_tampered_with(const Look& look) {
  return std::any_of(look.verdict.findings.begin(), look.verdict.findings.end(), [](const Finding& finding) {
    return finding.state == FindingState::interfered && !may_pass_by_itself(*finding.method);
  });
}

bool is_alike(const Verdict& a, const Verdict& b) {
  return a.word == b.word && a.layer == b.layer;
}

std::string count_of(std::size_t some, std::size_t all) {
  return std::to_string(some) + " of " + std::to_string(all) + " attempts";
}

class Agreement {
 public:
  explicit Agreement(const std::vector<Look>& looks) : looks_(looks) {
    for (const Look& look : looks) {
      (is_open(look) ? open_ : closed_).push_back(&look);
      if (look.verdict.word == VerdictWord::blocked) blocked_.push_back(&look);
    }
  }

  [[nodiscard]] Verdict decide() const {
    if (const Look* notice = confirmed()) return with_count(notice->verdict, blocked_.size());
    if (open_.empty()) return blocked_.empty() ? without_a_page() : all_failed();
    if (closed_.empty()) return all_came();
    const bool tampered = std::any_of(closed_.begin(), closed_.end(),
                                      [](const Look* look) { return was_tampered_with(*look); });
    return tampered ? mixed() : passing_fault();
  }

 private:
  [[nodiscard]] const Look* confirmed() const {
    const auto found = std::find_if(blocked_.begin(), blocked_.end(), [](const Look* look) {
      return look->verdict.certainty == Certainty::confirmed;
    });
    return found == blocked_.end() ? nullptr : *found;
  }

  [[nodiscard]] Verdict with_count(Verdict verdict, std::size_t agreed) const {
    verdict.attempts = static_cast<int>(looks_.size());
    verdict.agreed = static_cast<int>(agreed);
    return verdict;
  }

  [[nodiscard]] std::size_t alike(const Verdict& verdict) const {
    return static_cast<std::size_t>(std::count_if(
        looks_.begin(), looks_.end(), [&](const Look& look) { return is_alike(look.verdict, verdict); }));
  }

  /// Not all fail at the same layer when a trigger leaves the address dead for a while: the one that got
  /// furthest saw the trigger, the others its shadow.
  [[nodiscard]] Verdict all_failed() const {
    const Look& best =
        **std::max_element(blocked_.begin(), blocked_.end(), [&](const Look* a, const Look* b) {
          return std::pair{a->verdict.layer, alike(a->verdict)} <
                 std::pair{b->verdict.layer, alike(b->verdict)};
        });
    Verdict verdict = with_count(best.verdict, blocked_.size());
    if (2 * blocked_.size() > looks_.size()) return verdict;
    verdict.reasons.insert(verdict.reasons.begin(),
                           "Only " + count_of(blocked_.size(), looks_.size()) +
                               " show interference; the others failed in a way that says nothing.");
    return inconclusive(std::move(verdict));
  }

  [[nodiscard]] Verdict without_a_page() const {
    const Look& last = looks_.back();
    return with_count(last.verdict, alike(last.verdict));
  }

  /// The one that shows most interference beside the page speaks: what one attempt saw is not undone.
  [[nodiscard]] Verdict all_came() const {
    const auto interfered = [](const Look* look) {
      return std::count_if(look->verdict.findings.begin(), look->verdict.findings.end(),
                           [](const Finding& f) { return f.state == FindingState::interfered; });
    };
    const Look& best = **std::max_element(open_.begin(), open_.end(), [&](const Look* a, const Look* b) {
      return interfered(a) < interfered(b);
    });
    return with_count(best.verdict, alike(best.verdict));
  }

  [[nodiscard]] Verdict passing_fault() const {
    Verdict verdict = with_count(open_.back()->verdict, open_.size());
    verdict.reasons.push_back(count_of(closed_.size(), looks_.size()) +
                              " failed and a later one did not: a passing fault.");
    return verdict;
  }

  [[nodiscard]] Verdict mixed() const {
    const auto met = std::find_if(closed_.begin(), closed_.end(),
                                  [](const Look* look) { return was_tampered_with(*look); });
    Verdict verdict = with_count((*met)->verdict, closed_.size());
    verdict.reasons.insert(verdict.reasons.begin(),
                           count_of(closed_.size(), looks_.size()) +
                               " met interference, and the page came in the others: it acts now and then.");
    return inconclusive(std::move(verdict));
  }

  [[nodiscard]] static Verdict inconclusive(Verdict verdict) {
    take_back(verdict, VerdictWord::inconclusive);
    return verdict;
  }

  const std::vector<Look>& looks_;
  std::vector<const Look*> open_, closed_, blocked_;
};

/// Drops the looks for which `idle` holds, unless that would leave none.
template <class Predicate>
void drop(std::vector<Look>& looks, Predicate idle, const std::string& why,
          std::vector<std::string>& reasons) {
  const auto count = std::count_if(looks.begin(), looks.end(), idle);
  if (count == 0 || static_cast<std::size_t>(count) == looks.size()) return;
  std::erase_if(looks, idle);
  reasons.push_back((count == 1 ? "One attempt was" : std::to_string(count) + " attempts were") +
                    " set aside: " + why);
}

}  // namespace

std::vector<Look> looks_at(const Evidence& first) {
  std::vector<Look> looks;
  looks.push_back({&first.measurement, judge_attempt(first)});
  for (const Attempt& retest : first.measurement.retests) {
    looks.push_back({&retest, judge_attempt(as_one_look(first.measurement, retest), first.fingerprints)});
  }
  return looks;
}

std::vector<Look> looks_that_count(std::vector<Look> looks, std::vector<std::string>& reasons) {
  const auto line_failed = [](const Look& look) {
    const LineState state = look.attempt->line.state;
    return look.verdict.word == VerdictWord::local_network &&
           (state == LineState::offline || state == LineState::captive_portal);
  };
  const auto disturbed = [](const Look& look) { return look.attempt->disturbed && !is_open(look); };
  const auto alone = [](const Look& look) {
    const bool answered = look.attempt->control && look.attempt->control->answer;
    return !answered && look.verdict.word == VerdictWord::inconclusive;
  };
  drop(looks, line_failed, "the line itself was out of order then.", reasons);
  drop(looks, disturbed,
       "another name had just failed at the same address, which a censor may keep dead for a while.",
       reasons);
  drop(looks, alone, "no control answered then.", reasons);
  return looks;
}

void take_back(Verdict& verdict, VerdictWord instead) {
  verdict.word = instead;
  verdict.certainty = Certainty::not_concluded;
  verdict.layer.reset();
  verdict.method.reset();
}

Verdict agree(const std::vector<Look>& looks) {
  return Agreement{looks}.decide();
}

bool is_doubtful(const Attempt& attempt, const Verdict& verdict) {
  if (!silent_endpoints(attempt).empty() || came_slowly(attempt)) return true;
  const bool interfered = std::any_of(verdict.findings.begin(), verdict.findings.end(),
                                      [](const Finding& f) { return f.state == FindingState::interfered; });
  switch (verdict.word) {
    case VerdictWord::blocked:
    case VerdictWord::inconclusive:
      return true;
    case VerdictWord::accessible:
    case VerdictWord::refused_by_server:
    case VerdictWord::site_down:
      return interfered;
    case VerdictWord::local_network:
      return verdict.fingerprint.empty();
  }
  return true;
}

}  // namespace saksi
