#include "core/judge/fingerprint.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/digest.h"
#include "core/judge/pattern_set.h"
#include "tests/support/certificates.h"
#include "tests/support/shared_data.h"

namespace saksi {
namespace {

const std::string kHeader =
    "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,source,"
    "exp_url,notes\n";

Fingerprints prints(const std::string& rows) {
  auto parsed = Fingerprints::parse(kHeader + rows, "test.csv");
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return parsed ? *parsed : Fingerprints{};
}

std::string error(const std::string& rows) {
  const auto parsed = Fingerprints::parse(kHeader + rows, "test.csv");
  return parsed ? std::string{} : parsed.error().message;
}

HttpResponse page(const std::string& body, std::vector<Header> headers = {}) {
  HttpResponse response;
  response.code = 200;
  response.headers = std::move(headers);
  response.body = body;
  response.body_length = body.size();
  return response;
}

std::string matched(const Fingerprints& set, const HttpResponse& response) {
  const Fingerprint* found = set.match_response(response);
  return found == nullptr ? "" : found->name;
}

TEST(Fingerprints, WithoutRowsMatchNothing) {
  const Fingerprints none;
  EXPECT_EQ(matched(none, page("anything")), "");
  EXPECT_EQ(none.match_address(*IpAddress::parse("1.2.3.4")), nullptr);
  EXPECT_EQ(none.version().size(), 16U);
}

TEST(Fingerprints, BodyPatternsOfEveryTypeMatchAsTheirTypeSays) {
  const auto set = prints(
      "c,nat,,body,contains,blocked by order,,,,,\n"
      "p,nat,,body,prefix,<html>NOTICE,,,,,\n"
      "f,nat,,body,full,exactly this,,,,,\n"
      "r,nat,,body,regexp,Makluman.*MCMC,,,,,\n");
  EXPECT_EQ(matched(set, page("It was blocked by order of")), "c");
  EXPECT_EQ(matched(set, page("<html>NOTICE of")), "p");
  EXPECT_EQ(matched(set, page(" <html>NOTICE of")), "");
  EXPECT_EQ(matched(set, page("exactly this")), "f");
  EXPECT_EQ(matched(set, page("exactly this and more")), "");
  EXPECT_EQ(matched(set, page("x Makluman \n\n of MCMC x")), "r") << "the dot spans lines";
  EXPECT_EQ(matched(set, page("Makluman.*MCM")), "");
}

TEST(Fingerprints, HeaderPatternsAreHeldAgainstTheirHeaderOnlyWhateverItsCase) {
  const auto set = prints(
      "c,isp,,header.location,contains,/notice?,,,,,\n"
      "p,isp,,header.server,prefix,WireFilter,,,,,\n"
      "f,isp,,header.via,full,1.1 filter,,,,,\n");
  EXPECT_EQ(matched(set, page("", {{"LOCATION", "http://isp.example/notice?u=1"}})), "c");
  EXPECT_EQ(matched(set, page("", {{"Server", "WireFilter 2"}})), "p");
  EXPECT_EQ(matched(set, page("", {{"Via", "1.1 filter"}})), "f");
  EXPECT_EQ(matched(set, page("/notice?", {{"Server", "my WireFilter"}, {"Via", "1.1 filters"}})), "");
}

TEST(Fingerprints, AFalsePositiveSuppressesEveryOtherMatchWhereverItStands) {
  const auto set = prints(
      "block,nat,,body,contains,access denied,,,,,\n"
      "harmless,fp,,header.server,prefix,cloudflare,,,,,\n");
  EXPECT_EQ(matched(set, page("access denied")), "block");
  const auto both = page("access denied", {{"Server", "cloudflare"}});
  EXPECT_EQ(matched(set, both), "harmless");
  EXPECT_EQ(set.match_response(both)->scope, Scope::fp);
}

TEST(Fingerprints, TheWiderAuthorityWinsOverTheProductThatItUses) {
  const auto set = prints(
      "product,prod,,body,contains,netfilter,,,,,\n"
      "national,nat,,body,contains,by order of the ministry,,,,,\n");
  EXPECT_EQ(matched(set, page("netfilter: by order of the ministry")), "national");
}

TEST(Fingerprints, AddressesAndCnameTargetsMatchWhole) {
  const auto set = prints(
      "a,nat,,dns,full,175.139.142.25,,MY,,,\n"
      "six,nat,,dns,full,d0::11,,IR,,,\n"
      "name,isp,,dns,full,internetpositif.example,,ID,,,\n");
  EXPECT_EQ(set.match_address(*IpAddress::parse("175.139.142.25"))->name, "a");
  EXPECT_EQ(set.match_address(*IpAddress::parse("d0::11"))->name, "six");
  EXPECT_EQ(set.match_address(*IpAddress::parse("175.139.142.2")), nullptr);
  EXPECT_EQ(set.match_name("InternetPositif.example.")->name, "name");
  EXPECT_EQ(set.match_name("www.internetpositif.example"), nullptr);
}

TEST(Fingerprints, ScopesOfOonisListAreReadIntoOurWords) {
  const auto set = prints(
      "a,nat,,body,contains,a,,,,,\nb,isp,,body,contains,b,,,,,\nc,prod,,body,contains,c,,,,,\n"
      "d,inst,,body,contains,d,,,,,\ne,vbw,,body,contains,e,,,,,\nf,fp,,body,contains,f,,,,,\n"
      "g,injb,,body,contains,g,,,,,\nh,prov,,body,contains,h,,,,,\n");
  std::map<std::string, Scope> scopes;
  for (const auto& print : set.all()) scopes[print.name] = print.scope;
  const std::map<std::string, Scope> expected{
      {"a", Scope::national}, {"b", Scope::isp}, {"c", Scope::product},     {"d", Scope::institution},
      {"e", Scope::vbw},      {"f", Scope::fp},  {"g", Scope::institution}, {"h", Scope::fp}};
  EXPECT_EQ(scopes, expected);
}

TEST(Fingerprints, CountriesAreSplitAtCommasAndBlanksAndTrimmed) {
  const auto set = prints(
      "a,nat,,body,contains,x,5,\" AE, "
      "SA\",,,\nb,nat,,body,contains,y,5,,,,\nz,nat,,body,contains,z,5,ZZ,,,\n");
  const auto my = *CountryCode::parse("MY");
  EXPECT_EQ(set.all()[0].expected_countries.size(), 2U);
  EXPECT_TRUE(set.all()[0].expected_in(*CountryCode::parse("SA")));
  EXPECT_FALSE(set.all()[0].expected_in(my));
  EXPECT_TRUE(set.all()[0].expected_in(CountryCode{})) << "an unknown country cannot contradict";
  EXPECT_TRUE(set.all()[1].expected_in(my)) << "no country named: any";
  EXPECT_TRUE(set.all()[2].expected_in(my)) << "ZZ stands for any";
}

TEST(Fingerprints, ABadRowIsAnErrorThatNamesLineAndColumn) {
  EXPECT_EQ(error("a,nat,,body,contains,x,,,,,\nb,state,,body,contains,x,,,,,\n").substr(0, 28),
            "test.csv:3: column 'scope' i");
  EXPECT_NE(error("a,nat,,body,glob,x,,,,,\n").find("test.csv:2: column 'pattern_type'"), std::string::npos);
  EXPECT_NE(error("a,nat,,header.Server,full,x,,,,,\n").find("column 'location_found'"), std::string::npos);
  EXPECT_NE(error("a,nat,,body,full,,,,,,\n").find("column 'pattern' is empty"), std::string::npos);
  EXPECT_NE(error(",nat,,body,full,x,,,,,\n").find("column 'name' is empty"), std::string::npos);
  EXPECT_NE(error("a,nat,,body,full,x,,Malaysia,,,\n").find("'Malaysia'"), std::string::npos);
  EXPECT_NE(error("a,nat,,dns,contains,1.2.3,,,,,\n").find("must be full"), std::string::npos);
  EXPECT_NE(error("a,nat,,body,full,x\n").find("test.csv:2: 6 fields"), std::string::npos);
  EXPECT_NE(error("a,nat,,body,regexp,(x,,,,,\n").find("test.csv:2: column 'pattern' is no regexp"),
            std::string::npos);
  EXPECT_NE(
      Fingerprints::parse("name,scope\n", "short.csv").error().message.find("no column 'location_found'"),
      std::string::npos);
}

TEST(Fingerprints, ALaterRowOfTheSameNameWins) {
  const auto set = prints("a,nat,,body,contains,old,,,,,\na,isp,,body,contains,new,,,,,\n");
  EXPECT_EQ(set.all().size(), 1U);
  EXPECT_EQ(matched(set, page("old")), "");
  EXPECT_EQ(matched(set, page("new")), "a");
}

TEST(Fingerprints, TheVersionChangesWithTheContentAndOnlyWithIt) {
  const auto one = prints("a,nat,,body,contains,x,,,,,\n");
  EXPECT_EQ(one.version(), prints("a,nat,,body,contains,x,,,,,another note\n").version());
  EXPECT_NE(one.version(), prints("a,nat,,body,contains,y,,,,,\n").version());
  EXPECT_NE(one.version(), prints("a,isp,,body,contains,x,,,,,\n").version());
  EXPECT_EQ(one.version().size(), 16U);
}

TEST(Fingerprints, AMissingFileIsAnErrorThatNamesIt) {
  const auto loaded = Fingerprints::load({"/nonexistent/prints.csv"});
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("/nonexistent/prints.csv"), std::string::npos);
}

TEST(Fingerprints, OonisOwnListsLoadWithoutError) {
  const auto folder = shared_data() / "fingerprints";
  if (!std::filesystem::is_directory(folder))
    GTEST_SKIP() << "no ../shared/data/fingerprints beside the tree";
  const auto dns = Fingerprints::load({folder / "fingerprints_dns.csv"});
  const auto http = Fingerprints::load({folder / "fingerprints_http.csv"});
  ASSERT_TRUE(dns) << dns.error().message;
  ASSERT_TRUE(http) << http.error().message;
  EXPECT_EQ(dns->all().size(), 226U);
  EXPECT_EQ(http->all().size(), 1729U);
  EXPECT_EQ(dns->match_address(*IpAddress::parse("175.139.142.25"))->scope, Scope::national);
  EXPECT_EQ(dns->match_name("internet-positif.org.")->scope, Scope::isp);
}

TEST(Fingerprints, OurOwnListLoadsAndKnowsItsNotices) {
  const auto file = std::filesystem::path{SAKSI_SOURCE_DIR} / "data" / "fingerprints.csv";
  const auto ours = Fingerprints::load({file});
  ASSERT_TRUE(ours) << ours.error().message;
  EXPECT_GT(ours->all().size(), 50U);
  EXPECT_EQ(ours->match_address(*IpAddress::parse("175.139.142.25"))->scope, Scope::national);
  const auto notice =
      page("<p>This website is not available in Malaysia as it violate(s) the National law(s).</p>");
  ASSERT_NE(ours->match_response(notice), nullptr);
  EXPECT_EQ(ours->match_response(notice)->scope, Scope::national);
}

std::filesystem::path written(const std::string& name, const std::string& text) {
  const auto file =
      std::filesystem::temp_directory_path() / ("saksi_" + std::to_string(getpid()) + "_" + name);
  std::ofstream{file, std::ios::binary} << text;
  return file;
}

TEST(Fingerprints, ABadRowOfAForeignListIsLeftOutAndNamedAndOneOfOursIsAnError) {
  const auto foreign = written("foreign.csv", kHeader +
                                                  "a,nat,,body,contains,good,,,,,\n"
                                                  "b,nat,,body,regexp,look(?=ahead),,,,,\n"
                                                  "c,nat,,body,glob,x,,,,,\n"
                                                  "d,nat,,body\n");
  const auto loaded = Fingerprints::load({foreign});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->all().size(), 1U);
  ASSERT_EQ(loaded->skipped().size(), 3U);
  EXPECT_EQ(loaded->skipped()[0].where, foreign.string() + ":3");
  EXPECT_NE(loaded->skipped()[0].why.find("is no regexp"), std::string::npos);
  const auto ours = written("ours.csv", kHeader + "saksi.b,nat,,body,regexp,look(?=ahead),,,,,\n");
  EXPECT_FALSE(Fingerprints::load({ours}));
  std::filesystem::remove(foreign);
  std::filesystem::remove(ours);
}

