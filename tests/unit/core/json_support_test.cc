#include "core/json_support.h"

#include <gtest/gtest.h>

namespace saksi::json_support {
namespace {

std::string problem_of(std::string_view json) {
  try {
    (void)parse_bounded(json);
  } catch (const JsonProblem& problem) {
    return problem.what();
  }
  return "";
}

TEST(Json, BytesThatAreNotUtf8AreBase64AndComeBack) {
  EXPECT_EQ(dump(text("é")), "\"é\"");
  EXPECT_EQ(dump(text("\xff\xfe")), R"({"base64":"//4="})");
  for (const std::string& bytes :
       {std::string{"\xc0\x80"}, std::string{"\xed\xa0\x80"}, std::string{"\xf4\x90\x80\x80"},
        std::string("a\0b", 3), std::string{"\xe4"}}) {
    EXPECT_EQ(read_text(parse_bounded(dump(text(bytes))), "$"), bytes);
  }
}

/// Documents that are stored already were written by the library, and golden files compare bytes.
TEST(Json, IsDumpedByteForByteAsTheLibraryDumpsIt) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  for (const std::string& bytes :
       {std::string{}, all.substr(0, 128), all, std::string{"é\xff\"\\/\x7f"}, std::string{"\xed\xa0\x80"},
        std::string{"\xe2\x80\xa8 \xf0\x9f\x98\x80 \n\x01\x1f"}, std::string{"ends with \xe2\x80"}}) {
    Ordered value{{"text", bytes}, {bytes, 1}, {"list", {1, -2, 2.5, true, nullptr, bytes}}};
    value["nothing"] = Ordered::object();
    value["none"] = Ordered::array();
    value["large"] = UINT64_MAX;
    EXPECT_EQ(dump(value), value.dump(-1, ' ', false, Ordered::error_handler_t::replace));
  }
}

TEST(Json, Base64IsReadStrictly) {
  for (const char* bytes : {"", "a", "ab", "abc", "abcd"}) EXPECT_EQ(from_base64(base64(bytes)), bytes);
  for (const char* bad : {"a", "YQ", "YQ=", "Y===", "====", "YR==", "YQ==\n", " YQ=", "YQ==YQ==", "Y-_="}) {
    EXPECT_EQ(from_base64(bad), std::nullopt) << bad;
  }
}

TEST(Json, DepthIsBoundedAtSixtyFour) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(problem_of(nested(64)), "");
  EXPECT_NE(problem_of(nested(65)), "");
  EXPECT_NE(problem_of(nested(1'000'000)), "");
  EXPECT_EQ(problem_of("\"" + std::string(100, '[') + "\\\"[[\""), "");  // brackets in a string nest nothing
}

TEST(Json, SizeIsBounded) {
  EXPECT_NE(problem_of(std::string(kMaxBytes + 1, ' ')).find("64 MiB"), std::string::npos);
}

TEST(Json, BrokenTextAndNumbersOutOfRangeAreProblemsNotCrashes) {
  for (const char* bad :
       {"", "{", "{\"a\":", "{\"a\":1,}", "[1 2]", "nul", "\"\xff\"", "1e999", "\"\\ud800\"", "{}{}"}) {
    EXPECT_NE(problem_of(bad), "") << bad;
  }
}

TEST(Json, WholeNumbersKeepTheirRange) {
  const Parsed value =
      parse_bounded(R"({"a":18446744073709551615,"b":-5,"c":1.0,"d":7,"e":123456789012345678901234567890})");
  const Fields fields{value, "$"};
  EXPECT_EQ(fields.integer("d", 0, 7), 7);
  for (const char* key : {"a", "b", "c", "e"})
    EXPECT_THROW((void)fields.integer(key, 0, 100), JsonProblem) << key;
}

TEST(Json, AProblemNamesThePathOfTheField) {
  const auto result = read_json(R"({"a":{"b":[1,{"c":"x"}]}})", "thing", [](const Fields& fields) {
    return fields.object("a").list("b", [](const Parsed& value, const std::string& where) {
      return value.is_number() ? 0 : static_cast<int>(Fields{value, where}.integer("c", 0, 1));
    });
  });
  ASSERT_FALSE(result);
  EXPECT_TRUE(result.error().message.starts_with("thing: $.a.b[1].c is not a whole number"))
      << result.error().message;
}

TEST(Json, AnObjectOfManyKeysIsReadWhole) {
  std::string json = "{";
  for (int i = 0; i < 300'000; ++i) json += "\"k" + std::to_string(i) + "\":1,";
  json.back() = '}';
  EXPECT_EQ(parse_bounded(json).size(), 300'000u);  // with ordered_json: minutes
}

}  // namespace
}  // namespace saksi::json_support
