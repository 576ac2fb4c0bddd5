// Takes the person out of a measurement. Scrubbed<Measurement> is the only thing that can be stored, and
// scrub() the only way to make one: a must-not-compile test proves it. docs/privacy.md says what is looked
// for and in which spellings.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/endpoint.h"
#include "core/measurement.h"

namespace saksi {

/// What stands where a trace stood: in texts, and in place of a certificate.
inline constexpr std::string_view kScrubbedMark = "[scrubbed]";

/// What must never be stored, sent or shown. Lives in memory only.
struct PersonalTraces {
  std::vector<IpAddress> addresses;  // public and local addresses of this machine and line
  std::vector<std::string>
      names;  // host name, user name, search domains, network names; shorter than 3 bytes ignored

  /// Addresses of this machine's interfaces (loopback left out), host name, user name, home directory's name,
  /// and the search domains of /etc/resolv.conf. The public address behind a NAT must be added by the caller.
  [[nodiscard]] static PersonalTraces of_this_machine();
};

template <class T>
class Scrubbed {
 public:
  [[nodiscard]] const T& get() const { return value_; }
  [[nodiscard]] const T* operator->() const { return &value_; }

 private:
  explicit Scrubbed(T value) : value_(std::move(value)) {}
  friend class Scrubber;
  T value_;
};

struct TraceTables;

/// scrub() for many measurements of one person: the traces' spellings are made ready once.
class Scrubber {
 public:
  explicit Scrubber(PersonalTraces traces);
  [[nodiscard]] Scrubbed<Measurement> scrub(Measurement measurement) const;

 private:
  PersonalTraces traces_;
  std::shared_ptr<const TraceTables> tables_;
};

/// Replaces every trace, in every spelling we know, by "[scrubbed]" (in raw DNS bytes: zeros; a certificate
/// that holds one is dropped). Headers and bodies also lose every other literal IP address that is not an
/// endpoint or a DNS answer of this measurement, because the volunteer's own address may not be known.
[[nodiscard]] Scrubbed<Measurement> scrub(Measurement measurement, const PersonalTraces& traces);

/// The same for a text that goes to a terminal, a log or an error message.
[[nodiscard]] std::string scrub_text(std::string text, const PersonalTraces& traces);

}  // namespace saksi
