// A small internet whose truth is known, and what probes in it would have archived, with the mistakes that a
// single measurement cannot avoid: other addresses of a delivery network called wrong, a site that is down
// called blocked when the control was cached, a server's refusal that cannot be told from the path's.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "analyzer/archive/result.h"
#include "core/digest.h"

namespace saksi::world {

enum class Truth : std::uint8_t { open, blocked, down, refused, own_line };

struct Row {
  ArchivedResult result;
  Truth truth = Truth::open;
};

inline Outcome outcome(VerdictWord word, Certainty certainty) {
  return {word, certainty, Scope::unknown, std::nullopt, std::nullopt};
}
inline Outcome blocked(Layer layer, Method method, Certainty certainty = Certainty::possible) {
  return {VerdictWord::blocked, certainty, Scope::unknown, layer, method};
}

struct Vantage {
  std::string country;
  std::uint32_t asn = 0;
};

class Builder {
 public:
  explicit Builder(std::uint32_t seed) : random_(seed) {}

  [[nodiscard]] bool chance(double share) { return std::uniform_real_distribution{}(random_) < share; }
  [[nodiscard]] std::mt19937& random() { return random_; }

  /// A result as every layer went well.
  [[nodiscard]] ArchivedResult fine(const Vantage& vantage, std::uint64_t run, const std::string& host,
                                    int day) {
    ArchivedResult result;
    const std::string digest = sha256_hex(std::to_string(++serial_) + host + std::to_string(run));
    result.key = *result_key_from_hex(digest.substr(0, 32));
    result.source = 1 + static_cast<std::uint32_t>(run % 4);
    result.started = SystemTime{std::chrono::days{day}} + std::chrono::seconds{random_() % 86400};
    result.input = "http://" + host + "/";
    result.host = host;
    result.vantage.asn = Asn{vantage.asn};
    result.vantage.country = *CountryCode::parse(vantage.country);
    result.resolver_asn = result.vantage.asn;
    result.run = run;
    result.outcome = outcome(VerdictWord::accessible, Certainty::no_sign);
    for (std::size_t i = 0; i < 4; ++i) result.layers[i].state = FindingState::ok;
    result.reached = true;
    result.observed.address = address_of(host, 0);
    result.observed.address_asn = Asn{64500};
    result.observed.address_of_control = true;
    result.observed.address_proven = true;
    result.observed.control_answered = true;
    result.observed.control_reached = true;
    result.observed.status = 200;
    result.observed.body_hash = std::hash<std::string>{}(host);
    return result;
  }

  [[nodiscard]] static IpAddress address_of(const std::string& host, unsigned which) {
    const auto hash = static_cast<std::uint32_t>(std::hash<std::string>{}(host));
    const unsigned parts[] = {93, hash & 255U, (hash >> 8) & 255U, which};
    std::string text;
    for (const unsigned part : parts) text += (text.empty() ? "" : ".") + std::to_string(part);
    return *IpAddress::parse(text);
  }

  static void interfere(ArchivedResult& result, Layer layer, Method method) {
    result.outcome = blocked(layer, method);
    result.layers[static_cast<std::size_t>(layer)] = {FindingState::interfered, method};
    result.reached = false;
    result.observed.body_hash = 0;
    result.observed.status = 0;
    if (layer != Layer::dns) result.layers[3] = {};
  }

  /// DNS led to an address that does not share anything with the control's and proved nothing.
  static void call_address_wrong(ArchivedResult& result, const IpAddress& address, Asn network) {
    interfere(result, Layer::dns, Method::wrong_address);
    result.observed.address = address;
    result.observed.address_asn = network;
    result.observed.address_of_control = false;
    result.observed.address_proven = false;
  }

 private:
  std::mt19937 random_;
  std::uint64_t serial_ = 0;
};

/// Four countries of three networks, four runs a network and day. Of the sites some are on delivery networks,
/// one is down on the second day, one refuses a country, some are blocked in one country each.
class World {
 public:
  explicit World(std::uint32_t seed, int days = 3) : build_(seed) {
    for (int day = 0; day < days; ++day) {
      for (const Vantage& vantage : vantages()) {
        for (int run = 0; run < 4; ++run) measure(vantage, 20000 + day);
      }
    }
  }

  [[nodiscard]] static std::vector<Vantage> vantages() {
    std::vector<Vantage> all;
    for (const char* country : {"MY", "IR", "RU", "DE"}) {
      for (std::uint32_t i = 0; i < 3; ++i)
        all.push_back({country, 1000U * static_cast<std::uint32_t>(all.size() / 3 + 1) + i});
    }
    return all;
  }
  [[nodiscard]] static std::vector<std::string> hosts() {
    std::vector<std::string> all;
    for (int i = 0; i < 24; ++i) all.push_back("plain" + std::to_string(i) + "site.org");
    for (int i = 0; i < 8; ++i) all.push_back("delivered" + std::to_string(i) + "site.com");
    for (const char* host : {"downsite.net", "refusing-site.net", "dnsblocked.org", "tlsblocked.org",
                             "pageblocked.org", "ispblocked.org"})
      all.emplace_back(host);
    return all;
  }

  [[nodiscard]] std::vector<ArchivedResult> results() const {
    std::vector<ArchivedResult> all;
    for (const Row& row : rows) all.push_back(row.result);
    return all;
  }

