// Golden files: what a program writes, byte for byte, kept in tests/golden. With SAKSI_UPDATE_GOLDEN set in
// the environment the files are written anew; look at the difference before committing it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace saksi {

inline void expect_golden(const std::string& name, const std::string& actual) {
  const std::string file = std::string{SAKSI_SOURCE_DIR} + "/tests/golden/" + name;
  if (std::getenv("SAKSI_UPDATE_GOLDEN") != nullptr) std::ofstream{file, std::ios::binary} << actual;
  std::ifstream in{file, std::ios::binary};
  ASSERT_TRUE(in) << file << " is missing";
  const std::string expected{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_EQ(actual, expected) << name
                              << " differs; if that is meant, set SAKSI_UPDATE_GOLDEN=1 and look at the diff";
}

}  // namespace saksi
