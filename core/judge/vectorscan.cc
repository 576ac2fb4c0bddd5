#include "core/judge/vectorscan.h"

#ifdef SAKSI_VECTORSCAN

#include <hs/hs.h>

#include <limits>

namespace saksi {
namespace {

int append(unsigned id, unsigned long long, unsigned long long, unsigned, void* found) {
  static_cast<std::vector<std::size_t>*>(found)->push_back(id);
  return 0;
}

}  // namespace

std::unique_ptr<Vectorscan> Vectorscan::build(const std::vector<Wanted>& strings) {
  if (strings.empty() || hs_valid_platform() != HS_SUCCESS) return nullptr;
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  std::vector<unsigned> flags, ids;
  for (const Wanted& wanted : strings) {
    ids.push_back(static_cast<unsigned>(texts.size()));
    texts.push_back(wanted.text.data());
    sizes.push_back(wanted.text.size());
    flags.push_back(HS_FLAG_SINGLEMATCH | (wanted.any_case ? HS_FLAG_CASELESS : 0U));
  }
  std::unique_ptr<Vectorscan> built(new Vectorscan);
  hs_compile_error_t* error = nullptr;
  const hs_error_t result = hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(),
                                                 static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr,
                                                 &built->database_, &error);
  hs_free_compile_error(error);
  if (result != HS_SUCCESS) return nullptr;
  return built;
}

Vectorscan::~Vectorscan() {
  for (auto& slot : idle_) hs_free_scratch(slot.load());
  hs_free_database(database_);
}

bool Vectorscan::scan(std::string_view text, std::vector<std::size_t>& found) const {
  if (text.size() > std::numeric_limits<unsigned>::max()) return false;
  hs_scratch* const scratch = borrow();
  if (scratch == nullptr) return false;
  const auto size = static_cast<unsigned>(text.size());
  const char* const begin = text.empty() ? "" : text.data();
  const hs_error_t result = hs_scan(database_, begin, size, 0, scratch, append, &found);
  give_back(scratch);
  return result == HS_SUCCESS;
}

hs_scratch* Vectorscan::borrow() const {
  for (auto& slot : idle_) {
    if (hs_scratch* const taken = slot.exchange(nullptr)) return taken;
  }
  hs_scratch* fresh = nullptr;
  return hs_alloc_scratch(database_, &fresh) == HS_SUCCESS ? fresh : nullptr;
}

void Vectorscan::give_back(hs_scratch* scratch) const {
  for (auto& slot : idle_) {
    hs_scratch* none = nullptr;
    if (slot.compare_exchange_strong(none, scratch)) return;
  }
  hs_free_scratch(scratch);
}

}  // namespace saksi

#else

namespace saksi {

std::unique_ptr<Vectorscan> Vectorscan::build(const std::vector<Wanted>&) {
  return nullptr;
}
Vectorscan::~Vectorscan() = default;
bool Vectorscan::scan(std::string_view, std::vector<std::size_t>&) const {
  return false;
}

}  // namespace saksi

#endif