const char* const kSignatures =
    "{\"fingerprint\":\"a_prod_box_1\",\"pattern\":\"Server: Box/1\\\\.0\"}\n"
    "\n"
    "{\"fingerprint\":\"b_nat_ir_page\",\"pattern\":\"<b>Peyvandha</b>\"}\r\n"
    "{\"fingerprint\":\"c_isp_telsy\",\"pattern\":\"blocked.*by us\"}\n"
    "{\"fingerprint\":\"d_corp_acme\",\"pattern\":\"Acme\\\\? No\"}\n"
    "{\"fingerprint\":\"f_gen_word\",\"pattern\":\"page blocked\"}\n"
    "{\"fingerprint\":\"x_harmless\",\"pattern\":\"It works!\"}\n"
    "{\"fingerprint\":\"e_unk_back\",\"pattern\":\"(a)\\\\1\"}\n"
    "{\"fingerprint\":\"no pattern\"}\n"
    "not json\n";

TEST(Fingerprints, CensoredPlanetsSignaturesAreReadByTheirNames) {
  const auto file = written("signatures.json", kSignatures);
  const auto set = Fingerprints::load({file});
  ASSERT_TRUE(set) << set.error().message;
  std::map<std::string, const Fingerprint*> by_name;
  for (const Fingerprint& print : set->all()) by_name[print.name] = &print;
  ASSERT_EQ(by_name.size(), 6U);
  EXPECT_EQ(by_name["censoredplanet.a_prod_box_1"]->location, "header.server");
  EXPECT_EQ(by_name["censoredplanet.a_prod_box_1"]->pattern, "Box/1.0");
  EXPECT_EQ(by_name["censoredplanet.b_nat_ir_page"]->scope, Scope::national);
  EXPECT_EQ(by_name["censoredplanet.b_nat_ir_page"]->expected_countries.front().to_string(), "IR");
  EXPECT_EQ(by_name["censoredplanet.c_isp_telsy"]->type, PatternType::regexp);
  EXPECT_TRUE(by_name["censoredplanet.c_isp_telsy"]->expected_countries.empty());
  EXPECT_EQ(by_name["censoredplanet.d_corp_acme"]->scope, Scope::institution);
  EXPECT_EQ(by_name["censoredplanet.d_corp_acme"]->pattern, "Acme? No");
  EXPECT_EQ(by_name["censoredplanet.f_gen_word"]->scope, Scope::unknown);
  EXPECT_EQ(by_name["censoredplanet.x_harmless"]->scope, Scope::fp);
  EXPECT_EQ(set->skipped().size(), 3U);
  EXPECT_EQ(matched(*set, page("<b>Peyvandha</b> page blocked")), "censoredplanet.b_nat_ir_page");
  EXPECT_EQ(matched(*set, page("<b>Peyvandha</b> It works!")), "censoredplanet.x_harmless");
  EXPECT_EQ(matched(*set, page("", {{"SERVER", "Box/1.0 beta"}})), "censoredplanet.a_prod_box_1");
  std::filesystem::remove(file);
}

