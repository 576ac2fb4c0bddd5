#include "core/follow_up.h"

#include "core/enum_names.h"

namespace saksi {
namespace {

constexpr EnumNames<Experiment, 8> kExperimentNames{{{Experiment::dns_transport, "dns_transport"},
                                                     {Experiment::dns_no_server, "dns_no_server"},
                                                     {Experiment::dns_identity, "dns_identity"},
                                                     {Experiment::sni_swap, "sni_swap"},
                                                     {Experiment::host_swap, "host_swap"},
                                                     {Experiment::hop_walk, "hop_walk"},
                                                     {Experiment::ttl_shield, "ttl_shield"},
                                                     {Experiment::rate, "rate"}}};
static_assert(names_every_enumerator(kExperimentNames, Experiment::rate));

constexpr EnumNames<PathReply, 6> kReplyNames{{{PathReply::silence, "silence"},
                                               {PathReply::expired, "expired"},
                                               {PathReply::reset, "reset"},
                                               {PathReply::closed, "closed"},
                                               {PathReply::answer, "answer"},
                                               {PathReply::no_connect, "no_connect"}}};
static_assert(names_every_enumerator(kReplyNames, PathReply::no_connect));

}  // namespace

std::string_view to_string(Experiment experiment) {
  return enum_to_text(kExperimentNames, experiment);
}
std::string_view to_string(PathReply reply) {
  return enum_to_text(kReplyNames, reply);
}
std::optional<Experiment> experiment_from_string(std::string_view text) {
  return enum_from_text(kExperimentNames, text);
}
std::optional<PathReply> path_reply_from_string(std::string_view text) {
  return enum_from_text(kReplyNames, text);
}

}  // namespace saksi
