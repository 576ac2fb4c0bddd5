#include "probe/consent.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <sstream>

namespace saksi {
namespace {

namespace fs = std::filesystem;

class Consent : public testing::Test {
 protected:
  Consent() { fs::remove_all(dir_); }
  ~Consent() override { fs::remove_all(dir_); }
  bool answer(const std::string& typed, const std::string& text) {
    std::istringstream in(typed);
    return ask_consent(dir_, text, in, shown_);
  }
  const fs::path dir_ = fs::temp_directory_path() / ("saksi-consent-" + std::to_string(getpid()));
  std::ostringstream shown_;
};

TEST_F(Consent, OnlyAClearYesCounts) {
  const std::string text = consent_text({});
  EXPECT_FALSE(answer("y\n", text));
  EXPECT_FALSE(answer("\n", text));
  EXPECT_FALSE(answer("", text));
  EXPECT_FALSE(answer("no\n", text));
  EXPECT_FALSE(has_consented(dir_, text));
  EXPECT_TRUE(answer("yes\n", text));
}

TEST_F(Consent, IsAskedOnceForTheSameWording) {
  const std::string text = consent_text({});
  EXPECT_TRUE(answer("yes\n", text));
  EXPECT_TRUE(has_consented(dir_, text));
}

TEST_F(Consent, NamesTheOperatorsOfTheControlsAndIsAskedAgainWhenTheyChange) {
  EXPECT_TRUE(answer("yes\n", consent_text({})));
  const std::string with_ooni = consent_text({"OONI"});
  EXPECT_NE(with_ooni.find("OONI"), std::string::npos);
  EXPECT_FALSE(has_consented(dir_, with_ooni));
}

TEST_F(Consent, WhatIsKeptOnDiskDoesNotSayWhatWasAgreedTo) {
  EXPECT_TRUE(answer("yes\n", consent_text({"OONI"})));
  for (const auto& entry : fs::directory_iterator(dir_)) {
    EXPECT_EQ(entry.path().filename().string().find("ooni"), std::string::npos);
    EXPECT_EQ(fs::file_size(entry.path()), 17U);
  }
}

}  // namespace
}  // namespace saksi
