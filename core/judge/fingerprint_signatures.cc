#include "core/judge/fingerprint_signatures.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/judge/page_regexp.h"
#include "core/judge/text.h"

namespace saksi {
namespace {

constexpr std::string_view kSpecial = ".^$|()[]{}*+?";
constexpr std::size_t kMaxLine = 65536;

struct Kind {
  std::string_view begin;
  Scope scope;
  bool names_country;
};
constexpr std::array<Kind, 6> kKinds{{{"a_prod_", Scope::product, false},
                                      {"b_nat_", Scope::national, true},
                                      {"c_isp_", Scope::isp, true},
                                      {"d_corp_", Scope::institution, false},
                                      {"e_", Scope::unknown, false},
                                      {"f_", Scope::unknown, false}}};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// What the expression says, if it says one thing only.
std::optional<std::string> as_fixed_string(std::string_view expression) {
  std::string text;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    const bool escape = c == '\\';
    if (!escape && kSpecial.find(c) != std::string_view::npos) return std::nullopt;
    if (escape && (i + 1 == expression.size() || is_letter_or_digit(expression[i + 1]))) return std::nullopt;
    text += escape ? expression[++i] : c;
  }
  return text;
}

/// "b_nat_ir_...": IR. "c_isp_telkom": none.
std::vector<CountryCode> country_in(std::string_view after_kind) {
  const bool two_letters = after_kind.size() > 2 && after_kind[2] == '_';
  const auto country = two_letters ? CountryCode::parse(after_kind.substr(0, 2)) : std::nullopt;
  return country ? std::vector{*country} : std::vector<CountryCode>{};
}

void set_scope(Fingerprint& print, std::string_view name) {
  print.scope = Scope::fp;
  for (const Kind& kind : kKinds) {
    if (!name.starts_with(kind.begin)) continue;
    print.scope = kind.scope;
    if (kind.names_country) print.expected_countries = country_in(name.substr(kind.begin.size()));
  }
}

/// Their data keep head and body in one text. A false positive is looked for in the body only: a cookie or a
/// server's name in the head would take back true notices as well.
void set_location(Fingerprint& print) {
  print.location = "body";
  if (print.scope == Scope::fp || print.type != PatternType::contains) return;
  for (const std::string_view begin : {"Server: ", "Location: "}) {
    if (!print.pattern.starts_with(begin)) continue;
    print.location = "header." + ascii_lower(begin.substr(0, begin.size() - 2));
    print.pattern.erase(0, begin.size());
    print.type = PatternType::prefix;
  }
}

Result<Fingerprint> parse_line(std::string_view line) {
  if (line.size() > kMaxLine) return fail("is longer than any signature");
  const auto json = nlohmann::json::parse(line, nullptr, false);
  const auto word = [&](const char* key) {
    const auto found = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>()
                                                                         : std::string{};
  };
  const std::string name = word("fingerprint");
  const std::string expression = word("pattern");
  if (name.empty() || expression.empty()) return fail("is no object with \"fingerprint\" and \"pattern\"");
  Fingerprint print;
  print.name = "censoredplanet." + name;
  print.source = "Censored Planet";
  set_scope(print, name);
  const auto fixed = as_fixed_string(expression);
  print.type = fixed ? PatternType::contains : PatternType::regexp;
  print.pattern = fixed.value_or(expression);
  set_location(print);
  if (fixed) return print;
  const auto regexp = make_page_regexp(expression);
  if (!regexp->ok()) return fail("the pattern of " + name + " cannot be used: " + regexp->error());
  return print;
}

}  // namespace

bool are_signatures(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && text[begin] == '{';
}

Result<std::vector<Fingerprint>> parse_signatures(std::string_view text, const std::string& origin,
                                                  std::vector<SkippedPrint>& skipped) {
  std::vector<Fingerprint> prints;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto print = parse_line(line);
    if (print)
      prints.push_back(std::move(*print));
    else
      skipped.push_back({origin + ":" + std::to_string(number), print.error().message});
  }
  if (prints.empty()) return fail(origin + ": no line is a signature of Censored Planet's form");
  return prints;
}

}  // namespace saksi
