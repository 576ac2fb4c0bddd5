#include "probe/control/echo.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "tests/unit/control/raw_http.h"

namespace saksi {
namespace {

using nlohmann::json;
using test::body_of;
using test::status_of;

json echoed(const std::string& request, const std::string& server_name = "") {
  const std::string response = echo_response(request, server_name);
  EXPECT_EQ(status_of(response), 200) << response;
  return json::parse(body_of(response));
}

TEST(Echo, SaysWhatArrivedAndNothingOfTheCaller) {
  const std::string request =
      "GET /a/path?q HTTP/1.1\r\nHost: blocked.example\r\nUser-Agent: secret\r\nX-Request-Id: 5f3a\r\n\r\n";
  EXPECT_EQ(echoed(request), (json{{"saksi_echo", 1},
                                   {"method", "GET"},
                                   {"host", "blocked.example"},
                                   {"request_id", "5f3a"},
                                   {"server_name", ""},
                                   {"head_bytes", request.size()}}));
}

TEST(Echo, AnyMethodHostAndPathWillDo) {
  EXPECT_EQ(echoed("POST * HTTP/1.0\r\nhOsT:xn--e1afmkfd.example:8080 \r\n\r\n")["host"],
            "xn--e1afmkfd.example:8080");
  EXPECT_EQ(echoed("GET http://absolute.example/ HTTP/1.1\r\nHost: a\r\n\r\n")["host"], "a");
  EXPECT_EQ(echoed("GET / HTTP/1.0\r\n\r\n")["host"], "") << "a Host that somebody took out";
  EXPECT_EQ(echoed("GET / HTTP/1.1\nHost: b\n\n")["host"], "b") << "lines that somebody rewrote";
  EXPECT_EQ(echoed("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")["host"], "a");
}

TEST(Echo, OverTlsItSaysTheServerNameToo) {
  EXPECT_EQ(echoed("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "sni.example")["server_name"], "sni.example");
}

TEST(Echo, WhatComesBehindTheHeadIsNotEchoed) {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n";
  EXPECT_EQ(echoed(head + "X-Request-Id: not a header\r\n\r\n")["request_id"], "");
  EXPECT_EQ(echoed(head + "body")["head_bytes"], head.size());
}

TEST(Echo, TheAnswerIsMarkedAndNotKept) {
  const std::string response = echo_response("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "");
  for (const char* header : {"\r\nServer: saksi-echo\r\n", "\r\nConnection: close\r\n",
                             "\r\nCache-Control: no-store\r\n", "\r\nContent-Type: application/json\r\n"}) {
    EXPECT_NE(response.find(header), std::string::npos) << header;
  }
  const auto length = "\r\nContent-Length: " + std::to_string(body_of(response).size()) + "\r\n";
  EXPECT_NE(response.find(length), std::string::npos);
}

TEST(Echo, HeadHasNoBody) {
  const std::string response = echo_response("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "");
  EXPECT_EQ(status_of(response), 200);
  EXPECT_EQ(body_of(response), "");
}

TEST(Echo, WhatIsNoRequestIsRefused) {
  for (const std::string bad :
       {"\r\n\r\n", "hello\r\n\r\n", "GET /\r\n\r\n", " / HTTP/1.1\r\n\r\n", "G\xff / HTTP/1.1\r\n\r\n",
        "SSH-2.0-x y\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n"}) {
    EXPECT_EQ(status_of(echo_response(bad, "")), 400) << bad;
  }
}

TEST(Echo, ATooLargeHeadIsRefused) {
  const std::string start = "GET / HTTP/1.1\r\nX: ";
  EXPECT_EQ(status_of(echo_response(start + std::string(kMaxEchoHead, 'x'), "")), 431);
  EXPECT_EQ(status_of(echo_response(start + std::string(kMaxEchoHead, 'x') + "\r\n\r\n", "")), 431);
}

TEST(Echo, AValueCannotBreakOutOfTheAnswer) {
  const std::string request =
      "GET / HTTP/1.1\r\nHost: a\",\"saksi_echo\":2,\"\xff\xfe\x01\r\nX-Request-Id: " +
      std::string(3000, 'n') + "\r\n\r\n";
  const json answer = echoed(request, "\xff\"");
  EXPECT_EQ(answer["saksi_echo"], 1);
  EXPECT_EQ(answer["request_id"].get<std::string>().size(), 512U);
}

TEST(Echo, OutlivesWhateverIsSent) {
  const std::string whole = "GET / HTTP/1.1\r\nHost: a.example\r\nX-Request-Id: 1234\r\n\r\n";
  std::mt19937 random(20260102);
  for (int i = 0; i < 20000; ++i) {
    std::string text = whole;
    for (int change = 0; change < 4; ++change)
      text[random() % text.size()] = static_cast<char>(random() % 256);
    text.resize(random() % (text.size() + 1));
    const std::string response = echo_response(text, "");
    const int status = status_of(response);
    ASSERT_TRUE(status == 200 || status == 400) << status;
    const bool has_json = status == 200 && text.compare(0, 5, "HEAD ") != 0;
    ASSERT_TRUE(!has_json || json::accept(body_of(response))) << response;
  }
}

}  // namespace
}  // namespace saksi
