// Why a command of saksi-analyzer cannot go on, and the exit code that stands for it. Thrown anywhere, caught
// once in main. The store's own errors are StoreError (core/store.h).
#pragma once

#include <stdexcept>

namespace saksi {

enum ExitCode : int {
  exit_ok = 0,
  exit_unexpected = 1,
  exit_usage = 2,
  exit_bad_input = 3,
  exit_store = 4,
  exit_stopped = 6  // before the end, by a signal; as saksi-probe's
};

/// The command line is wrong: the message says what and names the help.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file or value that was given cannot be used: the message names it.
class BadInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace saksi
