#include "probe/steps/dns_message.h"

// glibc's ns_* functions take the messages apart; they check every length and every compression pointer
// against the end of the message.
#include <arpa/nameser.h>
#include <resolv.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>
#include <string_view>

namespace saksi {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kMaxNameBytes = 253;  // RFC 1035 2.3.4, without the root's length byte
constexpr std::size_t kMaxLabelBytes = 63;

void put16(std::string& out, unsigned value) {
  out.push_back(static_cast<char>((value >> 8) & 0xff));
  out.push_back(static_cast<char>(value & 0xff));
}

unsigned get16(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned>(static_cast<unsigned char>(bytes[at])) << 8 |
         static_cast<unsigned>(static_cast<unsigned char>(bytes[at + 1]));
}

unsigned random16() {
  std::array<unsigned char, 2> bytes{};
  if (::getentropy(bytes.data(), bytes.size()) != 0)
    throw std::runtime_error("no random numbers (getentropy)");
  return static_cast<unsigned>(bytes[0]) << 8 | bytes[1];
}

Result<std::string> encode_name(std::string_view hostname) {
  if (hostname.ends_with('.')) hostname.remove_suffix(1);
  if (hostname.empty() || hostname.size() > kMaxNameBytes) {
    return fail("dns: a name has 1 to 253 bytes: '" + std::string(hostname.substr(0, kMaxNameBytes)) + "'");
  }
  std::string encoded;
  while (true) {
    const std::string_view label = hostname.substr(0, hostname.find('.'));
    if (label.empty() || label.size() > kMaxLabelBytes) {
      return fail("dns: between the dots of a name stand 1 to 63 bytes: '" + std::string(hostname) + "'");
    }
    encoded.push_back(static_cast<char>(label.size()));
    encoded.append(label);
    if (label.size() == hostname.size()) break;
    hostname.remove_prefix(label.size() + 1);
  }
  encoded.push_back('\0');
  return encoded;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

const unsigned char* bytes_of(const std::string& raw) {
  return reinterpret_cast<const unsigned char*>(raw.data());
}

bool open_message(const std::string& raw, ns_msg& message) {
  return raw.size() <= kMaxDnsMessage &&
         ns_initparse(bytes_of(raw), static_cast<int>(raw.size()), &message) == 0;
}

std::optional<DnsAnswer> address_answer(const ns_rr& record) {
  const std::string_view bytes(reinterpret_cast<const char*>(ns_rr_rdata(record)), ns_rr_rdlen(record));
  const auto address = IpAddress::from_bytes(bytes);
  const bool is_a = ns_rr_type(record) == ns_t_a;
  if (!address || address->is_v4() != is_a) return std::nullopt;
  DnsAnswer answer;
  answer.type = is_a ? AnswerType::A : AnswerType::AAAA;
  answer.address = *address;
  return answer;
}

std::optional<DnsAnswer> alias_answer(const ns_msg& message, const ns_rr& record) {
  std::array<char, NS_MAXDNAME> name{};
  if (ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), ns_rr_rdata(record), name.data(),
                         name.size()) < 0) {
    return std::nullopt;
  }
  DnsAnswer answer;
  answer.type = AnswerType::CNAME;
  answer.hostname = name.data();
  return answer;
}

/// False when a record that we understand is broken. Records of other types are passed over.
bool read_answers(ns_msg& message, std::vector<DnsAnswer>& answers) {
  for (int i = 0; i < ns_msg_count(message, ns_s_an) && answers.size() < kMaxDnsAnswers; ++i) {
    ns_rr record;
    if (ns_parserr(&message, ns_s_an, i, &record) != 0) return false;
    const int type = ns_rr_type(record);
    if (ns_rr_class(record) != ns_c_in || (type != ns_t_a && type != ns_t_aaaa && type != ns_t_cname))
      continue;
    auto answer = type == ns_t_cname ? alias_answer(message, record) : address_answer(record);
    if (!answer) return false;
    answer->ttl = static_cast<std::uint32_t>(ns_rr_ttl(record));
    answers.push_back(std::move(*answer));
  }
  return true;
}

bool answers_question(const DnsAnswer& answer, DnsQuestion question) {
  if (answer.type == AnswerType::CNAME) return false;
  if (question == DnsQuestion::ANY) return true;
  return (answer.type == AnswerType::A) == (question == DnsQuestion::A);
}

Ended judge_message(ns_msg& message, const DnsReply& reply) {
  if (const auto failure = failure_from_rcode(reply.rcode)) return Ended{failure, {}};
  // Cut short: the question goes on over TCP, and nothing here may be read as a lack of answers.
  if (ns_msg_getflag(message, ns_f_tc) != 0) return Ended{Failure::message_size, {}};
  const bool answered = std::any_of(reply.answers.begin(), reply.answers.end(), [&](const DnsAnswer& answer) {
    return answers_question(answer, reply.question);
  });
  return answered ? Ended{} : Ended{Failure::dns_no_answer, {}};
}

/// The question section as sent and as received, names compared without case (RFC 4343).
bool same_question(ns_msg& query, ns_msg& reply) {
  ns_rr asked, answered;
  if (ns_parserr(&query, ns_s_qd, 0, &asked) != 0) return false;
  if (ns_parserr(&reply, ns_s_qd, 0, &answered) != 0) return false;
  return ns_rr_type(asked) == ns_rr_type(answered) && ns_rr_class(asked) == ns_rr_class(answered) &&
         lower(ns_rr_name(asked)) == lower(ns_rr_name(answered));
}

}  // namespace

Result<std::string> make_dns_query(const std::string& hostname, DnsQuestion question) {
  const Result<std::string> name = encode_name(hostname);
  if (!name) return fail(name.error().message);
  std::string message;
  put16(message, random16());
  put16(message, 0x0100);  // RD
  put16(message, 1);       // one question
  message.append(6, '\0');
  message += *name;
  put16(message, question == DnsQuestion::AAAA ? ns_t_aaaa : ns_t_a);
  put16(message, ns_c_in);
  return message;
}

DnsReply parse_dns_reply(std::string raw, DnsQuestion question) {
  DnsReply reply;
  reply.question = question;
  reply.raw = std::move(raw);
  reply.result = Ended{Failure::dns_server_misbehaving, {}};
  ns_msg message;
  if (!open_message(reply.raw, message) || ns_msg_getflag(message, ns_f_qr) == 0) return reply;
  reply.rcode = ns_msg_getflag(message, ns_f_rcode);
  if (!read_answers(message, reply.answers)) return reply;
  reply.result = judge_message(message, reply);
  return reply;
}

DnsMatch match_dns_reply(const std::string& query, const std::string& reply) {
  if (query.size() < kHeaderBytes || reply.size() < 2) return DnsMatch::stray;
  if (get16(reply, 0) != get16(query, 0)) return DnsMatch::wrong_id;
  ns_msg asked, answered;
  if (!open_message(query, asked) || !open_message(reply, answered)) return DnsMatch::answer;
  if (ns_msg_getflag(answered, ns_f_qr) == 0) return DnsMatch::stray;
  // An error may come back without the question (BIND's FORMERR does).
  const bool error = ns_msg_getflag(answered, ns_f_rcode) != 0;
  if (ns_msg_count(answered, ns_s_qd) == 0 && error) return DnsMatch::answer;
  return same_question(asked, answered) ? DnsMatch::answer : DnsMatch::stray;
}

}  // namespace saksi
