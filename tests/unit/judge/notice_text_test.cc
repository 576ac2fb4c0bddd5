// What a notice says, and what it does not. The notices are made up after the kinds that are met.
#include "core/judge/notice_text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/judge/judge.h"
#include "core/judge/plain_text.h"
#include "core/utf8.h"
#include "tests/support/judging.h"

namespace saksi {
namespace {

NoticeText read(const std::string& html) {
  HttpResponse response;
  response.code = 200;
  response.body = html;
  return read_notice(response);
}

const char* const kBare =
    "<html><head><title>Makluman/Notification</title></head><body><h1>Makluman/Notification</h1>"
    "<p>This website is not available in Malaysia as it violate(s) the National law(s).</p></body></html>";

const char* const kFull =
    R"(<html lang="en"><body><h2>Access denied</h2><p>Access to this site has been denied under Section 263(2) of the
Communications and Multimedia Act 1998, as ordered by the Malaysian Communications and Multimedia Commission.</p>
<p>The site is used for online gambling.</p>
<p>If this was in error, lodge a complaint: <a href="mailto:aduan@notice.example?subject=x">write to us</a>.</p>
</body></html>)";

TEST(ReadNotice, ABareNoticeSaysNothingOfItsGrounds) {
  const NoticeText notice = read(kBare);
  EXPECT_EQ(notice.authority, "");
  EXPECT_EQ(notice.law, "") << "'the National law(s)' names no law";
  EXPECT_EQ(notice.reason, "");
  EXPECT_EQ(notice.contact, "");
  EXPECT_EQ(notice.remedy, "");
  EXPECT_EQ(notice.language, "en");
  EXPECT_EQ(
      in_words(notice),
      "As far as a program can read it, the notice does not say who ordered it, under which law or order, "
      "why, whom to ask and how to appeal or complain.");
}

TEST(ReadNotice, AFullNoticeIsQuotedPartByPart) {
  const NoticeText notice = read(kFull);
  EXPECT_EQ(notice.authority, "MCMC");
  EXPECT_NE(notice.law.find("Section 263(2) of the Communications and Multimedia Act 1998"),
            std::string::npos);
  EXPECT_EQ(notice.reason, "The site is used for online gambling.");
  EXPECT_EQ(notice.contact, "aduan@notice.example");
  EXPECT_NE(notice.remedy.find("lodge a complaint"), std::string::npos);
  EXPECT_EQ(notice.language, "en");
  EXPECT_EQ(
      in_words(notice),
      "As far as a program can read it, the notice says who ordered it (MCMC), under which law or order, "
      "why, whom to ask and how to appeal or complain.");
}

TEST(ReadNotice, MalayIsReadToo) {
  const NoticeText notice = read(
      "<p>Laman ini tidak boleh dicapai kerana mengandungi unsur perjudian.</p>"
      "<p>Capaian telah disekat oleh Suruhanjaya Komunikasi dan Multimedia di bawah Seksyen 263.</p>"
      "<p>Rayuan boleh dibuat. Hubungi talian 03-8688 8000.</p>");
  EXPECT_EQ(notice.authority, "MCMC");
  EXPECT_NE(notice.law.find("Seksyen 263"), std::string::npos);
  EXPECT_NE(notice.reason.find("perjudian"), std::string::npos);
  EXPECT_EQ(notice.remedy, "Rayuan boleh dibuat.");
  EXPECT_EQ(notice.contact, "03-8688 8000");
  EXPECT_EQ(notice.language, "ms");
}

TEST(ReadNotice, AnOrderOfACourtIsAnAuthorityAndAnOrder) {
  const NoticeText notice =
      read("<b>The page was blocked on the instructions of the DoT, in compliance with orders of court.</b>");
  EXPECT_EQ(notice.authority, "Department of Telecommunications and court");
  EXPECT_NE(notice.law.find("orders of court"), std::string::npos);
  EXPECT_EQ(notice.reason, "");
}

TEST(ReadNotice, AMinistryIsNamedInItsOwnWords) {
  EXPECT_EQ(read("Blocked by order of the Ministry of Home Affairs, 3 May.").authority,
            "Ministry of Home Affairs");
  EXPECT_EQ(read("The Ministry of Information and Broadcasting has directed this.").authority,
            "Ministry of Information and Broadcasting");
}

TEST(ReadNotice, OtherScriptsAreRead) {
  const NoticeText hindi =
      read("यह वेबसाइट दूरसंचार विभाग के निर्देश पर धारा 69 के अंतर्गत अवरुद्ध है। अपील की जा सकती है।");
  EXPECT_EQ(hindi.authority, "Department of Telecommunications");
  EXPECT_NE(hindi.law.find("धारा 69"), std::string::npos);
  EXPECT_EQ(hindi.law.find("अपील"), std::string::npos) << "the danda ends a sentence";
  EXPECT_FALSE(hindi.remedy.empty());
  EXPECT_EQ(hindi.language, "hi");
  const NoticeText urdu =
      read("یہ ویب سائٹ پی ٹی اے نے گستاخانہ مواد کی وجہ سے بند کر دی ہے۔ شکایت کے لیے لکھیں۔");
  EXPECT_EQ(urdu.authority, "PTA");
  EXPECT_FALSE(urdu.reason.empty());
  EXPECT_FALSE(urdu.remedy.empty());
  EXPECT_EQ(urdu.language, "ur");
  EXPECT_EQ(read("இந்த இணையதளம் நீதிமன்ற உத்தரவு காரணமாக தடை செய்யப்பட்டுள்ளது").language, "ta");
}

TEST(ReadNotice, TwoLanguagesAreBothNamed) {
  EXPECT_EQ(read("<p>Laman ini tidak boleh dicapai oleh anda.</p><p>This site is not open to the public.</p>")
                .language,
            "en ms");
}

TEST(ReadNotice, TheClaimedLanguageStandsInWhereWordsTellNothing) {
  EXPECT_EQ(read("<html lang='tr-TR'><p>Engellendi</p>").language, "tr");
  EXPECT_EQ(read("<html lang='<script>'><p>Engellendi</p>").language, "");
}

TEST(ReadNotice, WordsInsideOtherWordsAreNotMeant) {
  const NoticeText notice = read("<p>Optapta scampi, courtesy of unactionable Discourt dots.</p>");
  EXPECT_EQ(notice.authority, "");
  EXPECT_EQ(notice.law, "");
  EXPECT_EQ(read("<p>dot pta</p>").authority, "") << "short names are meant only as they are written";
}

TEST(ReadNotice, ScriptsAndCommentsSayNothing) {
  const NoticeText notice = read(
      "<script>var x = 'MCMC court order gambling';</script><!-- PTA appeal "
      "--><style>.court{}</style><p>No.</p>");
  EXPECT_EQ(notice.authority + notice.law + notice.reason + notice.remedy, "");
}

TEST(ReadNotice, ARelBlockedByLinkNamesTheAuthority) {
  HttpResponse response;
  response.code = 451;
  response.headers = {{"Link", "<https://authority.example>; rel=\"blocked-by\""}};
  EXPECT_EQ(read_notice(response).authority, "<https://authority.example>; rel=\"blocked-by\"");
}

TEST(ReadNotice, ContactsAreFoundInOrderOfUse) {
  EXPECT_EQ(read("<p>Write to help@isp.example, or call 1800 12 34 56.</p>").contact, "help@isp.example");
  EXPECT_EQ(read("<p>Hotline: +60 3 1234 5678 (office hours)</p>").contact, "+60 3 1234 5678");
  EXPECT_EQ(read("<a href='https://isp.example/contact-us'>here</a>").contact,
            "https://isp.example/contact-us");
  EXPECT_EQ(read("<form><textarea name=x></textarea></form>").contact, "a form on the page");
  EXPECT_EQ(read("<p>@ a@ @b a@b call 12</p>").contact, "");
}

// ---- Hostile pages

void expect_bounded(const NoticeText& notice) {
  for (const std::string* part :
       {&notice.authority, &notice.law, &notice.reason, &notice.contact, &notice.remedy, &notice.language}) {
    EXPECT_LE(part->size(), kMaxNoticeBytes);
    EXPECT_TRUE(is_utf8(*part));
    EXPECT_TRUE(std::none_of(part->begin(), part->end(), [](char c) { return c >= 0 && c < ' '; }));
  }
}

TEST(ReadNotice, WhatIsQuotedIsBoundedAndOnOneLine) {
  const std::string filler(5000, 'x');
  expect_bounded(read(filler + " court order " + filler));
  expect_bounded(read("court order\x1b[31m\r\n\x07 gambling \xff\xfe appeal \xe2\x80\xae" + filler));
  std::string letters;
  for (int i = 0; i < 400; ++i) letters += "அ";
  expect_bounded(read(letters + "நீதிமன்ற உத்தரவு" + letters));
  expect_bounded(read("ministry of " + letters));
  expect_bounded(read(std::string(300, 'a') + "@" + std::string(300, 'b') + ".example"));
  expect_bounded(read("<a href='tel:" + std::string(3000, '1') + "'>"));
}

TEST(ReadNotice, DirectionCharactersAreLeftOut) {
  EXPECT_EQ(one_clean_line("a\xe2\x80\xae"
                           "b\xe2\x81\xa6 \t\n c\x7f"),
            "ab c");
  EXPECT_EQ(one_clean_line("&#x202e;"), "&#x202e;");
  EXPECT_EQ(plain_text("a&#x202e;b &amp; &#67; &#xD800; &#99999999999;").lines.front(),
            "ab & C &#xD800; &#99999999999;");
}

/// Every part of these is looked at once: a page that makes the reader go back would take minutes.
TEST(ReadNotice, PagesThatMakeAReaderGoBackAreReadInNoTime) {
  const auto many = [](const std::string& piece) {
    std::string text;
    while (text.size() < kMaxBodyBytes) text += piece;
    return text;
  };
  for (const std::string piece : {"<", "<a ", "<!--", "<script>", "&", "&#", "@", "a@", ". ", "act ", "</",
                                  "<a href=", "section ", "\xe2\x80", "ministry of ", "<html lang=a"})
    expect_bounded(read(many(piece)));
}

// ---- In the verdict

TEST(NoticeInVerdict, IsQuotedOnlyOfANotice) {
  const auto prints = fingerprints("my.test,nat,,body,contains,denied under Section 263,9,MY,,,\n");
  HttpResponse notice = ordinary_page();
  notice.body = kFull;
  const auto fetched = [&](const HttpResponse& response) {
    return MeasurementBuilder("http://www.example.com/")
        .resolves_to({"93.184.216.34"})
        .fetches("93.184.216.34", response)
        .control_fine({"93.184.216.34"})
        .build();
  };
  const Verdict blocked = judge(fetched(notice), prints);
  ASSERT_EQ(blocked.word, VerdictWord::blocked);
  ASSERT_TRUE(blocked.notice);
  EXPECT_EQ(blocked.notice->authority, "MCMC");
  EXPECT_TRUE(any_reason_says(blocked, "who ordered it (MCMC)"));
  EXPECT_FALSE(judge(fetched(ordinary_page()), prints).notice);
}

}  // namespace
}  // namespace saksi