TEST(Fingerprints, CensoredPlanetsOwnListsLoad) {
  const auto folder = shared_data() / "fingerprints";
  if (!std::filesystem::is_directory(folder))
    GTEST_SKIP() << "no ../shared/data/fingerprints beside the tree";
  const auto set = Fingerprints::load(
      {folder / "cp-assets_blockpage_signatures.json", folder / "cp-assets_false_positive_signatures.json"});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_GT(set->all().size(), 1080U);
  for (const SkippedPrint& skipped : set->skipped()) EXPECT_FALSE(skipped.why.empty()) << skipped.where;
  EXPECT_LE(set->skipped().size(), 5U);
}

TEST(Fingerprints, ACertificateMatchesByIssuerSubjectOrDigest) {
  const std::string der = certificate_der({"block.example", "Notice Authority"});
  const auto set = prints("i,nat,,tls.issuer,contains,O=Notice Authority,,,,,\n");
  ASSERT_NE(set.match_certificate(der), nullptr);
  EXPECT_EQ(set.match_certificate(der)->name, "i");
  EXPECT_EQ(set.match_certificate("no certificate"), nullptr);
  const auto subject = prints("s,isp,,tls.issuer,regexp,\"CN=block\\.example(,|$)\",,,,,\n");
  EXPECT_NE(subject.match_certificate(der), nullptr);
  const auto digest = prints("d,isp,,tls.sha256,full," + sha256_hex(der) + ",,,,,\n");
  EXPECT_NE(digest.match_certificate(der), nullptr);
  EXPECT_EQ(digest.match_certificate(der + "x"), nullptr);
}

