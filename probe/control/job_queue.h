// Who is measured now, who waits for a turn, and who is sent away. One caller gets no more than its share of
// the places; what it asks beyond that waits a while, because to ask again costs it more than to wait. Pure
// bookkeeping: no network, and the time is told.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "core/control_exchange.h"
#include "core/endpoint.h"

namespace saksi {

class HttpServer;
struct HttpCall;

/// A measurement to be made, and who waits for it.
struct Job {
  HttpServer* server = nullptr;
  HttpCall* call = nullptr;
  ControlRequest request = {};
  IpAddress counted = {};  // the caller, as limits count it
  std::chrono::steady_clock::time_point since = {};
};

struct JobLimits {
  std::size_t under_way = 64;
  std::size_t under_way_per_caller = 32;
  std::size_t waiting = 192;
  std::size_t waiting_per_caller = 96;
  std::chrono::milliseconds longest_wait{10000};
};

enum class Admission { welcome, caller_has_enough, full };

class JobQueue {
 public:
  explicit JobQueue(const JobLimits& limits) : limits_(limits) {}

  /// Whether a job of this caller may be added.
  [[nodiscard]] Admission admits(const IpAddress& counted) const;
  void add(Job job);
  /// The first job that may begin now; it is under way then. Nothing when none may.
  [[nodiscard]] std::optional<Job> begin();
  [[nodiscard]] bool may_begin() const;
  /// A job that began has ended.
  void end(const Job& job);
  /// Takes out those that have waited longer than anybody should.
  [[nodiscard]] std::vector<Job> give_up(std::chrono::steady_clock::time_point now);

  [[nodiscard]] std::size_t waiting() const { return jobs_.size(); }
  [[nodiscard]] std::size_t under_way() const { return under_way_; }

 private:
  struct Caller {
    std::size_t under_way = 0;
    std::size_t waiting = 0;
  };

  [[nodiscard]] Caller caller(const IpAddress& counted) const;
  [[nodiscard]] bool has_place(const Caller& caller) const;
  [[nodiscard]] std::deque<Job>::const_iterator next() const;
  void forget_if_gone(const IpAddress& counted);

  JobLimits limits_;
  std::deque<Job> jobs_;  // waiting, in order of arrival
  std::size_t under_way_ = 0;
  std::map<IpAddress, Caller> callers_;
};

}  // namespace saksi
