#include "analyzer/report/rights_groups.h"

#include <algorithm>

#include "analyzer/report/words.h"

namespace saksi {

namespace {

/// "[women][whrd] text" -> {"women", "whrd"}. Only in front: brackets inside a note are prose.
std::vector<std::string_view> leading_tags(std::string_view notes) {
  std::vector<std::string_view> tags;
  while (!notes.empty() && notes.front() == '[') {
    const std::size_t end = notes.find(']');
    if (end == std::string_view::npos) break;
    tags.push_back(notes.substr(1, end - 1));
    notes.remove_prefix(end + 1);
    notes.remove_prefix(std::min(notes.find_first_not_of(' '), notes.size()));
  }
  return tags;
}

}  // namespace

std::vector<std::string> rights_groups_of(std::string_view category, std::string_view notes) {
  const std::vector<std::string_view> tags = leading_tags(notes);
  std::vector<std::string> groups;
  for (const RightsGroup& group : kRightsGroups) {
    const bool tagged = std::find(tags.begin(), tags.end(), group.id) != tags.end();
    const bool by_category = !group.category.empty() && group.category == category;
    if (tagged || by_category) groups.emplace_back(group.id);
  }
  return groups;
}

std::string_view name_of_group(std::string_view id) {
  for (const RightsGroup& group : kRightsGroups) {
    if (group.id == id) return group.name;
  }
  return id;
}

}  // namespace saksi
