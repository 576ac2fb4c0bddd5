#include "analyzer/report/model.h"

#include <algorithm>

namespace saksi {

namespace {

Mark mark_of_blocked(const Cell& cell) {
  if (cell.certainty == Certainty::not_concluded) return Mark::not_concluded;
  switch (cell.scope) {
    case Scope::product:
    case Scope::institution:
    case Scope::vbw:
    case Scope::fp:
      return Mark::local_filter;
    case Scope::national:
    case Scope::isp:
    case Scope::unknown:
      break;
  }
  if (cell.certainty == Certainty::confirmed) return Mark::confirmed;
  return cell.certainty == Certainty::strong ? Mark::strong : Mark::possible;
}

}  // namespace

Mark mark_of(const Cell& cell) {
  if (!cell.tested()) return Mark::not_tested;
  switch (cell.verdict) {
    case VerdictWord::blocked:
      return mark_of_blocked(cell);
    case VerdictWord::accessible:
      return cell.interference.empty() ? Mark::no_sign : Mark::interfered;
    case VerdictWord::site_down:
      return Mark::site_down;
    case VerdictWord::refused_by_server:
      return Mark::refused_by_server;
    case VerdictWord::local_network:
      return Mark::not_tested;
    case VerdictWord::inconclusive:
      break;
  }
  return Mark::not_concluded;
}

Mark mark_of(const Site& site) {
  Mark first = Mark::not_tested;
  for (const Cell& cell : site.cells) first = std::min(first, mark_of(cell));
  return first;
}

std::string_view name_of_mark(Mark mark) {
  static constexpr std::array<std::string_view, kMarkCount> kNames = {
      "confirmed",  "strong",    "possible",          "local_filter", "not_concluded",
      "interfered", "site_down", "refused_by_server", "no_sign",      "not_tested"};
  return kNames.at(static_cast<std::size_t>(mark));
}

bool is_blocking(Mark mark) {
  return mark == Mark::confirmed || mark == Mark::strong || mark == Mark::possible;
}

bool is_large(const Report& report) {
  return report.sites.size() * report.networks.size() > kLargeReport;
}

std::size_t Account::counted_total() const {
  std::size_t sum = 0;
  for (const auto& [word, count] : counted) sum += count;
  return sum;
}

}  // namespace saksi
