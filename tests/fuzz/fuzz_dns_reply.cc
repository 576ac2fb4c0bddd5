// Fuzz target: one DNS message, as anybody on the path may send it. With clang it is a libFuzzer program
// (-fsanitize=fuzzer); linked with run_corpus.cc it replays the files of its corpus as an ordinary test.
#include <cstddef>
#include <cstdint>
#include <string>

#include "probe/steps/dns_message.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saksi;
  static const std::string query("\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\3org\0\0\1\0\1", 33);
  const std::string raw(reinterpret_cast<const char*>(data), size);
  for (const DnsQuestion question : {DnsQuestion::A, DnsQuestion::AAAA, DnsQuestion::ANY}) {
    const DnsReply reply = parse_dns_reply(raw, question);
    require(reply.answers.size() <= kMaxDnsAnswers);
    require(!reply.result.ok() || !reply.answers.empty());
    require(reply.raw == raw);
  }
  const DnsMatch match = match_dns_reply(query, raw);
  require(match != DnsMatch::answer || raw.substr(0, 2) == query.substr(0, 2));
  return 0;
}
