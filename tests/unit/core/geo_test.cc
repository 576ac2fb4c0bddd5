#include "core/geo.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace saksi {
namespace {

namespace fs = std::filesystem;

class GeoFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "saksi-geo-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Makes a database; false, and the test is to be skipped, when the Perl module is not there.
  [[nodiscard]] bool make(const std::string& layout) const {
    const std::string script = std::string(SAKSI_SOURCE_DIR) + "/tests/support/make_mmdb.pl";
    const int status =
        std::system(("/usr/bin/perl " + script + " " + layout + " " + path(layout).string()).c_str());
    EXPECT_TRUE(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 77)) << status;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  [[nodiscard]] fs::path path(const std::string& layout) const { return folder_ / (layout + ".mmdb"); }

  fs::path folder_;
};

#define NEEDS(layout) \
  if (!make(layout)) GTEST_SKIP() << "install libmaxmind-db-writer-perl to run this test"

const IpAddress kInside = *IpAddress::parse("203.0.113.9");
const IpAddress kInsideV6 = *IpAddress::parse("2001:db8::9");
const IpAddress kOutside = *IpAddress::parse("198.51.100.1");

TEST_F(GeoFiles, AsnLayoutGivesNumberAndName) {
  NEEDS("asn");
  const auto geo = Geo::open({path("asn")});
  ASSERT_TRUE(geo) << geo.error().message;
  for (const IpAddress& address : {kInside, kInsideV6}) {
    EXPECT_EQ(geo->lookup(address).asn.number, 64500U);
    EXPECT_EQ(geo->lookup(address).as_name, "Example Net");
    EXPECT_FALSE(geo->lookup(address).country.known());
  }
}

TEST_F(GeoFiles, AddressOutsideTheDatabaseIsUnknown) {
  NEEDS("ooni");
  const auto geo = Geo::open({path("ooni")});
  ASSERT_TRUE(geo) << geo.error().message;
  EXPECT_EQ(geo->lookup(kOutside).asn.to_string(), "AS0");
  EXPECT_EQ(geo->lookup(kOutside).country.to_string(), "ZZ");
}

TEST_F(GeoFiles, OoniLayoutGivesTheCountryOfTheAddressNotOfTheAs) {
  NEEDS("ooni");
  const auto geo = Geo::open({path("ooni")});
  ASSERT_TRUE(geo) << geo.error().message;
  EXPECT_EQ(geo->lookup(kInside).asn.number, 64500U);
  EXPECT_EQ(geo->lookup(kInside).country.to_string(), "MY");
}

TEST_F(GeoFiles, TableLayoutIsReadThoughItsAsNumberIsText) {
  NEEDS("table");
  const auto geo = Geo::open({path("table")});
  ASSERT_TRUE(geo) << geo.error().message;
  EXPECT_EQ(geo->lookup(kInside).asn.number, 64500U);
  EXPECT_EQ(geo->lookup(kInside).as_name, "Example Net");
  EXPECT_EQ(geo->lookup(kInside).country.to_string(), "MY");
}

TEST_F(GeoFiles, TwoFilesCompleteEachOther) {
  NEEDS("asn");
  NEEDS("city");
  const auto geo = Geo::open({path("asn"), path("city")});
  ASSERT_TRUE(geo) << geo.error().message;
  EXPECT_EQ(geo->lookup(kInside).asn.number, 64500U);
  EXPECT_EQ(geo->lookup(kInside).country.to_string(), "MY");
  EXPECT_EQ(geo->description().substr(0, 15), "GeoLite2-ASN 20");
  EXPECT_NE(geo->description().find(", GeoLite2-City 20"), std::string::npos);
}

TEST_F(GeoFiles, DatabaseOfAnotherKindIsRefused) {
  NEEDS("other");
  const auto geo = Geo::open({path("other")});
  ASSERT_FALSE(geo);
  EXPECT_NE(geo.error().message.find("other.mmdb"), std::string::npos);
}

TEST_F(GeoFiles, CutAndCorruptFilesAreErrorsOrUnknownNeverACrash) {
  NEEDS("ooni");
  std::ifstream in(path("ooni"), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    std::ofstream(path("cut"), std::ios::binary) << whole.substr(0, size);
    const auto geo = Geo::open({path("cut")});
    ASSERT_FALSE(geo) << size;
    EXPECT_NE(geo.error().message.find("cut.mmdb"), std::string::npos);
  }
  for (std::size_t at = 0; at < whole.size(); at += 13) {
    std::string bad = whole;
    bad[at] = static_cast<char>(~bad[at]);
    std::ofstream(path("bad"), std::ios::binary) << bad;
    const auto geo = Geo::open({path("bad")});
    if (geo) (void)geo->lookup(kInside);
  }
}

TEST_F(GeoFiles, FileThatIsNoDatabaseIsRefusedByName) {
  std::ofstream(path("text")) << "ip,asn\n203.0.113.0/24,64500\n";
  for (const fs::path& file : {path("text"), path("absent"), folder_}) {
    const auto geo = Geo::open({file});
    ASSERT_FALSE(geo);
    EXPECT_NE(geo.error().message.find(file.string()), std::string::npos);
    EXPECT_NE(geo.error().message.find(".mmdb file"), std::string::npos);
  }
}

TEST(Geo, WithoutADatabaseEverythingIsUnknown) {
  const Geo geo;
  EXPECT_TRUE(geo.empty());
  EXPECT_EQ(geo.description(), "");
  EXPECT_FALSE(geo.lookup(kInside).asn.known());
  EXPECT_TRUE(Geo::open({})->empty());
}

}  // namespace
}  // namespace saksi
