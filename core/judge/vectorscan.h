// The Vectorscan library (a Hyperscan that also runs on arm64) as judging needs it: thousands of fixed
// strings looked for in one pass over a text. Used by core/judge/pattern_pass alone. Without the library at
// build time, or on a processor that it does not run on, build() gives nothing and the caller searches in
// another way. Immutable once built; safe to share between threads.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct hs_database;
struct hs_scratch;

namespace saksi {

class Vectorscan {
 public:
  struct Wanted {
    std::string text;       // not empty; any bytes
    bool any_case = false;  // of ASCII letters
  };
  /// Null when it cannot be had.
  [[nodiscard]] static std::unique_ptr<Vectorscan> build(const std::vector<Wanted>& strings);
  ~Vectorscan();
  Vectorscan(const Vectorscan&) = delete;
  Vectorscan& operator=(const Vectorscan&) = delete;

  /// Appends the index of every string that the text holds, each once, in no order. False when the library
  /// failed (no memory): what is missing is not known.
  [[nodiscard]] bool scan(std::string_view text, std::vector<std::size_t>& found) const;

 private:
  Vectorscan() = default;
  [[nodiscard]] hs_scratch* borrow() const;
  void give_back(hs_scratch* scratch) const;

  hs_database* database_ = nullptr;
  // Each scan under way needs working memory of its own: these lie ready.
  static constexpr std::size_t kSlots = 16;
  mutable std::array<std::atomic<hs_scratch*>, kSlots> idle_{};
};

}  // namespace saksi
