#include "core/url.h"

#include <gtest/gtest.h>

namespace saksi {
namespace {

Url url(const char* text) {
  return Url::parse(text).value();
}

TEST(Url, IsTakenApartOnce) {
  const Url it = url("https://WWW.Example.com:8443/a/b?q=1#part");
  EXPECT_TRUE(it.is_https());
  EXPECT_EQ(it.host(), "www.example.com");
  EXPECT_EQ(it.port(), 8443);
  EXPECT_TRUE(it.has_explicit_port());
  EXPECT_EQ(it.target(), "/a/b?q=1");
  EXPECT_EQ(it.text(), "https://www.example.com:8443/a/b?q=1");
  EXPECT_EQ(it.original(), "https://WWW.Example.com:8443/a/b?q=1#part");
}

TEST(Url, PathIsAtLeastASlashAndThePortIsTheSchemes) {
  EXPECT_EQ(url("http://example.com").text(), "http://example.com/");
  EXPECT_EQ(url("http://example.com").port(), 80);
  EXPECT_EQ(url("https://example.com?x=y").target(), "/?x=y");
  EXPECT_FALSE(url("https://example.com").has_explicit_port());
  EXPECT_EQ(url("https://example.com").port(), 443);
}

TEST(Url, FinalDotOfTheHostIsTakenAway) {
  EXPECT_EQ(url("http://example.com./").host(), "example.com");
}

TEST(Url, InternationalNamesBecomeAsciiWhateverTheLocale) {
  EXPECT_EQ(url("http://яндекс.рф/").host(), "xn--d1acpjx3f.xn--p1ai");
  EXPECT_EQ(url("http://ЯНДЕКС.рф/").text(), "http://xn--d1acpjx3f.xn--p1ai/");
  EXPECT_EQ(url("https://straße.de/").host(), "xn--strae-oqa.de");  // not transitional: IDNA 2008
  EXPECT_EQ(url("http://яндекс.рф/").original(), "http://яндекс.рф/");
}

TEST(Url, LiteralAddressesAreAddresses) {
  EXPECT_EQ(url("http://8.8.8.8/").literal()->to_string(), "8.8.8.8");
  const Url six = url("http://[2001:4860::8888]:80/x");
  EXPECT_EQ(six.host(), "2001:4860::8888");
  EXPECT_EQ(six.text(), "http://[2001:4860::8888]:80/x");
  EXPECT_FALSE(url("http://example.com/").literal());
}

TEST(Url, BytesThatHttpCannotCarryAreEncoded) {
  EXPECT_EQ(url("http://a.com/caf\xC3\xA9 bar?q=\xD0\xBA").target(), "/caf%C3%A9%20bar?q=%D0%BA");
  EXPECT_EQ(url("http://a.com/%41%20").target(), "/%41%20");
}

TEST(Url, RefusesWhatIsNotMeasured) {
  const std::string nul("http://a.com/\0", 14);
  for (const std::string& text : {std::string{},
                                  std::string{"example.com"},
                                  std::string{"ftp://a.com/"},
                                  std::string{"file:///etc/passwd"},
                                  std::string{"http://user@a.com/"},
                                  std::string{"http://user:pw@a.com/"},
                                  std::string{"http://:pw@a.com/"},
                                  std::string{"http://"},
                                  std::string{"http:///a.com"},
                                  std::string{"http:/a.com"},
                                  std::string{"http:a.com"},
                                  std::string{"http://?q"},
                                  std::string{"http://a.com:0/"},
                                  std::string{"http://a.com:99999/"},
                                  std::string{"http://a.com/\r\nX: y"},
                                  std::string{"http://a b.com/"},
                                  std::string{"http://a..com/"},
                                  std::string{"http://.a.com/"},
                                  std::string{"http://[::1/"},
                                  std::string{"http://\xff.com/"},
                                  nul,
                                  std::string{"http://"} + std::string(64, 'a') + ".com/",
                                  "http://a.com/" + std::string(8192, 'x')}) {
    const auto result = Url::parse(text);
    EXPECT_FALSE(result) << text;
  }
}

TEST(Url, ARefusalNamesTheUrlAndTheReasonWithoutControlBytes) {
  const auto refused = Url::parse("ftp://a.com/");
  EXPECT_NE(refused.error().message.find("ftp://a.com/"), std::string::npos);
  EXPECT_NE(refused.error().message.find("http"), std::string::npos);
  EXPECT_EQ(Url::parse("http://a\x1b[31m.com/").error().message.find('\x1b'), std::string::npos);
}

TEST(Url, TextIsReadBackAsTheSameUrl) {
  for (const char* text :
       {"http://яндекс.рф/путь?q=ж", "https://[2001:db8::1]:8080/", "http://EXAMPLE.com./a/../b?x#y"}) {
    const Url once = url(text);
    EXPECT_EQ(Url::parse(once.text()).value().text(), once.text());
    EXPECT_EQ(Url::parse(once.text()).value(), once);
  }
}

TEST(Location, IsResolvedAgainstTheUrl) {
  const Url base = url("https://example.com/a/b?x=1");
  EXPECT_EQ(base.resolve("/c")->text(), "https://example.com/c");
  EXPECT_EQ(base.resolve("c?d")->text(), "https://example.com/a/c?d");
  EXPECT_EQ(base.resolve("//other.org/x")->text(), "https://other.org/x");
  EXPECT_EQ(base.resolve("http://other.org:81")->text(), "http://other.org:81/");
  EXPECT_EQ(base.resolve("?y=2")->text(), "https://example.com/a/b?y=2");
  EXPECT_EQ(base.resolve(" /c ")->text(), "https://example.com/c");
  EXPECT_EQ(base.resolve("http://яндекс.рф/")->host(), "xn--d1acpjx3f.xn--p1ai");
}

TEST(Location, WithoutAHostIsAnError) {
  const Url base = url("http://httpbin.com/");
  for (const char* location :
       {"http://", "http:///x", "https:/x", "//", "///x", "http://?q", "http:", "javascript:alert(1)"}) {
    EXPECT_FALSE(base.resolve(location)) << location;
  }
  EXPECT_FALSE(base.resolve("/x\ny"));
  EXPECT_TRUE(base.resolve(""));  // an empty reference is the URL itself, RFC 3986 5.4
}

// Found by fuzzing: the text of such a URL was read again as http://0.0.0.127/.
TEST(Url, ANumberThatIsNoAddressAtFirstSightIsNoHost) {
  for (const char* text :
       {"http://2130706433./", "http://0x7f./x",
        "http://\xef\xbb\xbf"
        "0x7f./",
        "http://a.example.1/", "http://127.1./", "http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.1/"}) {
    const auto url = Url::parse(text);
    EXPECT_TRUE(!url || url->literal()) << text << " became " << url->text();
  }
  EXPECT_TRUE(Url::parse("http://0xcafe.example/"));
  EXPECT_TRUE(Url::parse("http://4chan.org/"));
  EXPECT_EQ(Url::parse("http://127.1/")->text(), "http://127.0.0.1/");
}

}  // namespace
}  // namespace saksi
