// What a certificate says of who issued it. How OpenSSL spells a name is tested with the control's.
#include "core/certificate.h"

#include <gtest/gtest.h>

#include "tests/support/certificates.h"

namespace saksi {
namespace {

TEST(Issuer, IsTheNameInTheCertificate) {
  EXPECT_EQ(issuer_name(certificate_der({"R11", "Let's Encrypt"})), "CN=R11,O=Let's Encrypt");
  EXPECT_EQ(issuer_name("no certificate"), "");
  EXPECT_EQ(issuer_name(""), "");
}

TEST(Organization, IsTheFirstOfTheName) {
  EXPECT_EQ(organization_in("CN=R11,O=Let's Encrypt,C=US"), "Let's Encrypt");
  EXPECT_EQ(organization_in("O=First,O=Second"), "First");
  EXPECT_EQ(organization_in("CN=a+O=Together,C=MY"), "Together");
}

TEST(Organization, HasItsEscapesUndone) {
  EXPECT_EQ(organization_in("CN=x,O=DigiCert\\, Inc.,C=US"), "DigiCert, Inc.");
  EXPECT_EQ(organization_in("O=a\\C3\\A9\\+b"), "a\xc3\xa9+b");
  EXPECT_EQ(organization_in(issuer_name(certificate_der({"x", "Some, \"One\" + two"}))),
            "Some, \"One\" + two");
}

TEST(Organization, IsNotFoundInsideAnotherValue) {
  EXPECT_EQ(organization_in("CN=x\\,O=forged,C=US"), "");
  EXPECT_EQ(organization_in("CN=O=forged"), "");
  EXPECT_EQ(organization_in("OU=unit"), "");
}

TEST(Organization, TakesAnyText) {
  for (const char* odd : {"", "O", "O=", "\\", "O=\\", "O=a\\", "O=a\\4", ",,,,", "++O="})
    EXPECT_LE(organization_in(odd).size(), 2U) << odd;
}

TEST(PublicLog, OnlyACertificateWithAProofIsLogged) {
  EXPECT_TRUE(is_publicly_logged(certificate_der({"R11", "Let's Encrypt", true})));
  EXPECT_FALSE(is_publicly_logged(certificate_der({"R11", "Let's Encrypt", false})));
  EXPECT_FALSE(is_publicly_logged("no certificate"));
}

}  // namespace
}  // namespace saksi
