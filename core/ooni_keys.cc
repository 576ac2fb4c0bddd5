#include "core/ooni_keys.h"

#include "core/enum_names.h"

namespace saksi {
namespace {

constexpr EnumNames<OoniBlocking, 6> kBlockingNames{{{OoniBlocking::null, "null"},
                                                     {OoniBlocking::not_blocked, "false"},
                                                     {OoniBlocking::dns, "dns"},
                                                     {OoniBlocking::tcp_ip, "tcp_ip"},
                                                     {OoniBlocking::http_failure, "http-failure"},
                                                     {OoniBlocking::http_diff, "http-diff"}}};
static_assert(names_every_enumerator(kBlockingNames, OoniBlocking::http_diff));

}  // namespace

std::string_view to_string(OoniBlocking blocking) {
  return enum_to_text(kBlockingNames, blocking);
}

}  // namespace saksi
