#include "analyzer/report/utf8.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

constexpr const char* kReplaced = "\xEF\xBF\xBD";

TEST(Utf8, KeepsWellFormedTextAsItIs) {
  const std::string text = "a \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x8C\x88";
  EXPECT_EQ(to_valid_utf8(text), text);
}

TEST(Utf8, ReplacesSurrogatesOverlongFormsAndWhatIsCutOff) {
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80").substr(0, 3), kReplaced);
  EXPECT_EQ(to_valid_utf8("\xE0\x80\xAF").substr(0, 3), kReplaced);
  EXPECT_EQ(to_valid_utf8("\xF4\x90\x80\x80").substr(0, 3), kReplaced);
  EXPECT_EQ(to_valid_utf8("x\xE2\x82"), std::string("x") + kReplaced + kReplaced);
}

TEST(Utf8, ShortensBetweenCharactersAndSaysSo) {
  EXPECT_EQ(shorten("\xC3\xA9\xC3\xA9\xC3\xA9", 4), "\xC3\xA9\xC3\xA9...");
  EXPECT_EQ(shorten("\xC3\xA9\xC3\xA9", 4), "\xC3\xA9\xC3\xA9");
  EXPECT_EQ(shorten("\xC3\xA9\xC3\xA9", 3), "\xC3\xA9...");
}

TEST(Utf8, APlainLineHasNoLineEndsNoEscapesAndNoOverrides) {
  EXPECT_EQ(to_plain_line("  a \r\n\t b\x1B[31m \xE2\x80\xAE"),
            std::string("a b") + kReplaced + "[31m " + kReplaced);
}

}  // namespace
}  // namespace saksi
