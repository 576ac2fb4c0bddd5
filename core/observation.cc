#include "core/observation.h"

#include "core/enum_names.h"

namespace saksi {
namespace {

constexpr EnumNames<DnsEngine, 4> kEngineNames{{{DnsEngine::system, "system"},
                                                {DnsEngine::udp, "udp"},
                                                {DnsEngine::tcp, "tcp"},
                                                {DnsEngine::doh, "doh"}}};
static_assert(names_every_enumerator(kEngineNames, DnsEngine::doh));

constexpr EnumNames<DnsQuestion, 3> kQuestionNames{
    {{DnsQuestion::A, "A"}, {DnsQuestion::AAAA, "AAAA"}, {DnsQuestion::ANY, "ANY"}}};
static_assert(names_every_enumerator(kQuestionNames, DnsQuestion::ANY));

constexpr EnumNames<AnswerType, 3> kAnswerNames{
    {{AnswerType::A, "A"}, {AnswerType::AAAA, "AAAA"}, {AnswerType::CNAME, "CNAME"}}};
static_assert(names_every_enumerator(kAnswerNames, AnswerType::CNAME));

}  // namespace

std::string_view to_string(DnsEngine engine) {
  return enum_to_text(kEngineNames, engine);
}
std::string_view to_string(DnsQuestion question) {
  return enum_to_text(kQuestionNames, question);
}
std::string_view to_string(AnswerType type) {
  return enum_to_text(kAnswerNames, type);
}

std::optional<DnsEngine> dns_engine_from_string(std::string_view text) {
  return enum_from_text(kEngineNames, text);
}
std::optional<DnsQuestion> dns_question_from_string(std::string_view text) {
  return enum_from_text(kQuestionNames, text);
}
std::optional<AnswerType> answer_type_from_string(std::string_view text) {
  return enum_from_text(kAnswerNames, text);
}

}  // namespace saksi
