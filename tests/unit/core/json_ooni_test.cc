#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "core/json.h"
#include "tests/support/example_measurement.h"
#include "tests/support/golden.h"
#include "tests/support/ooni_schema.h"
#include "tests/support/random_measurement.h"
#include "tests/support/shared_data.h"

namespace saksi {
namespace {

using Json = nlohmann::ordered_json;

Json exported() {
  return Json::parse(ooni_json(example_measurement(), example_ooni_keys(), example_verdict()));
}

std::string joined(const std::vector<std::string>& problems) {
  std::string text;
  for (const auto& problem : problems) text += problem + "\n";
  return text;
}

TEST(OoniJson, IsByteForByteWhatTheGoldenFileSays) {
  expect_golden("ooni_measurement.json", exported().dump(2) + "\n");
  const std::string evidence = evidence_json(scrub(example_measurement(), {}));
  expect_golden("evidence.json", Json::parse(evidence).dump(2) + "\n");
}

TEST(OoniJson, IsOneLineOfJsonl) {
  const std::string line = ooni_json(example_measurement(), example_ooni_keys(), example_verdict());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(joined(check_ooni_line(line)), "");
}

TEST(OoniJson, EveryRandomMeasurementIsAValidOoniDocument) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const Measurement m = random_measurement(seed);
    const Json document = Json::parse(ooni_json(m, example_ooni_keys(), random_verdict(seed)));
    ASSERT_EQ(joined(check_ooni_document(document)), "") << seed;
  }
}

TEST(OoniJson, AMeasurementOfWhichNothingIsKnownIsStillAValidDocument) {
  Measurement m;
  m.url = Url::parse("https://example.com/").value();
  m.software_version = "0.1.0";
  const Json document = Json::parse(ooni_json(m, OoniKeys{}, Verdict{}));
  EXPECT_EQ(joined(check_ooni_document(document)), "");
  EXPECT_EQ(document["probe_asn"], "AS0");
  EXPECT_EQ(document["probe_cc"], "ZZ");
  EXPECT_TRUE(document["test_keys"]["blocking"].is_null());
  EXPECT_TRUE(document["test_keys"]["control"].is_null());
  EXPECT_TRUE(document["test_helpers"].empty());
}

TEST(OoniJson, TransactionIdsLieInTheRangesOfTheirKind) {
  const Json keys = exported()["test_keys"];
  EXPECT_EQ(keys["queries"][0]["transaction_id"], 10001);  // system
  EXPECT_EQ(keys["queries"][1]["transaction_id"], 20002);  // UDP
  EXPECT_EQ(keys["queries"][2]["transaction_id"], 30003);  // DoH
  EXPECT_EQ(keys["tcp_connect"][0]["transaction_id"], 40005);
  EXPECT_EQ(keys["requests"][0]["transaction_id"], 40005);
  EXPECT_EQ(keys["tcp_connect"][1]["transaction_id"], 50006);
  EXPECT_EQ(keys["tls_handshakes"][0]["transaction_id"], 50006);
  EXPECT_EQ(keys["tcp_connect"][2]["transaction_id"],
            50007);  // https on a port of its own, refused before TLS
}

TEST(OoniJson, TagsSayDepthOriginAndWhoMayFetchThePage) {
  const Json keys = exported()["test_keys"];
  EXPECT_EQ(keys["queries"][0]["tags"], Json({"classic", "depth=0"}));
  EXPECT_EQ(keys["queries"][1]["tags"], Json({"depth=0"}));
  EXPECT_EQ(keys["tcp_connect"][0]["tags"],
            Json({"classic", "tcptls_experiment", "depth=0", "fetch_body=true"}));
  EXPECT_EQ(keys["tcp_connect"][1]["tags"], Json({"tcptls_experiment", "depth=0", "fetch_body=false"}));
  EXPECT_EQ(keys["tcp_connect"][2]["tags"], Json({"depth=1", "fetch_body=true"}));
}

TEST(OoniJson, TheSystemLookupIsWhatOoniCallsGetaddrinfo) {
  const Json query = exported()["test_keys"]["queries"][0];
  EXPECT_EQ(query["engine"], "getaddrinfo");
  EXPECT_EQ(query["query_type"], "ANY");
  EXPECT_EQ(query["resolver_address"], "");
  EXPECT_EQ(query["answers"][0]["asn"], 4788);
}

TEST(OoniJson, ALateAnswerIsADuplicateResponse) {
  const Json late = exported()["test_keys"]["x_dns_duplicate_responses"];
  ASSERT_EQ(late.size(), 1u);
  EXPECT_EQ(late[0]["answers"][0]["ipv4"], "93.184.216.34");
  EXPECT_EQ(late[0]["t"], 0.048);
  EXPECT_EQ(late[0]["raw_response"], "AQKBgQ==");
}

