#include "probe/control/job_queue.h"

#include <algorithm>
#include <utility>

namespace saksi {

JobQueue::Caller JobQueue::caller(const IpAddress& counted) const {
  const auto found = callers_.find(counted);
  return found == callers_.end() ? Caller() : found->second;
}

bool JobQueue::has_place(const Caller& caller) const {
  return under_way_ < limits_.under_way && caller.under_way < limits_.under_way_per_caller;
}

Admission JobQueue::admits(const IpAddress& counted) const {
  const Caller here = caller(counted);
  if (here.under_way + here.waiting >= limits_.under_way_per_caller + limits_.waiting_per_caller)
    return Admission::caller_has_enough;
  const bool full = under_way_ + jobs_.size() >= limits_.under_way + limits_.waiting;
  return full ? Admission::full : Admission::welcome;
}

void JobQueue::add(Job job) {
  ++callers_[job.counted].waiting;
  jobs_.push_back(std::move(job));
}

std::deque<Job>::const_iterator JobQueue::next() const {
  if (under_way_ >= limits_.under_way) return jobs_.end();
  return std::find_if(jobs_.begin(), jobs_.end(),
                      [this](const Job& job) { return has_place(caller(job.counted)); });
}

bool JobQueue::may_begin() const {
  return next() != jobs_.end();
}

std::optional<Job> JobQueue::begin() {
  const auto found = next();
  if (found == jobs_.end()) return std::nullopt;
  const auto place = jobs_.begin() + (found - jobs_.cbegin());
  Job job = std::move(*place);
  jobs_.erase(place);
  Caller& here = callers_[job.counted];
  --here.waiting;
  ++here.under_way;
  ++under_way_;
  return job;
}

void JobQueue::end(const Job& job) {
  --under_way_;
  --callers_[job.counted].under_way;
  forget_if_gone(job.counted);
}

std::vector<Job> JobQueue::give_up(std::chrono::steady_clock::time_point now) {
  std::vector<Job> given_up;
  while (!jobs_.empty() && now - jobs_.front().since >= limits_.longest_wait) {
    --callers_[jobs_.front().counted].waiting;
    forget_if_gone(jobs_.front().counted);
    given_up.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  }
  return given_up;
}

void JobQueue::forget_if_gone(const IpAddress& counted) {
  const auto found = callers_.find(counted);
  if (found != callers_.end() && found->second.under_way + found->second.waiting == 0) callers_.erase(found);
}

}  // namespace saksi
