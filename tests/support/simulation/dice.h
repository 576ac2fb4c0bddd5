// Chance that is the same on every machine: the standard leaves its distributions to the library, but not its
// engines.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace saksi {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed * 0x9E3779B97F4A7C15ULL + 1) {}

  /// In [0, 1).
  double share() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  bool chance(double probability) { return share() < probability; }
  /// In 0 ... count - 1; count above 0.
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(share() * static_cast<double>(count));
  }

  double normal() {  // Box and Muller
    return std::sqrt(-2 * std::log(1 - share())) * std::cos(2 * 3.141592653589793 * share());
  }
  /// Marsaglia and Tsang (2000); shape above 0.
  double gamma(double shape) {
    if (shape < 1) return gamma(shape + 1) * std::pow(1 - share(), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
      const double x = normal(), v = std::pow(1 + c * x, 3);
      if (v > 0 && std::log(1 - share()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
    }
  }
  double beta(double a, double b) {
    const double x = gamma(a), y = gamma(b);
    return x + y > 0 ? x / (x + y) : (chance(a / (a + b)) ? 1.0 : 0.0);
  }
  std::size_t poisson(double mean) {
    std::size_t count = 0;
    for (double product = 1 - share(); product > std::exp(-mean); product *= 1 - share()) ++count;
    return count;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace saksi
