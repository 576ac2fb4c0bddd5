// Plants a person's traces in every field of a measurement that a text or an address of the network can stand
// in, for tests that must not find them again in what is made of it. A field that this file does not know is
// a field that no test looks at: add it here with the field.
#pragma once

#include <string>

#include "core/measurement.h"
#include "core/scrub.h"

namespace saksi::test {

inline constexpr const char* kPlantedV4 = "198.18.77.203";
inline constexpr const char* kPlantedV6 = "2a02:1234:5678:9abc:def0:1357:2468:ace1";
inline constexpr const char* kPlantedName = "amir-laptop";

class TracePlanter {
 public:
  explicit TracePlanter(unsigned seed) : seed_(seed) {}
  void plant(Measurement& measurement);
  [[nodiscard]] int planted() const { return planted_; }

 private:
  unsigned seed_;
  int planted_ = 0;
};

/// Whose traces they are.
[[nodiscard]] PersonalTraces planted_traces();
/// Which of them stand in these bytes, each with its surroundings; empty when none does.
[[nodiscard]] std::string planted_in(const std::string& bytes);

}  // namespace saksi::test
