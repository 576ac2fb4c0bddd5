#include "analyzer/judged.h"
#include "analyzer/report/utf8.h"
#include "analyzer/report/words.h"

namespace saksi {

namespace {

constexpr std::size_t kMaxTitle = 80;

std::string dns_words(const ControlDns& dns) {
  if (!dns.failure.empty()) return "did not find an address (" + dns.failure + ")";
  return "found " + count_of(dns.addrs.size(), "address", "addresses");
}

std::string http_words(const ControlHttp& http) {
  if (!http.failure.empty()) return "got no page (" + http.failure + ")";
  if (http.status_code < 0) return "did not ask for the page";
  std::string words = "got HTTP " + std::to_string(http.status_code);
  if (http.body_length >= 0) words += ", " + std::to_string(http.body_length) + " bytes";
  const std::string title = to_plain_line(http.title);
  if (!title.empty()) words += ", titled \"" + shorten(title, kMaxTitle) + "\"";
  return words;
}

}  // namespace

std::string control_words(const Measurement& measurement) {
  if (!measurement.control) return "";
  const ControlExchange& exchange = *measurement.control;
  if (!exchange.answer) return "No control answered (" + failure_string(exchange.result) + ").";
  return "It " + dns_words(exchange.answer->dns) + " and " + http_words(exchange.answer->http_request) + ".";
}

}  // namespace saksi
