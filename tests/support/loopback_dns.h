// DNS messages for tests: answers made from a query, well formed or broken on purpose.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/endpoint.h"

namespace saksi::loopback {

inline void put16(std::string& out, unsigned value) {
  out.push_back(static_cast<char>((value >> 8) & 0xff));
  out.push_back(static_cast<char>(value & 0xff));
}

inline void put32(std::string& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}

/// 1 for A, 28 for AAAA: the type that a query of one question asks for.
inline unsigned asked_type(const std::string& query) {
  return static_cast<unsigned char>(query[query.size() - 3]);
}

inline std::string encoded_name(const std::string& name) {
  std::string out;
  std::size_t begin = 0;
  while (begin < name.size()) {
    std::size_t end = name.find('.', begin);
    if (end == std::string::npos) end = name.size();
    out.push_back(static_cast<char>(end - begin));
    out += name.substr(begin, end - begin);
    begin = end + 1;
  }
  out.push_back('\0');
  return out;
}

struct DnsAnswerPlan {
  int rcode = 0;
  std::vector<std::string> addresses;  // those of the asked family are used
  std::string alias;                   // a CNAME before the addresses
  bool truncated = false;
  std::uint32_t ttl = 300;
};

/// A reply to `query` (one question, no EDNS).
inline std::string dns_reply_to(const std::string& query, const DnsAnswerPlan& plan) {
  std::string records;
  unsigned count = 0;
  const unsigned type = asked_type(query);
  const auto add = [&](unsigned record_type, const std::string& rdata) {
    put16(records, 0xc00c);  // the name of the question
    put16(records, record_type);
    put16(records, 1);
    put32(records, plan.ttl);
    put16(records, static_cast<unsigned>(rdata.size()));
    records += rdata;
    ++count;
  };
  if (!plan.alias.empty()) add(5, encoded_name(plan.alias));
  for (const std::string& text : plan.addresses) {
    const IpAddress address = *IpAddress::parse(text);
    if (address.is_v4() == (type == 1)) add(type, address.bytes());
  }
  std::string reply = query.substr(0, 2);
  put16(reply, 0x8180U | (plan.truncated ? 0x0200U : 0U) | static_cast<unsigned>(plan.rcode));
  put16(reply, 1);
  put16(reply, count);
  put32(reply, 0);
  return reply + query.substr(12) + records;
}

}  // namespace saksi::loopback
