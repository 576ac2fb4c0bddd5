#include "probe/control/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace saksi {
namespace {

std::string unpacked(const std::string& packed, std::size_t size) {
  std::string bytes(size + 1, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  bytes.resize(stream.total_out);
  inflateEnd(&stream);
  return bytes;
}

TEST(Gzip, WhatIsPackedComesBack) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "{\"number\":" + std::to_string(i * 7919) + "},";
  const auto packed = gzipped(text);
  ASSERT_TRUE(packed.has_value());
  EXPECT_LT(packed->size() * 2, text.size());
  EXPECT_EQ(unpacked(*packed, text.size()), text);
}

TEST(Gzip, WhatWouldNotBecomeSmallerIsLeftAlone) {
  EXPECT_FALSE(gzipped("").has_value());
  EXPECT_FALSE(gzipped("{\"message\":\"Hello\"}").has_value());
  std::string noise;
  unsigned seed = 1;
  for (int i = 0; i < 5000; ++i) {
    seed = seed * 1664525u + 1013904223u;
    noise += static_cast<char>(seed >> 24);
  }
  EXPECT_FALSE(gzipped(noise).has_value());
}

TEST(Gzip, IsUsedForWhoNamesItAndNotForWhoForbidsIt) {
  for (const char* yes : {"gzip", "deflate, gzip", "GZIP;q=0.5", "br;q=1.0, gzip;q=0.8, *;q=0.1", "x-gzip"}) {
    EXPECT_TRUE(takes_gzip(yes)) << yes;
  }
  for (const char* no :
       {"", "identity", "br", "gzip;q=0", "gzip; q=0.000", "*", "gzipped", ",,;;,", "q=gzip"}) {
    EXPECT_FALSE(takes_gzip(no)) << no;
  }
}

}  // namespace
}  // namespace saksi
