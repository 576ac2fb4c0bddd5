#include "analyzer/archive/threads.h"

#include <exception>
#include <mutex>
#include <thread>

namespace saksi {

void on_threads(std::size_t workers, const std::function<void(std::size_t)>& work) {
  std::exception_ptr failure;
  std::mutex lock;
  const auto guarded_work = [&](std::size_t worker) {
    try {
      work(worker);
    } catch (...) {
      const std::lock_guard held{lock};
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t worker = 1; worker < workers; ++worker) others.emplace_back(guarded_work, worker);
    guarded_work(0);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace saksi