  std::vector<Row> rows;

 private:
  enum class Kind : std::uint8_t { sound, broken, portal, no_ipv6 };

  void measure(const Vantage& vantage, int day) {
    const std::uint64_t run = ++runs_;
    // One run in nine is not sound, and never two on a network and day.
    const auto kind = run % 9 == 4 ? static_cast<Kind>(1 + run / 9 % 3) : Kind::sound;
    for (const std::string& host : hosts()) {
      Row row{build_.fine(vantage, run, host, day), Truth::open};
      happen(row, vantage, host, day);
      if (kind != Kind::sound) spoil(row, kind);
      rows.push_back(std::move(row));
    }
  }

  void happen(Row& row, const Vantage& vantage, const std::string& host, int day) {
    if (host.starts_with("delivered")) deliver(row, vantage, host);
    if (host == "downsite.net" && day == 20001) go_down(row);
    if (host == "refusing-site.net" && vantage.country == "IR") refuse(row);
    if (host == "dnsblocked.org" && vantage.country == "MY") block_by_dns(row);
    if (host == "tlsblocked.org" && vantage.country == "RU")
      block(row, Layer::tls, Method::reset_after_client_hello);
    if (host == "pageblocked.org" && vantage.country == "IR") block_by_page(row);
    if (host == "ispblocked.org" && vantage.asn == 1001) block(row, Layer::tcp, Method::timed_out);
  }

  /// Every country is told another address; that of the control's country stands with the control.
  void deliver(Row& row, const Vantage& vantage, const std::string& host) {
    const unsigned which = 1 + vantage.asn / 1000;
    const IpAddress address = Builder::address_of(host, which);
    row.result.observed.address = address;
    row.result.observed.address_asn = Asn{64600};
    row.result.observed.address_of_control = vantage.country == "DE";
    row.result.observed.address_proven = build_.chance(0.5);
    const bool cannot_tell = !row.result.observed.address_of_control && !row.result.observed.address_proven;
    if (!cannot_tell) return;
    Builder::call_address_wrong(row.result, address, Asn{64600});
    row.result.layers[3].state = FindingState::ok;
    row.result.reached = true;
  }

  /// One control in three remembers the site from before.
  void go_down(Row& row) {
    row.truth = Truth::down;
    Builder::interfere(row.result, Layer::tcp, Method::timed_out);
    row.result.observed.control_reached = false;
    row.result.observed.address_proven = false;
    if (build_.chance(0.5)) {
      row.result.outcome = outcome(VerdictWord::site_down, Certainty::not_concluded);
      row.result.layers[1] = {FindingState::fails_for_all, std::nullopt};
    } else if (build_.chance(0.5)) {
      row.result.outcome = outcome(VerdictWord::inconclusive, Certainty::not_concluded);
      row.result.observed.control_answered = false;
    }
  }

  /// Half of the answers bear the server's marks.
  void refuse(Row& row) {
    row.truth = Truth::refused;
    row.result.observed.status = 403;
    row.result.observed.body_hash = 403;
    row.result.outcome = outcome(VerdictWord::refused_by_server, Certainty::not_concluded);
    if (build_.chance(0.5)) return;
    Builder::interfere(row.result, Layer::http, Method::different_page);
    row.result.reached = true;
    row.result.observed.status = 403;
    row.result.observed.body_hash = 403;
  }

  void block(Row& row, Layer layer, Method method) {
    row.truth = Truth::blocked;
    Builder::interfere(row.result, layer, method);
    row.result.observed.address_proven = false;
  }

  void block_by_dns(Row& row) {
    row.truth = Truth::blocked;
    Builder::call_address_wrong(row.result, *IpAddress::parse("175.139.1.1"), Asn{4788});
  }

  /// A page in the clear from all providers of the country, not in any list.
  void block_by_page(Row& row) {
    row.truth = Truth::blocked;
    Builder::interfere(row.result, Layer::http, Method::different_page);
    row.result.reached = true;
    row.result.observed.status = 403;
    row.result.observed.body_hash = 99;
  }

  void spoil(Row& row, Kind kind) {
    if (kind == Kind::no_ipv6) return lose_ipv6(row);
    const bool spoilt = kind == Kind::portal || build_.chance(0.6);
    if (!spoilt) return;
    row.truth = Truth::own_line;
    if (kind == Kind::broken) {
      Builder::interfere(row.result, Layer::tls, Method::timed_out_after_client_hello);
    } else {
      Builder::interfere(row.result, Layer::http, Method::different_page);
      row.result.reached = true;
      row.result.observed.status = 200;
      row.result.observed.body_hash = 777000 + row.result.run;
    }
    row.result.observed.address_proven = false;
  }

  void lose_ipv6(Row& row) {
    const bool was_open = row.result.outcome.word == VerdictWord::accessible;
    row.result.observed.ipv6_failed = true;
    if (!was_open || !build_.chance(0.5)) return;
    row.result.outcome = blocked(Layer::tcp, Method::unreachable);
    row.result.layers[1] = {FindingState::interfered, Method::unreachable};
  }

  Builder build_;
  std::uint64_t runs_ = 0;
};

}  // namespace saksi::world
