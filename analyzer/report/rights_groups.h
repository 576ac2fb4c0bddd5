// The rights overlay: whom a site serves, beside its category. The Citizen Lab categories have none for
// women's rights (they are folded into HUMR), so our lists tag them in the notes: "[women][whrd] text".
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace saksi {

struct RightsGroup {
  std::string_view id;        // the tag in the notes
  std::string_view name;      // plain words
  std::string_view category;  // a category that belongs to the group whole; may be empty
};

inline constexpr std::array kRightsGroups{
    RightsGroup{"women", "Women's rights", ""},
    RightsGroup{"whrd", "Human rights defenders", ""},
    RightsGroup{"lgbtiq", "LGBTIQ people", "LGBT"},
    RightsGroup{"srhr", "Sexual and reproductive health and rights", "XED"},
    RightsGroup{"minority", "Minorities and indigenous peoples", ""},
    RightsGroup{"press", "Press and journalists", "NEWS"},
};

/// Ids of the groups, in the order above, by the leading tags of the notes or by the category.
[[nodiscard]] std::vector<std::string> rights_groups_of(std::string_view category, std::string_view notes);

}  // namespace saksi
