// OONI's own documents: 35 measurements of its simulated internet, whose every verdict key is known, and six
// real ones. They lie outside the source tree; where they are absent, these tests skip and say so.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>

#include "core/judge/judge.h"
#include "core/judge/ooni.h"
#include "tests/support/ooni_reading.h"
#include "tests/support/shared_data.h"

namespace saksi {
namespace {

namespace fs = std::filesystem;

std::string show(std::optional<bool> value) {
  return value ? (*value ? "true" : "false") : "null";
}

std::string show(const OoniKeys& keys) {
  std::ostringstream text;
  text << "blocking=" << to_string(keys.blocking) << " accessible=" << show(keys.accessible)
       << " dns_consistent=" << show(keys.dns_consistent) << " dns_failure='" << keys.dns_experiment_failure
       << "' http_failure='" << keys.http_experiment_failure << "' control_failure='" << keys.control_failure
       << "' x_dns=" << keys.dns_flags << " x_blocking=" << keys.blocking_flags
       << " x_null_null=" << keys.null_null_flags << " body=" << show(keys.body_length_match)
       << " headers=" << show(keys.headers_match) << " status=" << show(keys.status_code_match)
       << " title=" << show(keys.title_match);
  return text.str();
}

std::vector<fs::path> documents(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{folder}) {
    const std::string name = entry.path().filename().string();
    const bool other = name == "qa-expected.json" || name.find("minipipeline") != std::string::npos;
    if (entry.path().extension() == ".json" && !other) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

nlohmann::json read_json(const fs::path& file) {
  std::ifstream stream{file};
  return nlohmann::json::parse(stream);
}

/// Every expected value by name; the proportion to the last digits that doubles agree on.
void expect_case(const nlohmann::json& expected, const OoniKeys& keys) {
  const auto flag = [&](const char* key) {
    return expected[key].is_null() ? std::optional<bool>{} : std::optional{expected[key].get<bool>()};
  };
  const auto word = [&](const char* key) {
    return expected[key].is_null() ? std::string{} : expected[key].get<std::string>();
  };
  const auto blocking = expected["blocking"];
  const std::string blocking_word = blocking.is_string() ? blocking.get<std::string>()
                                    : blocking.is_null() ? "null"
                                                         : "false";
  const std::string consistency =
      keys.dns_consistent ? (*keys.dns_consistent ? "consistent" : "inconsistent") : "";
  EXPECT_EQ(to_string(keys.blocking), blocking_word);
  EXPECT_EQ(keys.accessible, flag("accessible"));
  EXPECT_EQ(consistency, word("dns_consistency"));
  EXPECT_EQ(keys.dns_experiment_failure, word("dns_experiment_failure"));
  EXPECT_EQ(keys.http_experiment_failure, word("http_experiment_failure"));
  EXPECT_EQ(keys.control_failure, word("control_failure"));
  EXPECT_EQ(keys.dns_flags, expected["x_dns_flags"].get<unsigned>());
  EXPECT_EQ(keys.blocking_flags, expected["x_blocking_flags"].get<unsigned>());
  EXPECT_EQ(keys.null_null_flags, expected["x_null_null_flags"].get<unsigned>());
  EXPECT_EQ(keys.status_code_match, flag("status_code_match"));
  EXPECT_EQ(keys.body_length_match, flag("body_length_match"));
  EXPECT_EQ(keys.headers_match, flag("headers_match"));
  EXPECT_EQ(keys.title_match, flag("title_match"));
  EXPECT_DOUBLE_EQ(keys.body_proportion, expected["body_proportion"].get<double>());
}

TEST(OoniDocuments, EverySimulatedScenarioGetsExactlyTheKeysThatOoniExpects) {
  const fs::path folder = shared_data() / "ooni" / "qa";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/qa beside the source tree";
  int cases = 0;
  for (const auto& expected : read_json(folder / "qa-expected.json")) {
    const std::string name = expected["name"];
    SCOPED_TRACE(name);
    const auto document = read_ooni_document(folder / (name + ".json"));
    const OoniKeys keys = ooni_keys(document.measurement);
    SCOPED_TRACE(show(keys));
    expect_case(expected, keys);
    ++cases;
  }
  EXPECT_EQ(cases, 35);
}

TEST(OoniDocuments, RealMeasurementsGetTheHeadlineAndFlagsThatTheirProbeStored) {
  const fs::path folder = shared_data() / "ooni" / "real";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/real beside the source tree";
  int cases = 0, of_our_version = 0;
  for (const auto& file : documents(folder)) {
    const auto document = read_ooni_document(file);
    const OoniKeys keys = ooni_keys(document.measurement);
    SCOPED_TRACE(file.filename().string() + " " + document.test_version + "\n ours:   " + show(keys) +
                 "\n theirs: " + show(document.stored));
    ++cases;
    EXPECT_EQ(keys.dns_consistent, document.stored.dns_consistent);
    EXPECT_EQ(keys.dns_flags, document.stored.dns_flags);
    EXPECT_EQ(keys.dns_experiment_failure, document.stored.dns_experiment_failure);
    EXPECT_EQ(keys.control_failure, document.stored.control_failure);
    EXPECT_NE(keys.blocking, OoniBlocking::dns);
    EXPECT_EQ(keys.blocking_flags, document.stored.blocking_flags);
    if (document.test_version != "0.5.28")
      continue;  // older rules: no page keys over TLS, null where we say down
    ++of_our_version;
    EXPECT_EQ(keys.blocking, document.stored.blocking);
    EXPECT_EQ(keys.accessible, document.stored.accessible);
    EXPECT_EQ(keys.null_null_flags, document.stored.null_null_flags);
    EXPECT_EQ(keys.status_code_match, document.stored.status_code_match);
    EXPECT_EQ(keys.headers_match, document.stored.headers_match);
    EXPECT_EQ(keys.title_match, document.stored.title_match);
  }
  EXPECT_EQ(cases, 6);
  EXPECT_EQ(of_our_version, 3);
}

/// What each simulated scenario is by construction, in our words. Beside it, where "truth" in the data is
/// coarser: "ok" there only means that no network interfered.
struct Truth {
  VerdictWord word;
  std::optional<Layer> layer;
  std::optional<Method> method;
};

const std::map<std::string, Truth> kTruths{
    {"badSSLWithExpiredCertificate", {VerdictWord::site_down, {}, {}}},
    {"badSSLWithUnknownAuthorityWithConsistentDNS", {VerdictWord::site_down, {}, {}}},
    {"badSSLWithWrongServerName", {VerdictWord::site_down, {}, {}}},
    {"cloudflareCAPTCHAWithHTTP", {VerdictWord::refused_by_server, {}, {}}},
    {"controlFailureWithSuccessfulHTTPSWebsite", {VerdictWord::accessible, {}, {}}},
    // Without a control a page in the clear cannot be told from an altered one.
    {"controlFailureWithSuccessfulHTTPWebsite", {VerdictWord::inconclusive, {}, {}}},
    {"dnsBlockingAndroidDNSCacheNoData", {VerdictWord::blocked, Layer::dns, Method::no_answer}},
    {"dnsBlockingBOGON", {VerdictWord::blocked, Layer::dns, Method::bogon_address}},
    {"dnsBlockingNXDOMAIN", {VerdictWord::blocked, Layer::dns, Method::nxdomain}},
    {"dnsHijackingToLocalhostWithHTTPS", {VerdictWord::blocked, Layer::dns, Method::bogon_address}},
    {"dnsHijackingToProxyWithHTTPSURL", {VerdictWord::accessible, {}, {}}},
    {"dnsHijackingToProxyWithHTTPURL", {VerdictWord::accessible, {}, {}}},
    {"ghostDNSBlockingWithHTTPS", {VerdictWord::blocked, Layer::dns, Method::wrong_address}},
    {"httpBlockingConnectionReset", {VerdictWord::blocked, Layer::http, Method::reset}},
    {"httpDiffWithConsistentDNS", {VerdictWord::blocked, Layer::http, Method::different_page}},
    {"idnaWithoutCensorshipLowercase", {VerdictWord::accessible, {}, {}}},
    {"largeFileWithHTTP", {VerdictWord::accessible, {}, {}}},
    {"largeFileWithHTTPS", {VerdictWord::accessible, {}, {}}},
    {"localhostWithHTTP", {VerdictWord::site_down, {}, {}}},
    {"redirectWithBrokenLocationForHTTP", {VerdictWord::site_down, {}, {}}},
    {"redirectWithConsistentDNSAndThenConnectionRefusedForHTTP",
     {VerdictWord::blocked, Layer::tcp, Method::refused}},
    {"redirectWithConsistentDNSAndThenConnectionRefusedForHTTPS",
     {VerdictWord::blocked, Layer::tcp, Method::refused}},
    {"redirectWithConsistentDNSAndThenConnectionResetForHTTP",
     {VerdictWord::blocked, Layer::http, Method::reset}},
    {"redirectWithConsistentDNSAndThenConnectionResetForHTTPS",
     {VerdictWord::blocked, Layer::tls, Method::reset_after_client_hello}},
    {"redirectWithConsistentDNSAndThenEOFForHTTPS",
     {VerdictWord::blocked, Layer::tls, Method::closed_after_client_hello}},
    {"redirectWithConsistentDNSAndThenTimeoutForHTTP",
     {VerdictWord::blocked, Layer::http, Method::timed_out}},
    // Nobody gets to a page at the end of fifteen redirects, the control neither.
    {"redirectWithMoreThanTenRedirectsAndHTTP", {VerdictWord::site_down, {}, {}}},
    {"redirectWithMoreThanTenRedirectsAndHTTPS", {VerdictWord::site_down, {}, {}}},
    {"successWithHTTP", {VerdictWord::accessible, {}, {}}},
    {"successWithHTTPS", {VerdictWord::accessible, {}, {}}},
    {"tcpBlockingConnectTimeout", {VerdictWord::blocked, Layer::tcp, Method::timed_out}},
    {"throttlingWithHTTP", {VerdictWord::blocked, Layer::http, Method::timed_out}},
    {"tlsBlockingConnectionResetWithConsistentDNS",
     {VerdictWord::blocked, Layer::tls, Method::reset_after_client_hello}},
    {"websiteDownNXDOMAIN", {VerdictWord::site_down, {}, {}}},
    {"websiteDownTCPConnect", {VerdictWord::site_down, {}, {}}},
};

std::string show(const Verdict& verdict) {
  std::string text{to_string(verdict.word)};
  for (const Finding& finding : verdict.findings) {
    text += "\n  " + std::string{to_string(finding.layer)} + " " + std::string{to_string(finding.state)};
    if (finding.method) text += " " + std::string{to_string(*finding.method)};
  }
  for (const std::string& reason : verdict.reasons) text += "\n  - " + reason;
  return text;
}

TEST(OoniDocuments, EverySimulatedScenarioIsCalledWhatItIsByConstruction) {
  const fs::path folder = shared_data() / "ooni" / "qa";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/qa beside the source tree";
  for (const auto& [name, truth] : kTruths) {
    const auto document = read_ooni_document(folder / (name + ".json"));
    const Verdict verdict = judge(document.measurement, Fingerprints{});
    SCOPED_TRACE(name + ": " + show(verdict));
    EXPECT_EQ(to_string(verdict.word), to_string(truth.word));
    EXPECT_EQ(verdict.layer, truth.layer);
    EXPECT_EQ(verdict.method, truth.method);
    EXPECT_FALSE(verdict.reasons.empty());
    if (std::getenv("SAKSI_SHOW_VERDICTS") != nullptr) std::cout << name << ": " << show(verdict) << "\n";
  }
  EXPECT_EQ(kTruths.size(), documents(folder).size());
}

TEST(OoniDocuments, ARelayOfTheRealPageIsAccessibleAndInterferedAtDns) {
  const fs::path folder = shared_data() / "ooni" / "qa";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/qa beside the source tree";
  for (const char* name : {"dnsHijackingToProxyWithHTTPURL", "dnsHijackingToProxyWithHTTPSURL"}) {
    const auto document = read_ooni_document(folder / (std::string{name} + ".json"));
    const Verdict verdict = judge(document.measurement, Fingerprints{});
    EXPECT_EQ(verdict.finding(Layer::dns).state, FindingState::interfered) << name;
    EXPECT_EQ(verdict.finding(Layer::dns).method, Method::proxied) << name;
  }
}

TEST(OoniDocuments, NoRealMeasurementFromAnUncensoredLineIsCalledBlocked) {
  const fs::path folder = shared_data() / "ooni" / "real";
  if (!fs::is_directory(folder)) GTEST_SKIP() << "no ../shared/data/ooni/real beside the source tree";
  for (const auto& file : documents(folder)) {
    const Verdict verdict = judge(read_ooni_document(file).measurement, Fingerprints{});
    SCOPED_TRACE(file.filename().string() + ": " + show(verdict));
    const bool down = file.filename() == "dnsgoogle80.json";  // port 80 of dns.google is closed for everyone
    EXPECT_EQ(verdict.word, down ? VerdictWord::site_down : VerdictWord::accessible);
    for (const Finding& finding : verdict.findings) EXPECT_NE(finding.state, FindingState::interfered);
  }
}

}  // namespace
}  // namespace saksi
