#include "probe/experience.h"

#include <strings.h>

#include <algorithm>
#include <numeric>

namespace saksi {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kSample = 100;
// Slower than that, on the average, no run is: it was left alone for a while and resumed.
constexpr seconds kSlowestUrl{15};

// With all headers, both ways.
constexpr std::uint64_t kQuestion = 90;
constexpr std::uint64_t kQuestionOverHttps = 350;
constexpr std::uint64_t kConnection = 420;  // three packets to begin, four to end, resets
constexpr std::uint64_t kHandshake = 1800;  // without the certificates
constexpr std::uint64_t kRequest = 900;
constexpr std::uint64_t kControl = 4500;
constexpr double kPacked = 0.3;            // of a page as it is read
constexpr double kHeadersPerByte = 1.045;  // of full segments, with their acknowledgements

std::uint64_t of_lookup(const DnsObservation& lookup) {
  const std::uint64_t questions = lookup.question == DnsQuestion::ANY ? 2 : 1;  // A and AAAA
  std::uint64_t bytes = questions * (lookup.engine == DnsEngine::doh ? kQuestionOverHttps : kQuestion);
  for (const DnsReply& reply : lookup.replies) bytes += reply.raw.size() + 28;
  return bytes;
}

std::uint64_t of_handshake(const TlsObservation& handshake) {
  if (!handshake.server_hello_seen) return kHandshake / 2;
  std::uint64_t bytes = kHandshake;
  for (const std::string& certificate : handshake.peer_certificates) bytes += certificate.size();
  return bytes;
}

bool came_packed(const HttpResponse& response) {
  return std::any_of(response.headers.begin(), response.headers.end(), [](const Header& header) {
    return ::strcasecmp(header.first.c_str(), "Content-Encoding") == 0;
  });
}

std::uint64_t of_page(const HttpObservation& page) {
  if (!page.response) return kRequest;
  const double body = static_cast<double>(page.response->body_length);
  const double wire = body * (came_packed(*page.response) ? kPacked : 1.0) * kHeadersPerByte;
  return kRequest + static_cast<std::uint64_t>(wire);
}

template <class Items, class Reckon>
std::uint64_t sum(const Items& items, Reckon reckon) {
  return std::accumulate(items.begin(), items.end(), std::uint64_t{0},
                         [&](std::uint64_t so_far, const auto& item) { return so_far + reckon(item); });
}

std::uint64_t of_attempt(const Attempt& attempt) {
  const std::uint64_t controls = (attempt.control ? 1 : 0) + attempt.hop_controls.size();
  return sum(attempt.dns, of_lookup) + attempt.tcp.size() * kConnection + sum(attempt.tls, of_handshake) +
         sum(attempt.http, of_page) + controls * kControl;
}

std::uint64_t of_follow_up(const FollowUp& follow_up) {
  return sum(follow_up.dns, of_lookup) + follow_up.tcp.size() * kConnection +
         sum(follow_up.tls, of_handshake) + sum(follow_up.http, of_page) +
         follow_up.trials.size() * kConnection;
}

/// Evenly over the run, so that its doubtful end counts no more than its share.
std::uint64_t sampled_bytes(const Store& store, const std::vector<StoredVerdict>& verdicts) {
  const std::size_t step = std::max<std::size_t>(1, verdicts.size() / kSample);
  std::uint64_t bytes = 0;
  std::size_t sampled = 0;
  for (std::size_t i = 0; i < verdicts.size(); i += step) {
    const auto measurement = store.evidence(verdicts[i].id);
    if (!measurement) continue;
    bytes += reckon_bytes(*measurement);
    ++sampled;
  }
  return sampled == 0 ? 0 : bytes * verdicts.size() / sampled;
}

}  // namespace

std::uint64_t reckon_bytes(const Measurement& measurement) {
  return of_attempt(measurement) + sum(measurement.retests, of_attempt) +
         sum(measurement.follow_ups, of_follow_up);
}

Experience experience_in(const Store& store, bool simulated) {
  for (const Run& run : store.runs()) {
    if (run.state != RunState::done || !run.ended || run.simulated != simulated) continue;
    const auto verdicts = store.verdicts(run.id);
    const auto took = std::chrono::duration_cast<milliseconds>(*run.ended - run.started);
    const bool in_one_go = took <= kSlowestUrl * static_cast<int>(verdicts.size());
    if (verdicts.size() < kLeastExperience || !in_one_go) continue;
    return Experience{verdicts.size(), sampled_bytes(store, verdicts), took};
  }
  return Experience();
}

}  // namespace saksi
