// Fuzz target: a page that matched a notice, and the issuer's name of a certificate, in the same bytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/certificate.h"
#include "core/judge/notice_text.h"
#include "core/judge/plain_text.h"
#include "core/utf8.h"
#include "tests/fuzz/require.h"

namespace {

/// Valid UTF-8, bounded, and on one line.
void check(const std::string& part) {
  using saksi::require;
  require(part.size() <= saksi::kMaxNoticeBytes);
  require(saksi::is_utf8(part));
  require(std::none_of(part.begin(), part.end(), [](char c) { return c >= 0 && c < ' '; }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace saksi;
  HttpResponse response;
  response.body.assign(reinterpret_cast<const char*>(data), size);
  response.headers = {{"Link", response.body + "; rel=\"blocked-by\""}};
  const NoticeText notice = read_notice(response);
  for (const std::string* part :
       {&notice.authority, &notice.law, &notice.reason, &notice.contact, &notice.remedy, &notice.language})
    check(*part);
  for (const std::string& line : plain_text(response.body).lines) require(one_clean_line(line) == line);
  require(organization_in(response.body).size() <= size);
  require(issuer_name(response.body).empty() || size > 0);
  (void)is_publicly_logged(response.body);
  return 0;
}
