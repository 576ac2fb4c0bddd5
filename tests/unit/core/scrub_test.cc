#include "core/scrub.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "core/scrub_dns.h"
#include "core/scrub_find.h"
#include "tests/support/trace_search.h"

namespace saksi {
namespace {

using test::search_traces;

constexpr const char* kV4 = "203.0.113.7";
constexpr const char* kV6 = "2001:db8:12:3400:5e6f:7081:92a3:b4c5";

IpAddress address(const std::string& text) {
  return *IpAddress::parse(text);
}

PersonalTraces traces_of(const std::vector<std::string>& addresses, std::vector<std::string> names = {}) {
  PersonalTraces traces;
  for (const std::string& text : addresses) traces.addresses.push_back(address(text));
  traces.names = std::move(names);
  return traces;
}

std::string list(const std::vector<test::TraceFinding>& findings) {
  std::string out;
  for (const auto& finding : findings) out += finding.trace + " as " + finding.spelling + "\n";
  return out;
}

/// A public address that no measurement here uses, from a seed that the failure message names.
std::string random_v4(std::mt19937& random) {
  std::uniform_int_distribution<int> first(20, 99), octet(1, 254);
  return std::to_string(first(random)) + "." + std::to_string(octet(random)) + "." +
         std::to_string(octet(random)) + "." + std::to_string(octet(random));
}

std::string random_v6(std::mt19937& random) {
  std::uniform_int_distribution<int> octet(0, 255);
  std::string bytes("\x2a\x02", 2);
  while (bytes.size() < 16) bytes += static_cast<char>(octet(random));
  return IpAddress::from_bytes(bytes)->to_string();
}

Measurement example() {
  Measurement m;
  m.id = std::string(32, 'a');
  m.url = *Url::parse("https://example.org/page");
  m.vantage = {Asn{64500}, "Example Net", *CountryCode::parse("MY")};
  DnsObservation dns;
  dns.hostname = "example.org";
  dns.answers.push_back({AnswerType::A, address("198.51.100.20"), "", 60, Asn{64501}, "Host"});
  m.dns.push_back(dns);
  HttpObservation http;
  http.url = m.url.text();
  http.endpoint = {address("198.51.100.20"), 443};
  http.response = HttpResponse{200, {{"Server", "nginx"}}, "<html>hello</html>", 18, false};
  m.http.push_back(http);
  return m;
}

const HttpResponse& response(const Scrubbed<Measurement>& m) {
  return *m->http.at(0).response;
}

// ---- every spelling, everywhere

class ScrubEverySpelling : public testing::TestWithParam<unsigned> {};

TEST_P(ScrubEverySpelling, IsGoneFromAPageWhereverItStands) {
  std::mt19937 random(GetParam());
  const std::string page = "<html><title>Notice</title><p>This site is not available, act 588 of 1998.</p>\n";
  for (const std::string& own : {random_v4(random), random_v6(random)}) {
    const PersonalTraces traces = traces_of({own});
    for (const auto& [how, text] : test::all_spellings(own)) {
      const std::string before = page.substr(0, random() % page.size());
      const std::string dirty = before + " " + text + " " + page;
      const std::string clean = scrub_text(dirty, traces);
      EXPECT_NE(clean, dirty) << own << " as " << how << ": " << text;
      EXPECT_EQ(list(search_traces(clean, {{own}, {}})), "") << own << " as " << how << " in\n" << clean;
      EXPECT_NE(clean.find("act 588 of 1998.</p>\n"), std::string::npos)
          << own << " as " << how << " took the page\n"
          << clean;
    }
  }
}

TEST_P(ScrubEverySpelling, IsGoneFromEveryTextOfAMeasurement) {
  std::mt19937 random(GetParam());
  const std::string own = random_v4(random);
  const PersonalTraces traces = traces_of({own});
  for (const auto& [how, text] : test::all_spellings(own)) {
    Measurement m = example();
    m.http[0].url = "https://example.org/next?from=" + text;
    m.http[0].result = {Failure::unknown_failure, "cannot bind " + text};
    m.http[0].request_headers = {{"X-Forwarded-For", text}};
    m.http[0].response->headers = {{"Set-Cookie", "ip=" + text + "; path=/"}, {"Location", "/?" + text}};
    m.dns[0].answers.push_back(
        {AnswerType::CNAME, {}, "host-" + text + ".isp.example", 1, {}, "net of " + text});
    m.dns[0].resolver = text;
    m.tls.push_back({});
    m.tls[0].verify_error = "wrong name " + text;
    m.tls[0].server_name = text + ".example";
    m.tls[0].peer_certificates = {"\x30\x82 first " + text, "second"};
    m.control = ControlExchange{};
    m.control->answer = ControlAnswer{};
    m.control->answer->http_request.title = "Hello " + text;
    m.control->answer->http_request.headers = {{"X-Client", text}};
    m.control->answer->dns.addrs = {text};
    m.control->answer->tcp_connect[text] = {};
    m.control->answer->ip_info[text] = {};
    const auto clean = scrub(m, traces);
    std::string all = clean->http[0].url + "\n" + clean->http[0].result.failure_text + "\n";
    for (const Header& h : response(clean).headers) all += h.second + "\n";
    all += clean->http[0].request_headers[0].second + "\n" + clean->dns[0].answers[1].hostname + "\n";
    all += clean->dns[0].answers[1].as_name + "\n" + clean->dns[0].resolver + "\n" +
           clean->tls[0].verify_error + "\n";
    all += clean->tls[0].server_name + "\n" + clean->tls[0].peer_certificates[0] + "\n";
    const ControlAnswer& control = *clean->control->answer;
    all += control.http_request.title + "\n" + control.http_request.headers[0].second + "\n" +
           control.dns.addrs[0] + "\n";
    all += control.tcp_connect.begin()->first + "\n" + control.ip_info.begin()->first + "\n";
    EXPECT_EQ(list(search_traces(all, {{own}, {}})), "") << own << " as " << how << " in\n" << all;
    EXPECT_EQ(clean->tls[0].peer_certificates[1], "second");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ScrubEverySpelling, testing::Values(1U, 2U));

TEST(Scrub, TheSearcherFindsWhatTheTestsEmbed) {
  for (const char* own : {kV4, kV6}) {
    for (const auto& [how, text] : test::all_spellings(own)) {
      EXPECT_FALSE(search_traces("<p> " + text + " </p>", {{own}, {}}).empty())
          << own << " as " << how << ": " << text;
    }
  }
}

TEST(Scrub, EscapesMixedWithPlainDigitsAreFound) {
  const PersonalTraces traces = traces_of({kV4});
  for (const std::string text :
       {"2%303.0&#46;113.7", "203\\u002e0.113&period;7", "203%25252E0.113.7", "203.0.1=\r\n13.7",
        "20&#x33;.0.113.7", "203.0.113\\.7", "https:\\/\\/203.0.113.7\\/", "２０３．０．１１３．７",
        "۲۰۳.۰.۱۱۳.۷", "२०३.०.११३.७",
        "203.0.\xe2\x80\x8b"
        "113.7",
        "%u0032%u00303.0.113.7"}) {
    EXPECT_NE(scrub_text(text, traces).find("[scrubbed]"), std::string::npos) << text;
  }
}

TEST(Scrub, AddressGluedBetweenDigitsIsGoneUnlessItIsAnotherAddress) {
  const PersonalTraces traces = traces_of({kV4});
  EXPECT_EQ(scrub_text("203.0.113.77 and 1.203.0.113.70", traces), "203.0.113.77 and 1.203.0.113.70");
  EXPECT_EQ(scrub_text("x9999203.0.113.7", traces), "x9999[scrubbed]");
  EXPECT_EQ(scrub_text("203.0.113.7999", traces), "[scrubbed]999");
}

TEST(Scrub, NetworksThatHoldTheAddressAreGone) {
  const PersonalTraces traces = traces_of({kV4, kV6});
  EXPECT_EQ(scrub_text("subnet 203.0.113.0/24, 203.0.0.0/16", traces), "subnet [scrubbed], [scrubbed]");
  EXPECT_EQ(scrub_text("not 203.0.112.0/24, nor 0.0.0.0/0", traces), "not 203.0.112.0/24, nor 0.0.0.0/0");
  EXPECT_EQ(scrub_text("2001:db8:12:3400::/56", traces), "[scrubbed]");
}

TEST(Scrub, OtherDevicesOnTheSameIpv6LineAreGone) {
  EXPECT_EQ(scrub_text("2001:db8:12:3400::1 2001:db8:12:3401::1", traces_of({kV6})),
            "[scrubbed] 2001:db8:12:3401::1");
}

TEST(Scrub, ADrawingThatLooksLikeAPrivateAddressStays) {
  const std::string arc = "<path d=\"a10 10 0 0 1 5 5\"/> matrix(10,0,0,1)";
  EXPECT_EQ(scrub_text(arc, traces_of({"10.0.0.1"})), arc);
  EXPECT_EQ(scrub_text("10.0.0.1", traces_of({"10.0.0.1"})), "[scrubbed]");
}

// ---- names

TEST(Scrub, NamesAreFoundAsWholeWordsInAnyCaseAndEncoding) {
  const PersonalTraces traces = traces_of({}, {"amir-laptop", "corp.example.net"});
  for (const std::string text :
       {"Amir-Laptop", "AMIR_LAPTOP", "amir%2Dlaptop", "YW1pci1sYXB0b3A=", "amir&#45;laptop",
        "616d69722d6c6170746f70", "pc.corp.example.net", "corp_example_net"}) {
    EXPECT_NE(scrub_text("see " + text + " here", traces).find("[scrubbed]"), std::string::npos) << text;
  }
  EXPECT_EQ(scrub_text("samir-laptop amir-laptops", traces), "samir-laptop amir-laptops");
}

TEST(Scrub, CommonWordsAreNobodysName) {
  const std::string page = "The user at localhost is root of the home lan; ab is a name too short.";
  EXPECT_EQ(scrub_text(page, traces_of({}, {"user", "localhost", "root", "home", "lan", "ab", "Admin", ""})),
            page);
}

TEST(Scrub, ANameInTheMeasuredUrlIsTheListsWord) {
  Measurement m = example();
  m.url = *Url::parse("https://amir.example.org/");
  m.http[0].response->body = "amir writes; amir-laptop does not";
  const auto clean = scrub(m, traces_of({}, {"amir", "amir-laptop"}));
  EXPECT_EQ(clean->url.text(), "https://amir.example.org/");
  EXPECT_EQ(response(clean).body, "amir writes; [scrubbed] does not");
}

TEST(Scrub, HardwareAddressInAPortalsRedirectIsGone) {
  const PersonalTraces traces = traces_of({}, {"02:42:ac:11:00:02", "0242ac110002"});
  EXPECT_EQ(scrub_text("http://portal/?mac=02-42-AC-11-00-02&m=0242AC110002", traces),
            "http://portal/?mac=[scrubbed]&m=[scrubbed]");
}

TEST(Scrub, TracesOfThisMachineHoldNoLoopbackAndNoCommonName) {
  const PersonalTraces traces = PersonalTraces::of_this_machine();
  for (const IpAddress& own : traces.addresses) EXPECT_FALSE(own.is_loopback()) << own.to_string();
  for (const std::string& name : traces.names) EXPECT_FALSE(is_common_name(name)) << name;
  EXPECT_FALSE(traces.addresses.empty() && traces.names.empty());
}

// ---- literals whose owner is not known

TEST(Scrub, LiteralAddressesLeaveHeadersAndBodiesThoughTheOwnOneIsUnknown) {
  Measurement m = example();
  m.http[0].response->headers = {{"X-Client-IP", "192.0.2.99"}, {"Via", "1.1 192.168.1.1:3128"}};
  m.http[0].response->body = "You are 192.0.2.99 or 2001:db8::99 (also %32001:db8::99), version 4.2.1";
  const auto clean = scrub(m, {});
  EXPECT_EQ(response(clean).headers[0].second, "[scrubbed]");
  EXPECT_EQ(response(clean).headers[1].second, "1.1 [scrubbed]:3128");
  EXPECT_EQ(response(clean).body, "You are [scrubbed] or [scrubbed] (also [scrubbed]), version 4.2.1");
}

TEST(Scrub, EndpointsAnswersAndHostsOfUrlsStayInPages) {
  Measurement m = example();
  m.control = ControlExchange{};
  m.control->answer = ControlAnswer{};
  m.control->answer->dns.addrs = {"198.51.100.44"};
  const std::string body =
      "served by 198.51.100.20, twin 198.51.100.44 <iframe src=\"http://10.10.34.35/?type=x\"> 127.0.0.1 "
      "a::before";
  m.http[0].response->body = body;
  m.http[0].response->headers = {{"Location", "http://192.168.1.1/login"}};
  const auto clean = scrub(m, traces_of({kV4}));
  EXPECT_EQ(response(clean).body, body);
  EXPECT_EQ(response(clean).headers[0].second, "http://192.168.1.1/login");
  EXPECT_EQ(clean->control->answer->dns.addrs.at(0), "198.51.100.44");
}

TEST(Scrub, AnOwnAddressGoesThoughItIsTheHostOfAUrl) {
  Measurement m = example();
  m.http[0].response->body = "<a href='http://203.0.113.7:8080/'>";
  EXPECT_EQ(response(scrub(m, traces_of({kV4}))).body, "<a href='http://[scrubbed]:8080/'>");
}

TEST(Scrub, BodyLengthIsWhatCameOverTheWire) {
  Measurement m = example();
  m.http[0].response->body = "203.0.113.7";
  m.http[0].response->body_length = 11;
  EXPECT_EQ(response(scrub(m, traces_of({kV4}))).body_length, 11U);
}

// ---- typed fields

TEST(Scrub, OwnAddressesInTypedFieldsBecomeTheAddressOfNothing) {
  Measurement m = example();
  m.dns[0].answers.push_back({AnswerType::A, address(kV4), "", 60, Asn{64999}, "Home Net"});
  m.dns[0].answers.push_back({AnswerType::AAAA, address(kV6), "", 60, Asn{}, ""});
  m.tcp.push_back({});
  m.tcp[0].endpoint = {address(kV4), 80};
  m.control = ControlExchange{};
  m.control->request.tcp_connect = {{address(kV4), 80}};
  m.control->answer = ControlAnswer{};
  m.control->answer->tcp_connect["203.0.113.7:80"].status = true;
  const auto clean = scrub(m, traces_of({kV4, kV6}));
  EXPECT_EQ(clean->dns[0].answers.at(1).address.to_string(), "0.0.0.0");
  EXPECT_FALSE(clean->dns[0].answers.at(1).asn.known());
  EXPECT_EQ(clean->dns[0].answers.at(2).address.to_string(), "::");
  EXPECT_EQ(clean->tcp[0].endpoint.to_string(), "0.0.0.0:80");
  EXPECT_EQ(clean->control->request.tcp_connect.at(0).to_string(), "0.0.0.0:80");
  EXPECT_TRUE(clean->control->answer->tcp_connect.at("0.0.0.0:80").status);
}

TEST(Scrub, AMeasuredUrlThatHoldsTheAddressStaysAUrl) {
  Measurement m = example();
  m.url = *Url::parse("http://203.0.113.7:8080/camera?from=203.0.113.7");
  const auto clean = scrub(m, traces_of({kV4}));
  EXPECT_EQ(clean->url.text(), "http://scrubbed.invalid:8080/camera?from=scrubbed.invalid");
}

TEST(Scrub, NetworkAndCountryOfTheVantageStay) {
  const auto clean = scrub(example(), traces_of({kV4}));
  EXPECT_EQ(clean->vantage.asn.to_string(), "AS64500");
  EXPECT_EQ(clean->vantage.as_name, "Example Net");
  EXPECT_EQ(clean->vantage.country.to_string(), "MY");
}

TEST(Scrub, ScrubbingTwiceChangesNothing) {
  const PersonalTraces traces = traces_of({kV4, kV6}, {"amir", "scrubbed"});
  for (const char* own : {kV4, kV6}) {
    for (const auto& [how, text] : test::all_spellings(own)) {
      const std::string once = scrub_text("amir" + text + " amir." + text + text, traces);
      EXPECT_EQ(scrub_text(once, traces), once) << how;
    }
  }
}

// ---- raw DNS

std::string name_of(const std::vector<std::string>& labels) {
  std::string out;
  for (const std::string& label : labels) out += static_cast<char>(label.size()) + label;
  return out + '\0';
}

std::string record(const std::string& name, int type, const std::string& rdata) {
  std::string out = name;
  out += {0, static_cast<char>(type), 0, 1, 0, 0, 0, 60, 0, static_cast<char>(rdata.size())};
  return out + rdata;
}

std::string message(const std::vector<std::string>& answers, const std::string& additional = {}) {
  std::string out{0, 7, -127, -128,
                  0, 1, 0,    static_cast<char>(answers.size()),
                  0, 0, 0,    static_cast<char>(!additional.empty())};
  out += name_of({"example", "org"}) + std::string{0, 1, 0, 1};
  for (const std::string& answer : answers) out += answer;
  return out + additional;
}

const std::string kPointer("\xc0\x0c", 2);

std::string scrubbed_message(const std::string& raw) {
  const TraceFinder finder(traces_of({kV4, kV6}));
  return scrub_dns_message(raw, finder);
}

TEST(ScrubDns, OwnAddressInRdataBecomesZerosAndTheMessageKeepsItsShape) {
  const std::string mine = address(kV4).bytes();
  const std::string other = address("198.51.100.20").bytes();
  const std::string raw = message(
      {record(kPointer, 1, other), record(kPointer, 1, mine), record(kPointer, 28, address(kV6).bytes())});
  const std::string zeroed = message({record(kPointer, 1, other), record(kPointer, 1, std::string(4, '\0')),
                                      record(kPointer, 28, std::string(16, '\0'))});
  EXPECT_EQ(scrubbed_message(raw), zeroed);
}

TEST(ScrubDns, ClientSubnetIsZeroedWhoeverItIs) {
  const std::string subnet = std::string{0, 8, 0, 7, 0, 1, 24, 0} + std::string("\xc0\x00\x02", 3);
  const std::string empty = std::string{0, 8, 0, 7, 0, 1, 24, 0, 0, 0, 0};
  const std::string root(1, '\0');
  EXPECT_EQ(scrubbed_message(message({}, record(root, 41, subnet))), message({}, record(root, 41, empty)));
}

TEST(ScrubDns, TracesInNamesAndTextsAreZeroedAndLengthsStay) {
  const std::string reverse = name_of({"7", "113", "0", "203", "in-addr", "arpa"});
  const std::string txt = std::string(1, 26) + "client address 203.0.113.7";
  const std::string split = std::string(1, 5) + "203.0" + std::string(1, 6) + ".113.7";
  const std::string raw = message({record(reverse, 12, name_of({"host-203-0-113-7", "isp", "example"})),
                                   record(kPointer, 16, txt), record(kPointer, 16, split)});
  const std::string clean = scrubbed_message(raw);
  EXPECT_EQ(clean.size(), raw.size());
  EXPECT_EQ(list(search_traces(clean, {{kV4}, {}})), "");
  EXPECT_NE(clean.find(std::string("\7in-addr\4arpa\0", 14)), std::string::npos);
  EXPECT_NE(clean.find("client address " + std::string(11, '\0')), std::string::npos);
  EXPECT_EQ(clean.find("203.0"), std::string::npos);
}

TEST(ScrubDns, ANameThatRunsThroughAPointerIsRead) {
  const std::string tail = name_of({"113", "0", "203", "in-addr", "arpa"});
  std::string raw{0, 7, -127, -128, 0, 1, 0, 1, 0, 0, 0, 0};
  raw += tail + std::string{0, 12, 0, 1};
  raw += record(std::string("\1"
                            "7"
                            "\xc0\x0c",
                            4),
                12, name_of({"isp"}));
  const std::string clean = scrubbed_message(raw);
  EXPECT_EQ(clean.find("113"), std::string::npos);
  EXPECT_EQ(clean.find("203"), std::string::npos);
}

TEST(ScrubDns, CutAndHostileMessagesAreSearchedAsBytes) {
  const std::string raw = message({record(kPointer, 1, address(kV4).bytes())});
  for (std::size_t size = 0; size <= raw.size(); ++size) {
    const std::string clean = scrubbed_message(raw.substr(0, size));
    EXPECT_EQ(clean.size(), size);
    EXPECT_EQ(clean.find(address(kV4).bytes()), std::string::npos);
  }
  std::string loop = message({});
  loop[12] = '\xc0';
  loop[13] = 12;
  EXPECT_EQ(scrubbed_message(loop + address(kV4).bytes()), loop + std::string(4, '\0'));
}

// ---- work

std::size_t steps_for(const std::string& unit, std::size_t size) {
  std::string text;
  while (text.size() < size) text += unit;
  const TraceFinder finder(traces_of({kV4, kV6}, {"amir-laptop"}));
  (void)finder.find(text, Sweep::all_literals);
  return finder.steps();
}

TEST(ScrubWork, GrowsWithTheTextOnHostilePages) {
  constexpr std::size_t kMostStepsPerByte = 120;
  for (const std::string unit :
       {"1.", "a:", "1:", "%25", "&#38;", "\\u005c", "QUJD", "203.0.113.", "203.0.113.7", "0x", "::", "a",
        "MjAzLjAuMTEzLjc", "cb", "=\r\n", "203-", "2001:db8:", "\xd9\xa2"}) {
    const std::size_t small = steps_for(unit, 1U << 14);
    const std::size_t large = steps_for(unit, 1U << 16);
    EXPECT_LE(large, 4 * small + 4096) << unit;
    EXPECT_LE(large, kMostStepsPerByte << 16) << unit;
  }
}

}  // namespace
}  // namespace saksi
