// A ClickHouse server of a test's own, from Debian's package: on 127.0.0.1, on a free port, with
// configuration and data in a temporary folder. Ended with the object, or with the process that made it.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "tests/support/temporary_folder.h"

namespace saksi {

class ClickhouseServer {
 public:
  /// Nothing when clickhouse-server is not installed. Throws std::runtime_error when it does not start.
  [[nodiscard]] static std::unique_ptr<ClickhouseServer> start();
  ~ClickhouseServer();

  [[nodiscard]] int port() const { return port_; }
  /// "clickhouse://127.0.0.1:PORT/database"; there is also the user "researcher" with the password "open
  /// sesame".
  [[nodiscard]] std::string place(const std::string& database) const;
  /// From now on nobody answers.
  void stop();

 private:
  ClickhouseServer();
  bool launch();
  [[nodiscard]] bool wait_until_it_answers();
  [[nodiscard]] bool answers() const;
  TemporaryFolder folder_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace saksi
