// Fuzz target: a URL of a list or of a person, and a Location header of a server.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/url.h"
#include "tests/fuzz/require.h"

namespace {

void check(const saksi::Url& url) {
  using saksi::require;
  require(!url.host().empty());
  require(url.target().starts_with('/'));
  require(url.text().find_first_of("\r\n\t \x7f") == std::string::npos);
  const auto again = saksi::Url::parse(url.text());
  require(again.has_value());
  require(again->text() == url.text());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saksi;
  static const Url base = *Url::parse("https://www.example.com:8443/a/b?c=d");
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto url = Url::parse(text)) check(*url);
  if (const auto target = base.resolve(text)) check(*target);
  return 0;
}
