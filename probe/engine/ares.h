// The system's resolver as c-ares (1.18.1) sees it: the servers of /etc/resolv.conf, and the hosts file.
// Nothing is cached, no search domain is ever appended, and every answer is passed on as it came, SERVFAIL
// and REFUSED too (ARES_FLAG_NOCHECKRESP), because the answer is the evidence.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "probe/engine/deadline.h"
#include "probe/engine/loop.h"
#include "probe/engine/task.h"

struct ares_channeldata;

namespace saksi {

struct AresSettings {
  std::string servers;      // "127.0.0.1:5353,..."; empty: those of resolv.conf
  std::string resolv_conf;  // path; empty: /etc/resolv.conf
};

struct AresReply {
  int status = 0;       // ARES_SUCCESS, ARES_ENOTFOUND, ARES_ETIMEOUT...
  std::string message;  // the DNS message; empty when none came
};

class AresChannel final : private LoopGuest {
 public:
  /// Throws std::runtime_error when c-ares cannot be set up.
  explicit AresChannel(Loop& loop, AresSettings settings = AresSettings());
  ~AresChannel();
  AresChannel(const AresChannel&) = delete;
  AresChannel& operator=(const AresChannel&) = delete;

  /// Asks for `name` exactly as given; `type` is an RR type (RFC 1035 3.2.2: 1 A, 28 AAAA). Each server is
  /// tried twice, 1.3 s and then 2.6 s. ARES_ETIMEOUT when the deadline passed, ARES_ECANCELLED when the loop
  /// was interrupted.
  [[nodiscard]] Task<AresReply> query(std::string name, int type, Deadline deadline);

  /// Addresses of `name` in the hosts file, 4 or 16 bytes each (network order).
  [[nodiscard]] std::vector<std::string> hosts_file_addresses(const std::string& name) const;

 private:
  struct Pending;
  static void on_socket_state(void* self, int fd, int readable, int writable);
  static void on_answer(void* pending, int status, int timeouts, unsigned char* message, int length);
  void on_ready(int fd, bool readable, bool writable) override;
  void on_time() override;
  void renew_timer();

  Loop& loop_;
  ares_channeldata* channel_ = nullptr;
};

}  // namespace saksi
