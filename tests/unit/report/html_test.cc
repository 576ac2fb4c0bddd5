#include "analyzer/report/html.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "analyzer/report/html_parts.h"
#include "tests/support/html_check.h"

namespace saksi::html {
namespace {

TEST(Html, EscapesEveryCharacterThatCouldBecomeMarkup) {
  EXPECT_EQ(escape("<a href=\"x\" title='y'>&amp;</a>"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
}

TEST(Html, TextBecomesEscapedMerelyByBeingPutIntoAnElement) {
  const std::string hostile = "<script>alert(1)</script>";
  EXPECT_EQ(element("b", hostile).markup(), "<b>&lt;script&gt;alert(1)&lt;/script&gt;</b>");
}

TEST(Html, AttributeValuesCannotEndTheirQuotes) {
  const Html html = element("b", {{"class", "x\" onclick=\"alert(1)"}}, "t");
  EXPECT_EQ(html.markup(), "<b class=\"x&quot; onclick=&quot;alert(1)\">t</b>");
  EXPECT_EQ(check_html(html.markup()).attributes, std::vector<std::string>{"class"});
}

TEST(Html, OnlyLiteralsCanBeMarkup) {
  static_assert(!std::is_constructible_v<Literal, std::string>);
  static_assert(!std::is_constructible_v<Literal, std::string_view>);
  EXPECT_EQ(Html::raw("<hr>").markup(), "<hr>");
}

TEST(Html, BytesThatAreNotUtf8AndControlCharactersAreReplaced) {
  EXPECT_EQ(escape("a\xFF\xC0\xAF"
                   "b"),
            "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(escape(std::string_view("a\0b", 3)),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(Html, CharactersThatTurnTheDirectionOfWritingAreReplaced) {
  EXPECT_EQ(escape("moc.\xE2\x80\xAE"
                   "elpmaxe"),
            "moc.\xEF\xBF\xBD"
            "elpmaxe");
  EXPECT_EQ(escape("\xD8\xA7\xD9\x84"), "\xD8\xA7\xD9\x84") << "Arabic itself stays as it is";
}

TEST(Html, AMeasuredUrlIsTextAndNeverALink) {
  const HtmlCheck check = check_html(url_text("https://blocked.example/\"><a href=https://x>").markup());
  EXPECT_EQ(check.tags, std::vector<std::string>{"span"});
  EXPECT_TRUE(check.hrefs.empty());
  EXPECT_TRUE(check.problems.empty());
}

TEST(HtmlTable, RefusesARowThatHasNotAsManyCellsAsColumns) {
  Table table("t", {{"a", false}, {"b", false}});
  EXPECT_THROW(table.add({"only one"}), std::logic_error);
}

TEST(HtmlTable, HasHeadersWithScopeAndACaption) {
  Table table("What it shows", {{"URL", false}, {"Count", true}});
  table.add({"x", "1"});
  const std::string markup = table.html().markup();
  EXPECT_NE(markup.find("<caption>What it shows</caption>"), std::string::npos);
  EXPECT_NE(markup.find("scope=\"col\""), std::string::npos);
  EXPECT_NE(markup.find("scope=\"row\""), std::string::npos);
  EXPECT_TRUE(check_html(markup).problems.empty());
}

}  // namespace
}  // namespace saksi::html
