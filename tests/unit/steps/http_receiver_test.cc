#include "probe/steps/http_receiver.h"

#include <gtest/gtest.h>

#include "probe/steps/http.h"

namespace saksi {
namespace {

TEST(HttpReceiver, TellsWhenALimitIsMetAndNotBefore) {
  HttpReceiver receiver(5);
  int told = 0;
  receiver.when_full([&] { ++told; });
  EXPECT_TRUE(receiver.take_header_line("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(receiver.take_body("12345"));
  EXPECT_EQ(told, 0);
  EXPECT_FALSE(receiver.take_body("6"));
  EXPECT_EQ(told, 1);
}

TEST(HttpReceiver, KeepsHeadersInOrderWithTheirNamesAsReceived) {
  HttpReceiver receiver(100);
  for (const char* line :
       {"HTTP/1.1 200 OK\r\n", "sErVer:  odd \r\n", "Empty:\r\n", "no colon\r\n", "\r\n"}) {
    EXPECT_TRUE(receiver.take_header_line(line));
  }
  const std::vector<Header> expected = {{"sErVer", "odd"}, {"Empty", ""}};
  EXPECT_EQ(receiver.take_response(false).headers, expected);
}

TEST(HttpReceiver, ATrailerThatLooksLikeAStatusLineDoesNotReplaceTheResponse) {
  HttpReceiver receiver(100);
  EXPECT_TRUE(receiver.take_header_line("HTTP/2 200\r\n"));
  EXPECT_TRUE(receiver.take_header_line("\r\n"));
  EXPECT_TRUE(receiver.take_body("page"));
  EXPECT_TRUE(receiver.take_header_line("HTTP/1.1 500: x\r\n"));
  EXPECT_TRUE(receiver.take_header_line("X-Late: 1\r\n"));
  const HttpResponse response = receiver.take_response(false);
  EXPECT_EQ(response.code, 200);
  EXPECT_EQ(response.body, "page");
  EXPECT_TRUE(response.headers.empty());
}

TEST(HttpReceiver, AStatusLineWithoutANumberIsNoResponse) {
  HttpReceiver receiver(100);
  EXPECT_TRUE(receiver.take_header_line("HTTP/1.1\r\n"));
  EXPECT_FALSE(receiver.has_response());
}

TEST(HttpReceiver, StopsAtTheLimitsOfHeadersOverAllBlocks) {
  HttpReceiver receiver(100);
  std::size_t lines = 0;
  while (receiver.take_header_line(lines % 2 == 0 ? "HTTP/1.1 100 Continue\r\n" : "\r\n")) ++lines;
  EXPECT_EQ(lines, kMaxHeaderCount);
  EXPECT_TRUE(receiver.headers_are_too_large());
}

}  // namespace
}  // namespace saksi