TEST(OoniJson, ABodyThatIsNotUtf8IsBase64AndAHeaderMapKeepsTheFirstOfTwo) {
  const Json response = exported()["test_keys"]["requests"][0]["response"];
  EXPECT_EQ(response["body"]["format"], "base64");
  EXPECT_EQ(response["headers"]["Set-Cookie"], "a=1");
  EXPECT_EQ(response["headers_list"].size(), 3u);
}

TEST(OoniJson, RequestsComeNewestFirst) {
  Measurement m = example_measurement();
  HttpObservation later = m.http[0];
  later.depth = 1;
  later.url = "http://www.example.com/later";
  m.http.push_back(later);
  const Json keys = Json::parse(ooni_json(m, OoniKeys{}, Verdict{}))["test_keys"];
  EXPECT_EQ(keys["requests"][0]["request"]["url"], "http://www.example.com/later");
  EXPECT_EQ(keys["requests"][1]["request"]["url"], "http://www.example.com/");
}

TEST(OoniJson, OurOwnVerdictStandsUnderOneKey) {
  const Json document = exported();
  const Json saksi = document["test_keys"]["x_saksi"];
  EXPECT_EQ(saksi["verdict"], "blocked");
  EXPECT_EQ(saksi["findings"]["dns"]["method"], "notice_address");
  EXPECT_EQ(saksi["fingerprint"], "my_notice_address");
  EXPECT_EQ(saksi["rules_version"], "1");
  EXPECT_EQ(document["annotations"]["simulated"], "true");
}

TEST(OoniJson, ARealRunIsNotMarkedAsSimulated) {
  Measurement m = example_measurement();
  m.simulated = false;
  const Json document = Json::parse(ooni_json(m, OoniKeys{}, Verdict{}));
  EXPECT_FALSE(document["annotations"].contains("simulated"));
}

// ---- The checker itself

TEST(OoniSchema, AcceptsWhatOoniItselfWrote) {
  if (shared_data().empty())
    GTEST_SKIP() << "SKIPPED: no ../shared/data; the checker met no document of OONI's";
  int checked = 0;
  for (const char* folder : {"qa", "real"}) {
    for (const auto& file : std::filesystem::directory_iterator{shared_data() / "ooni" / folder}) {
      const std::string name = file.path().filename().string();
      if (!name.ends_with(".json") || name.find("expected") != std::string::npos ||
          name.find("analysis") != std::string::npos)
        continue;
      std::ifstream in{file.path(), std::ios::binary};
      EXPECT_EQ(joined(check_ooni_document(Json::parse(in))), "") << name;
      ++checked;
    }
  }
  EXPECT_GE(checked, 40);
}

// SAKSI_OONI_JSONL=export.jsonl unit_core --gtest_filter='OoniSchema.*': for exports of real runs.
TEST(OoniSchema, AcceptsTheExportThatTheEnvironmentNames) {
  const char* file = std::getenv("SAKSI_OONI_JSONL");
  if (file == nullptr) GTEST_SKIP() << "SAKSI_OONI_JSONL names no export";
  std::ifstream in{file};
  int checked = 0;
  for (std::string line; std::getline(in, line); ++checked) {
    EXPECT_EQ(joined(check_ooni_line(line)), "") << file << ":" << checked + 1;
  }
  EXPECT_GT(checked, 0) << file;
}

TEST(OoniSchema, NamesWhatIsWrong) {
  const auto problem_after = [](const std::function<void(Json&)>& damage) {
    Json document = exported();
    damage(document);
    return joined(check_ooni_document(document));
  };
  const auto says = [&](const char* words, const std::function<void(Json&)>& damage) {
    EXPECT_NE(problem_after(damage).find(words), std::string::npos)
        << words << " / " << problem_after(damage);
  };
  says("$.probe_asn has the value", [](Json& d) { d["probe_asn"] = "4788"; });
  says("$.input is missing", [](Json& d) { d.erase("input"); });
  says("test_keys.blocking has the value", [](Json& d) { d["test_keys"]["blocking"] = "tls"; });
  says("test_keys.title_match is missing", [](Json& d) { d["test_keys"].erase("title_match"); });
  says("accessible is not false", [](Json& d) { d["test_keys"]["accessible"] = true; });
  says("not an OONI failure",
       [](Json& d) { d["test_keys"]["tcp_connect"][2]["status"]["failure"] = "broken"; });
  says("success and failure", [](Json& d) { d["test_keys"]["tcp_connect"][2]["status"]["success"] = true; });
  says("order", [](Json& d) {
    const Json value = d["test_keys"]["agent"];
    d["test_keys"].erase("agent");
    d["test_keys"]["agent"] = value;
  });
  says("tags[1] has the value", [](Json& d) { d["test_keys"]["queries"][0]["tags"][1] = "deep"; });
  says("without ipv4", [](Json& d) { d["test_keys"]["queries"][0]["answers"][0].erase("ipv4"); });
  says("ends before", [](Json& d) { d["test_keys"]["queries"][0]["t"] = 0; });
  says("is not base64", [](Json& d) { d["test_keys"]["queries"][1]["raw_response"] = "?"; });
}

}  // namespace
}  // namespace saksi
