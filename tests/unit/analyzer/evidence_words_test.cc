#include "analyzer/evidence_words.h"

#include <gtest/gtest.h>

#include "tests/unit/analyzer/sample_report.h"

namespace saksi {
namespace {

std::string told(const Measurement& measurement) {
  std::string text;
  for (const std::string& line :
       evidence_lines(measurement, judge_anew(measurement, sample_fingerprints()))) {
    text += line + "\n";
  }
  return text;
}

/// The one measurement of the sample that experiments followed.
Measurement pursued() {
  for (const SampleMeasurement& one : report_sample().measurements) {
    if (!one.measurement.follow_ups.empty()) return one.measurement;
  }
  throw std::logic_error("the sample has no measurement with experiments");
}

void expect_says(const std::string& text, const char* words) {
  EXPECT_NE(text.find(words), std::string::npos) << words << "\nis not in\n" << text;
}

TEST(EvidenceWords, AttemptsExperimentsAndThePlaceAreTold) {
  const std::string text = told(pursued());
  expect_says(text, "Rests on: 3 attempts, all agree.\n");
  expect_says(text, "Cause singled out by: the TLS handshake with another name");
  expect_says(text,
              "Where: hop 2 or 3 on the way, in the provider's network (AS64497), near 93.184.200.3.\n");
  expect_says(text, "Attempt 3, begun 51 s after the first:\n");
  expect_says(text, "Experiment sni_swap, ");
  expect_says(text, "  TTL 6  a bare SYN to 93.184.216.34:443: an answer");
  expect_says(text, "  TTL 3  ilga-sample.example to 93.184.216.34:443: the connection was reset, router");
}

TEST(EvidenceWords, WhatAServerSentCannotCommandTheTerminal) {
  Measurement m = pursued();
  m.follow_ups.back().trials.back().name = "evil\x1b[2J.example";
  m.follow_ups.front().tls.front().server_name = "evil\x1b[2J.example";
  EXPECT_EQ(told(m).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace saksi
