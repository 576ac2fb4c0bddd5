#include "analyzer/page_text.h"

#include <gtest/gtest.h>

#include "analyzer/judged.h"

namespace saksi {
namespace {

TEST(PageText, LeavesOutMarkupScriptsStylesAndComments) {
  EXPECT_EQ(visible_text("<title>T</title><style>b{}</style><!-- c --><p>A<script>x<y</script>B</p>", 100),
            "A B");
  EXPECT_EQ(visible_text("a<SCRIPT>alert(1)</ScRiPt>b", 100), "a b");
}

TEST(PageText, ReadsCharacterReferences) {
  EXPECT_EQ(visible_text("a&amp;b &lt;c&gt; &#77;&#x59; &nosuch; &#xD800; & &amp", 100),
            "a&b <c> MY &nosuch; \xEF\xBF\xBD & &amp");
}

TEST(PageText, IsBoundedAndEndsWhereMarkupNeverEnds) {
  EXPECT_EQ(visible_text("<script>" + std::string(1'000'000, 'x'), 100), "");
  EXPECT_EQ(visible_text(std::string(1'000'000, 'x'), 10), "xxxxxxxxxx...");
  EXPECT_EQ(visible_text("<", 10), "");
  EXPECT_EQ(visible_text("", 10), "");
}

TEST(ControlWords, SayWhatTheControlSawOrThatItDidNotAnswer) {
  Measurement m;
  EXPECT_EQ(control_words(m), "");
  m.control.emplace();
  m.control->result.failure = Failure::connection_refused;
  EXPECT_EQ(control_words(m), "No control answered (connection_refused).");
  m.control->result.failure.reset();
  m.control->answer.emplace();
  m.control->answer->dns.addrs = {"192.0.2.1", "192.0.2.2"};
  m.control->answer->http_request.status_code = 200;
  m.control->answer->http_request.body_length = 12;
  m.control->answer->http_request.title = "A\nB";
  EXPECT_EQ(control_words(m), "It found 2 addresses and got HTTP 200, 12 bytes, titled \"A B\".");
  m.control->answer->http_request.failure = "connection_reset";
  EXPECT_EQ(control_words(m), "It found 2 addresses and got no page (connection_reset).");
}

}  // namespace
}  // namespace saksi
