#include "probe/words.h"

#include <gtest/gtest.h>

#include "probe/explain.h"

namespace saksi {
namespace {

TEST(Words, EveryVerdictAndCertaintyHasWordsOfItsOwn) {
  EXPECT_NE(plain(VerdictWord::blocked), plain(VerdictWord::inconclusive));
  EXPECT_NE(plain(VerdictWord::site_down), plain(VerdictWord::refused_by_server));
  EXPECT_NE(plain(Certainty::confirmed), plain(Certainty::possible));
}

TEST(Words, ABlockedLineTellsHowSureAndHow) {
  Verdict verdict;
  verdict.word = VerdictWord::blocked;
  verdict.certainty = Certainty::confirmed;
  verdict.layer = Layer::http;
  verdict.method = Method::notice_page;
  EXPECT_EQ(one_line(verdict), "blocked (confirmed): a blocking notice is shown in place of the page");
}

TEST(Words, TheSameMethodReadsDifferentlyPerLayer) {
  EXPECT_NE(plain(Layer::tcp, Method::reset), plain(Layer::http, Method::reset));
  EXPECT_NE(plain(Layer::dns, Method::refused), plain(Layer::tcp, Method::refused));
}

TEST(Harmless, TerminalEscapesOfAHostilePageAreDefused) {
  const std::string title = harmless("\x1b]0;owned\x07\x1b[2Jhello\r\n", 100);
  EXPECT_EQ(title.find('\x1b'), std::string::npos);
  EXPECT_EQ(title.find('\r'), std::string::npos);
  EXPECT_NE(title.find("hello"), std::string::npos);
}

TEST(Harmless, C1ControlsInUtf8AreDefused) {
  EXPECT_EQ(harmless("a\xC2\x9B"
                     "31mb",
                     100),
            "a??31mb");
}

TEST(Harmless, LettersOfAnyScriptStay) {
  EXPECT_EQ(harmless("न्यूज़ اخبار", 100), "न्यूज़ اخبار");
}

TEST(Harmless, LongTextIsCutAndSaysSo) {
  const std::string cut = harmless(std::string(500, 'x'), 100);
  EXPECT_EQ(cut, std::string(100, 'x') + "...");
}

}  // namespace
}  // namespace saksi
