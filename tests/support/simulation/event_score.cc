#include "tests/support/simulation/event_score.h"

#include <algorithm>
#include <cstdlib>

namespace saksi {

namespace {

constexpr std::int32_t kNear = 45;

std::int32_t distance(const Event& event, std::int32_t day) {
  if (day < event.earliest) return event.earliest - day;
  return day > event.latest ? day - event.latest : 0;
}

bool counts(EventKind kind, bool with_changes) {
  return with_changes || kind != EventKind::change;
}

void take(KindScore& out, const TrueEvent& truth, std::vector<Event>& left) {
  const auto day = static_cast<std::int32_t>(truth.at / 86400);
  auto nearest = left.end();
  for (auto event = left.begin(); event != left.end(); ++event) {
    if (event->kind != truth.kind || distance(*event, day) > kNear) continue;
    if (nearest == left.end() || distance(*event, day) < distance(*nearest, day)) nearest = event;
  }
  ++out.truths;
  if (nearest == left.end()) return;
  ++out.found;
  out.inside += distance(*nearest, day) == 0 ? 1 : 0;
  out.widths.push_back(nearest->latest - nearest->earliest);
  out.delays.push_back(nearest->latest - day);
  left.erase(nearest);
}

}  // namespace

KindScore& EventScore::of(EventKind kind) {
  if (kind == EventKind::onset) return onset;
  return kind == EventKind::end ? end : change;
}

double EventScore::false_per_100_years() const {
  return quiet_years > 0 ? 100 * static_cast<double>(false_events) / quiet_years : 0;
}

void score(EventScore& out, const SimulatedSeries& truth, std::span<const Event> found, bool with_changes) {
  std::vector<Event> left;
  for (const Event& event : found) {
    if (counts(event.kind, with_changes)) left.push_back(event);
  }
  for (const TrueEvent& event : truth.events) {
    if (counts(event.kind, with_changes)) take(out.of(event.kind), event, left);
  }
  const bool is_quiet = truth.events.empty();
  (is_quiet ? out.false_events : out.spurious) += left.size();
  if (is_quiet) out.quiet_years += truth.days / 365.25;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace saksi
