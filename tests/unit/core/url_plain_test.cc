// Url reads plain URLs by itself and gives the rest to libcurl: both must see the same.
#include <gtest/gtest.h>

#include <random>

#include "core/url.h"

namespace saksi {
namespace {

std::string random_piece(std::mt19937& random, std::string_view letters, std::size_t most) {
  std::string text;
  for (std::size_t left = random() % (most + 1); left > 0; --left) text += letters[random() % letters.size()];
  return text;
}

std::string random_url(std::mt19937& random, std::string_view path_letters) {
  std::string url = random() % 2 == 0 ? "http://" : "https://";
  url += random_piece(random, "aZ0x-_.9f", 6) + random_piece(random, "ab.01x", 3);
  if (random() % 8 == 0) url += ":" + std::to_string(random() % 70000);
  if (random() % 4 != 0) url += "/" + random_piece(random, path_letters, 10);
  return url;
}

/// A fragment is dropped, and sends every URL to libcurl.
TEST(PlainUrl, IsReadAsLibcurlReadsIt) {
  std::mt19937 random(11);
  int good = 0;
  for (int round = 0; round < 200000; ++round) {
    const std::string text = random_url(random, "ab/.?&=%2 ");
    const auto plain = Url::parse(text), curl = Url::parse(text + "#f");
    ASSERT_EQ(plain.has_value(), curl.has_value()) << text;
    if (!plain) continue;
    ++good;
    ASSERT_EQ(plain->text(), curl->text()) << text;
    ASSERT_EQ(plain->host(), curl->host());
    ASSERT_EQ(plain->target(), curl->target());
    ASSERT_EQ(plain->port(), curl->port());
    ASSERT_EQ(plain->literal(), curl->literal());
    ASSERT_EQ(plain->original(), text);
  }
  EXPECT_GT(good, 20000);
}

TEST(PlainUrl, IsResolvedAsLibcurlResolvesIt) {
  std::mt19937 random(12);
  const auto base = Url::parse("https://www.example.com/a/b?c");
  ASSERT_TRUE(base);
  for (int round = 0; round < 50000; ++round) {
    const std::string text = random_url(random, "ab/.?&=");  // blanks at its end are cut
    const auto plain = base->resolve(text), curl = base->resolve(text + "#f");
    ASSERT_EQ(plain.has_value(), curl.has_value()) << text;
    if (!plain) continue;
    ASSERT_EQ(plain->text(), curl->text()) << text;
    ASSERT_EQ(plain->original() + "#f", curl->original()) << text;
  }
}

}  // namespace
}  // namespace saksi
