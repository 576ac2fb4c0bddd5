#include "tests/support/report_sample.h"

#include <algorithm>
#include <array>

#include "core/csv.h"
#include "core/testlist.h"
#include "tests/support/sample_evidence.h"

namespace saksi {

namespace {

constexpr std::size_t kDays = 5;
constexpr std::array<int, kDays> kDayOfNovember = {2, 5, 9, 12, 18};
constexpr std::size_t kNetworks = 4;
constexpr std::size_t kBrokenRunNetwork = 1;
constexpr std::size_t kBrokenRunDay = 3;

struct SampleNetwork {
  std::uint32_t asn;
  const char* name;
  const char* country;
};

constexpr std::array<SampleNetwork, kNetworks> kSampleNetworks = {
    SampleNetwork{64496, "Example Telecom", "MY"}, SampleNetwork{64497, "Sample Mobile", "MY"},
    SampleNetwork{64498, "Demo Fibre", "MY"}, SampleNetwork{64505, "Elsewhere Net", "SG"}};

/// One letter per day and network, see SampleKind; a space: not tested.
struct SampleSite {
  const char* url;
  const char* category;
  const char* notes;
  std::array<const char*, kNetworks> days;
};

constexpr std::array kSampleSites = {
    SampleSite{
        "http://rainbow-news.example/", "LGBT", "[lgbtiq][press] News", {"nnnnn", "xx on", "ooooo", "ooooo"}},
    SampleSite{"https://trans-support.example/",
               "LGBT",
               "[lgbtiq][women] Support",
               {"onnnn", "ooooo", "  ooo", "ooooo"}},
    SampleSite{
        "https://ilga-sample.example/", "LGBT", "[lgbtiq] Federation", {"ooooo", "rr rs", "ooooo", "ooooo"}},
    SampleSite{"https://her-law.example/know-your-rights",
               "HUMR",
               "[women] Legal aid",
               {"oo"
                "rrr",
                "ooooo", "ooo o", "ooooo"}},
    SampleSite{"https://defenders.example/",
               "HUMR",
               "[whrd][women] Defenders",
               {"rrooo", "xx  x", "ooooo", "ooooo"}},
    SampleSite{"https://choices.example/", "XED", "[srhr] Health", {"xxxxx", "ox ox", "ooooo", "ooooo"}},
    SampleSite{"https://contraception-facts.example/",
               "XED",
               "[srhr][women] Health",
               {"ooooo", "oo oo", "  rr ", "ooooo"}},
    SampleSite{
        "http://free-press.example/", "NEWS", "[press] News site", {"44444", "ooooo", "ooooo", "ooooo"}},
    SampleSite{
        "https://investigations.example/", "NEWS", "[press] News site", {"ooooo", "oo oo", "ttttt", "ooooo"}},
    SampleSite{"https://opposition.example/", "POLR", "Party", {"rorox", "ooooo", "ooooo", "ooooo"}},
    SampleSite{"https://campus-game.example/", "GAME", "Games", {"ooooo", "ooooo", "lllll", "ooooo"}},
    SampleSite{"https://movies.example/", "MMED", "Films", {"ooooo", "oo oo", "wwwww", "ooooo"}},
    SampleSite{"https://streaming.example/", "MMED", "Video", {"ggggg", "gg gg", "ggggg", "ooooo"}},
    SampleSite{"https://gone.example/", "CULTR", "Closed", {"ddddd", "dd dd", "ddddd", "ddddd"}},
    SampleSite{
        "https://picky-host.example/", "HOST", "Turns away home lines", {"ttttt", "     ", "     ", "ttttt"}},
    SampleSite{"https://proxied.example/", "COMT", "Chat", {"ooooo", "pp pp", "ooooo", "ooooo"}},
    SampleSite{"https://forum.example/?q=<script>alert(1)</script>&x=\"'",
               "COMT",
               "Odd URL",
               {"oixoo", "ooooo", "ooooo", "ooooo"}},
    SampleSite{
        "https://minority-voice.example/", "HUMR", "[minority] Voices", {"ooooo", "oo oo", "ooooo", "ooooo"}},
    SampleSite{
        "https://encyclopedia.example/", "CULTR", "Encyclopedia", {"ooooo", "oo oo", "ooooo", "ooooo"}},
    SampleSite{"https://search.example/", "SRCH", "Search engine", {"ooooo", "oo oo", "ooooo", "ooooo"}},
    SampleSite{"https://mail.example/", "COMT", "Mail", {"ooooo", "oo oo", "ooooo", "ooooo"}},
    SampleSite{"https://weather.example/", "GOVT", "Weather", {"ooooo", "oo oo", "ooooo", "ooooo"}},
    SampleSite{"https://sports.example/", "GMB", "Bets", {"iiiii", "oo oo", "ooooo", "ooooo"}},
    SampleSite{
        "http://old-forum.example/", "COMT", "Forum without TLS", {"ooooo", "oo oo", "ooooo", "ooooo"}},
};

std::string hex_id(std::uint64_t number) {
  std::string id;
  // splitmix64: looks like a random id, is always the same.
  for (int half = 0; half < 2; ++half) {
    std::uint64_t x = (number + static_cast<std::uint64_t>(half) + 1) * 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    x ^= x >> 31U;
    for (int i = 60; i >= 0; i -= 4) id += "0123456789abcdef"[(x >> static_cast<unsigned>(i)) & 0xFU];
  }
  return id;
}

SystemTime at(std::size_t day, int minute) {
  using namespace std::chrono;
  const sys_days date = year{2026} / November / kDayOfNovember.at(day);
  return SystemTime(date) + hours(10) + minutes(minute);
}

Vantage vantage_of(std::size_t network) {
  const SampleNetwork& sample = kSampleNetworks.at(network);
  return {Asn{sample.asn}, sample.name, *CountryCode::parse(sample.country)};
}

LineCheck line_of(std::size_t network, std::size_t day) {
  const bool broken = network == kBrokenRunNetwork && day == kBrokenRunDay;
  return {LineState::online, 10, broken ? 6 : 0};
}

Run run_of(std::size_t network, std::size_t day) {
  Run run;
  run.id = hex_id(1000 * (network + 1) + day);
  run.started = at(day, static_cast<int>(network));
  run.ended = at(day, 45);
  run.state = RunState::done;
  run.software_version = day < 3 ? "0.1.0" : "0.1.1";
  run.country = kSampleNetworks.at(network).country;
  run.list_name = "sample";
  run.list_hash = "5a3c1e0f9b7d2468";
  run.vantage = vantage_of(network);
  run.line = line_of(network, day);
  run.simulated = true;
  run.geo_description = "Sample ASN 2026-11-01";
  run.controls = "https://control.example";
  return run;
}

SampleMeasurement measurement_of(const SampleSite& site, const Run& run, std::size_t number,
                                 SampleKind kind) {
  Measurement m;
  m.id = hex_id(1'000'000 + number);
  m.run_id = run.id;
  m.url = *Url::parse(site.url);
  m.category = site.category;
  m.started = run.started + std::chrono::seconds(20 + number % 23 * 40);
  m.runtime = std::chrono::milliseconds(2400);
  m.software_version = run.software_version;
  m.simulated = true;
  m.vantage = run.vantage;
  m.resolver = run.vantage;
  m.line = run.line;
  add_evidence(m, kind);
  return {m, expected_verdict(kind)};
}

void add_run(ReportSample& sample, std::size_t network, std::size_t day) {
  const Run run = run_of(network, day);
  const bool broken = network == kBrokenRunNetwork && day == kBrokenRunDay;
  for (std::size_t i = 0; i < kSampleSites.size(); ++i) {
    const char letter = broken ? 'b' : kSampleSites[i].days.at(network)[day];
    if (letter == ' ') continue;
    const std::size_t number = (day * kNetworks + network) * kSampleSites.size() + i;
    sample.measurements.push_back(measurement_of(kSampleSites[i], run, number, sample_kind(letter)));
  }
  sample.runs.push_back(run);
}

}  // namespace

ReportSample report_sample() {
  ReportSample sample;
  for (std::size_t day = 0; day < kDays; ++day) {
    for (std::size_t network = 0; network < kNetworks; ++network) add_run(sample, network, day);
  }
  std::stable_sort(sample.measurements.begin(), sample.measurements.end(),
                   [](const SampleMeasurement& a, const SampleMeasurement& b) {
                     return a.measurement.started < b.measurement.started;
                   });
  return sample;
}

std::string sample_fingerprints_csv() {
  return "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,"
         "source,"
         "exp_url,notes\n"
         "sample.notice_dns,nat,,dns,full,93.184.216.66,10,MY,Sample source,,Address of the sample notice\n"
         "sample.notice_body,nat,,body,contains,This sample website is not available,10,MY,Sample "
         "source,,Words\n"
         "sample.product,prod,,body,contains,Sample Shield,9,,Sample source,,A product\n"
         "sample.campus,inst,,body,contains,Sample Campus Web Filter,9,MY,Sample source,,A campus\n";
}

std::string sample_list_csv() {
  std::string csv = "url,category_code,category_description,date_added,source,notes\n";
  for (const SampleSite& site : kSampleSites) {
    csv += csv_line({site.url, site.category, std::string(category_description(site.category)), "2026-11-01",
                     "sample", site.notes});
  }
  return csv;
}

}  // namespace saksi
