// Result<T>: bad input from outside (a URL, a CSV row, a DNS packet, a peer's JSON) as a value.
// What the network did is never an Error (it is data: core/failure.h); a program that cannot go on throws
// (StoreError, UsageError), caught once in main.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace saksi {

/// Says what is wrong, where, and what to do next, in one or two plain sentences.
struct Error {
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

/// `return fail("lists: my.csv:12: unknown category 'XYZ'; see data/categories.csv");`
[[nodiscard]] inline tl::unexpected<Error> fail(std::string message) {
  return tl::make_unexpected(Error{std::move(message)});
}

}  // namespace saksi
