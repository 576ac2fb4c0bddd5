#include "probe/control/job_queue.h"

#include <gtest/gtest.h>

#include <string>

namespace saksi {
namespace {

using std::chrono::milliseconds;

const IpAddress kOne = *IpAddress::parse("203.0.113.1");
const IpAddress kOther = *IpAddress::parse("203.0.113.2");
const std::chrono::steady_clock::time_point kStart{};

JobLimits small() {
  JobLimits limits;
  limits.under_way = 3;
  limits.under_way_per_caller = 2;
  limits.waiting = 4;
  limits.waiting_per_caller = 2;
  limits.longest_wait = milliseconds(100);
  return limits;
}

Job job_of(const IpAddress& caller, const std::string& url, milliseconds at = milliseconds(0)) {
  Job job;
  job.counted = caller;
  job.request.url = url;
  job.since = kStart + at;
  return job;
}

std::string begin(JobQueue& queue) {
  const auto job = queue.begin();
  return job ? job->request.url : "none";
}

TEST(JobQueue, TheFirstToComeIsTheFirstToBegin) {
  JobQueue queue(small());
  EXPECT_FALSE(queue.may_begin());
  queue.add(job_of(kOne, "a"));
  queue.add(job_of(kOther, "b"));
  EXPECT_TRUE(queue.may_begin());
  EXPECT_EQ(begin(queue), "a");
  EXPECT_EQ(begin(queue), "b");
  EXPECT_EQ(begin(queue), "none");
}

TEST(JobQueue, OneCallersJobsDoNotKeepAnotherWaiting) {
  JobQueue queue(small());
  for (const char* url : {"a", "b", "c"}) queue.add(job_of(kOne, url));
  queue.add(job_of(kOther, "d"));
  EXPECT_EQ(begin(queue), "a");
  EXPECT_EQ(begin(queue), "b");
  EXPECT_EQ(begin(queue), "d") << "the first caller has its share";
  EXPECT_EQ(begin(queue), "none") << "every place is taken";
  queue.end(job_of(kOne, "a"));
  EXPECT_EQ(begin(queue), "c");
}

TEST(JobQueue, ACallerMayWaitForSoManyAndNoMore) {
  JobQueue queue(small());
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(queue.admits(kOne), Admission::welcome) << i;
    queue.add(job_of(kOne, "x"));
  }
  EXPECT_EQ(queue.admits(kOne), Admission::caller_has_enough);
  EXPECT_EQ(queue.admits(kOther), Admission::welcome);
}

TEST(JobQueue, AllTogetherMayWaitForSoManyAndNoMore) {
  JobQueue queue(small());
  for (int i = 0; i < 7; ++i) {
    const auto caller = *IpAddress::parse("203.0.113." + std::to_string(10 + i));
    ASSERT_EQ(queue.admits(caller), Admission::welcome) << i;
    queue.add(job_of(caller, "x"));
  }
  EXPECT_EQ(queue.admits(kOther), Admission::full);
  ASSERT_NE(begin(queue), "none");
  EXPECT_EQ(queue.admits(kOther), Admission::full) << "a job that began has not gone";
}

TEST(JobQueue, WhoWaitsTooLongIsGivenUp) {
  JobQueue queue(small());
  queue.add(job_of(kOne, "a"));
  queue.add(job_of(kOne, "b", milliseconds(50)));
  EXPECT_TRUE(queue.give_up(kStart + milliseconds(99)).empty());
  const auto gone = queue.give_up(kStart + milliseconds(100));
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone.front().request.url, "a");
  EXPECT_EQ(queue.waiting(), 1U);
}

TEST(JobQueue, WhatEndedOrWasGivenUpCountsNoMore) {
  JobQueue queue(small());
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 4; ++i) queue.add(job_of(kOne, "x"));
    while (const auto job = queue.begin()) queue.end(*job);
    EXPECT_EQ(queue.waiting(), 0U);
    EXPECT_EQ(queue.under_way(), 0U);
    queue.add(job_of(kOne, "y"));
    EXPECT_EQ(queue.give_up(kStart + milliseconds(1000)).size(), 1U);
    ASSERT_EQ(queue.admits(kOne), Admission::welcome);
  }
}

}  // namespace
}  // namespace saksi
