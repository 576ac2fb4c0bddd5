// Where a person's traces stand in a text, whatever the spelling and the encoding. The engine of core/scrub:
// spellings (scrub_spelling) are looked for in one pass each (scrub_automaton) over the text and over every
// view of it (scrub_view). Under 120 steps a byte, whatever the text: a test counts them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/scrub.h"
#include "core/scrub_automaton.h"
#include "core/scrub_sieve.h"
#include "core/scrub_spelling.h"
#include "core/scrub_view.h"

namespace saksi {

/// What belongs to the measurement and not to the person.
struct Surroundings {
  std::vector<IpAddress> known;  // endpoints, DNS answers and addresses in the URL; sorted
  std::string host;              // of the measured URL: a name that is a word of it is not looked for
};

enum class Sweep {
  traces,        // only what PersonalTraces names
  all_literals,  // and every IP address written out, but known ones, loopback, and hosts of URLs
                 // ("//1.2.3.4")
};

/// The spellings of a person's traces, ready to be looked for. Immutable: made once, used for a whole run.
struct TraceTables {
  explicit TraceTables(const PersonalTraces& traces);
  TraceTables(std::vector<IpAddress> own, Spellings spellings);

  std::vector<IpAddress> own;
  std::vector<Spelling> texts;
  std::vector<Spelling> binary;
  Automaton text_automaton;
  Automaton binary_automaton;
  EncodedSieve sieve;
};

class TraceFinder {
 public:
  explicit TraceFinder(const PersonalTraces& traces, Surroundings surroundings = {});
  explicit TraceFinder(std::shared_ptr<const TraceTables> tables, Surroundings surroundings = {});

  /// Ranges to replace, sorted, apart from each other.
  [[nodiscard]] std::vector<Span> find(std::string_view text, Sweep sweep) const;
  /// The same in bytes that are no text (a certificate, RDATA): raw addresses count as well.
  [[nodiscard]] std::vector<Span> find_in_binary(std::string_view bytes) const;
  /// Exactly one of the addresses of the person.
  [[nodiscard]] bool is_own(const IpAddress& address) const;
  [[nodiscard]] bool nothing_to_find() const { return tables_->texts.empty() && tables_->binary.empty(); }
  [[nodiscard]] const Surroundings& surroundings() const { return surroundings_; }

  /// Bytes looked at so far, over all views: what tests count to prove that work is linear.
  [[nodiscard]] std::size_t steps() const { return steps_; }

 private:
  struct Found;
  [[nodiscard]] std::vector<Span> look(std::string_view bytes, bool binary, Sweep sweep) const;
  void search(const View& view, bool decoded, Sweep sweep, Found& found) const;
  void search_texts(const View& view, bool decoded, Found& found) const;
  void search_binary(const View& view, Found& found) const;
  void search_literals(const View& view, Sweep sweep, Found& found) const;
  void search_encoded(const View& view, bool only_changed, Found& found) const;
  void search_decoded(const Decoded& decoded, Found& found) const;
  [[nodiscard]] bool counts(const Spelling& spelling, std::string_view text, std::size_t begin,
                            std::size_t end) const;
  [[nodiscard]] bool is_known(const IpAddress& address) const;
  [[nodiscard]] bool on_own_line(const IpAddress& address, int prefix_length) const;
  [[nodiscard]] bool line_is_shared(const IpAddress& own) const;

  Surroundings surroundings_;
  std::shared_ptr<const TraceTables> tables_;
  mutable std::size_t steps_ = 0;
};

}  // namespace saksi