/// Values of one list of hand-made labels (iMAP's notebooks), by their label.
std::vector<std::string> labelled(const std::filesystem::path& file, const std::string& label) {
  std::vector<std::string> values;
  std::ifstream stream{file};
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const std::size_t last = line.rfind(','), before = line.rfind(',', last - 1);
    if (line.substr(before + 1, last - before - 1) == label) values.push_back(line.substr(last + 1));
  }
  return values;
}

bool is_of_state_or_provider(const Fingerprints& set, const std::string& address) {
  const auto parsed = IpAddress::parse(address);
  const Fingerprint* found = parsed ? set.match_address(*parsed) : nullptr;
  return found != nullptr && (found->scope == Scope::national || found->scope == Scope::isp);
}

TEST(Fingerprints, AddressesThatPeopleCheckedAreKnownAsTheyWereLabelled) {
  const auto labels = shared_data() / "imap" / "imap_notebook_labels.csv";
  if (!std::filesystem::exists(labels)) GTEST_SKIP() << "no ../shared/data/imap beside the tree";
  const auto ours =
      Fingerprints::load({std::filesystem::path{SAKSI_SOURCE_DIR} / "data" / "fingerprints.csv"});
  ASSERT_TRUE(ours) << ours.error().message;
  const auto known = [&](const std::string& address) { return is_of_state_or_provider(*ours, address); };
  const auto confirmed = labelled(labels, "confirmed_ips");
  ASSERT_GT(confirmed.size(), 50U);
  const auto found = std::count_if(confirmed.begin(), confirmed.end(), known);
  EXPECT_GE(found * 100, static_cast<std::ptrdiff_t>(confirmed.size()) * 90);
  const auto wrong = labelled(labels, "false_positive_ips");
  ASSERT_GT(wrong.size(), 20U);
  for (const std::string& address : wrong) {
    ASSERT_TRUE(IpAddress::parse(address)) << address;
    EXPECT_FALSE(known(address)) << address;
  }
}

