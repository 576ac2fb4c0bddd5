// Fuzz target: one line of OONI's JSON, as an archive from strangers may hold it: read, judged, scored.
#include <cstddef>
#include <cstdint>
#include <string>

#include "analyzer/ingest/judge_line.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saksi;
  static LineJudge judge{*Fingerprints::parse(
      "name,scope,other_names,location_found,pattern_type,pattern,confidence_no_fp,expected_countries,source,"
      "exp_url,notes\nnotice,nat,,dns,full,10.10.34.36,10,IR,test,,\npage,isp,,body,contains,blocked,10,MY,"
      "test,,\n",
      "fuzz")};
  // The line alone in its own memory, so that a sanitizer sees what is read beyond its padding.
  std::string line;
  line.reserve(size + kLinePadding);
  line.append(reinterpret_cast<const char*>(data), size);
  const auto first = judge.judge(line);
  if (!first) {
    require(!first.error().message.empty());
    return 0;
  }
  require(!to_string(first->outcome.word).empty());
  require(first->outcome.layer.has_value() == first->outcome.method.has_value());
  require(Outcome::from_code(first->outcome.code()) == first->outcome);
  // Nothing of one line is left for the next.
  const auto again = judge.judge(line);
  require(again && again->outcome == first->outcome && again->observed == first->observed &&
          again->ooni == first->ooni);
  return 0;
}
