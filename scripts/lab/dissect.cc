#include "scripts/lab/dissect.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace lab {
namespace {

/// Walks over bytes; every read past the end makes `ok` false and yields zero.
class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::size_t position() const { return position_; }
  std::size_t left() const { return bytes_.size() - position_; }

  std::uint32_t number(int octets) {
    std::uint32_t value = 0;
    for (int i = 0; i < octets; ++i) value = value << 8 | one();
    return value;
  }

  ByteView take(std::size_t count) {
    if (!ok_ || left() < count) {
      ok_ = false;
      return {};
    }
    const ByteView taken = bytes_.subspan(position_, count);
    position_ += count;
    return taken;
  }

 private:
  std::uint32_t one() {
    const ByteView byte = take(1);
    return byte.empty() ? 0 : byte[0];
  }

  ByteView bytes_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

std::string lower_case(ByteView bytes) {
  std::string text(bytes.begin(), bytes.end());
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

constexpr std::uint32_t kServerNameExtension = 0;
constexpr std::uint32_t kSupportedVersionsExtension = 43;
constexpr std::uint32_t kTls13 = 0x0304;
constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kClientHelloMessage = 1;
constexpr std::size_t kRecordHeaderBytes = 5;

std::optional<std::string> read_server_name(Reader names) {
  names.take(3);  // length of the list, type of the name
  const ByteView name = names.take(names.number(2));
  return names.ok() ? std::optional(lower_case(name)) : std::nullopt;
}

bool names_tls13(Reader versions) {
  versions.take(1);  // length of the list
  while (versions.left() >= 2) {
    if (versions.number(2) == kTls13) return true;
  }
  return false;
}

void read_extensions(Reader extensions, ClientHello& hello) {
  while (extensions.ok() && extensions.left() >= 4) {
    const std::uint32_t type = extensions.number(2);
    const ByteView content = extensions.take(extensions.number(2));
    if (!extensions.ok()) return;
    if (type == kServerNameExtension) hello.server_name = read_server_name(Reader(content));
    if (type == kSupportedVersionsExtension) hello.offers_tls13 = names_tls13(Reader(content));
  }
}

}  // namespace

std::optional<Question> read_question(ByteView dns) {
  Reader reader(dns);
  reader.take(2);
  const bool is_query = (reader.number(2) & 0x8000) == 0;
  const std::uint32_t questions = reader.number(2);
  reader.take(6);
  if (!reader.ok() || !is_query || questions != 1) return std::nullopt;
  Question question;
  while (const std::uint32_t length = reader.number(1)) {
    if (length > 63 || !reader.ok()) return std::nullopt;
    if (!question.name.empty()) question.name += '.';
    question.name += lower_case(reader.take(length));
  }
  question.type = static_cast<std::uint16_t>(reader.number(2));
  reader.take(2);
  question.end = reader.position();
  return reader.ok() ? std::optional(question) : std::nullopt;
}

std::optional<ClientHello> read_client_hello(ByteView tls) {
  Reader record(tls);
  const bool is_handshake = record.number(1) == kHandshakeRecord;
  record.take(4);
  const bool is_client_hello = record.number(1) == kClientHelloMessage;
  ClientHello hello;
  hello.bytes = record.number(3) + 4;
  if (!record.ok() || !is_handshake || !is_client_hello) return std::nullopt;
  record.take(2 + 32);            // version, random
  record.take(record.number(1));  // session id
  record.take(record.number(2));  // cipher suites
  record.take(record.number(1));  // compression methods
  const ByteView extensions = record.take(std::min<std::size_t>(record.number(2), record.left()));
  if (record.ok()) read_extensions(Reader(extensions), hello);
  return hello;
}

Bytes join_records(ByteView tls) {
  Bytes joined{kHandshakeRecord, 3, 1, 0, 0};
  Reader reader(tls);
  while (reader.left() > kRecordHeaderBytes && reader.number(1) == kHandshakeRecord) {
    reader.take(2);
    const ByteView content = reader.take(std::min<std::size_t>(reader.number(2), reader.left()));
    joined.insert(joined.end(), content.begin(), content.end());
  }
  const std::size_t length = joined.size() - kRecordHeaderBytes;
  joined[3] = static_cast<std::uint8_t>(length >> 8 & 0xff);
  joined[4] = static_cast<std::uint8_t>(length & 0xff);
  return joined;
}

std::optional<std::string> read_host_header(ByteView http) {
  const std::string request = lower_case(http);
  constexpr std::string_view kHost = "\r\nhost:";
  const std::size_t at = request.find(kHost);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t begin = request.find_first_not_of(' ', at + kHost.size());
  if (begin == std::string::npos) return std::nullopt;
  const std::size_t end = std::min(request.find("\r\n", begin), request.find(':', begin));
  if (end == std::string::npos) return std::nullopt;
  return request.substr(begin, end - begin);
}

}  // namespace lab