TEST(PatternSet, FindsTheLowestIndexAmongOverlappingPatterns) {
  const PatternSet set{{"hers", "he", "she", "is", "", "his"}};
  EXPECT_EQ(set.lowest_match("ushers"), 0U);
  EXPECT_EQ(set.lowest_match("she"), 1U);
  EXPECT_EQ(set.lowest_match("this"), 3U) << "'is' inside 'his'";
  EXPECT_EQ(set.lowest_match("xyz"), std::nullopt);
  EXPECT_EQ(PatternSet{}.lowest_match("x"), std::nullopt);
}

TEST(PatternSet, AgreesWithPlainSearchOnEveryTextOfTwoLetters) {
  const std::vector<std::string> patterns{"abba", "aab", "bb", "baab", "aaaa", "\xff\x01"};
  const PatternSet set{patterns};
  for (unsigned bits = 0; bits < 1024; ++bits) {
    std::string text;
    for (unsigned i = 0; i < 10; ++i) text += (bits >> i & 1U) != 0 ? 'a' : 'b';
    std::optional<std::size_t> expected;
    for (std::size_t i = 0; i < patterns.size() && !expected; ++i) {
      if (text.find(patterns[i]) != std::string::npos) expected = i;
    }
    EXPECT_EQ(set.lowest_match(text), expected) << text;
  }
  EXPECT_EQ(set.lowest_match("b\xff\x01"), 5U);
}

}  // namespace
}  // namespace saksi
