#include "analyzer/archive/sqlite_names.h"

#include <algorithm>
#include <tuple>

#include "analyzer/archive/row_codes.h"

namespace saksi {
namespace {

template <class Value>
struct Numbered {
  Value value;
  std::size_t number = 0;
  auto operator<=>(const Numbered&) const = default;
};

template <class Value>
Ranked<Value> ranked(std::vector<Numbered<Value>> entries) {
  std::sort(entries.begin(), entries.end());
  Ranked<Value> result;
  for (Numbered<Value>& entry : entries) {
    if (entry.number > kMostNames) continue;
    if (entry.number >= result.rank.size()) result.rank.resize(entry.number + entry.number / 2 + 16);
    if (result.values.empty() || result.values.back() != entry.value) {
      result.values.push_back(std::move(entry.value));
    }
    result.rank[entry.number] = static_cast<std::uint32_t>(result.values.size() - 1);
  }
  return result;
}

std::size_t number_at(const sqlite::Statement& row) {
  return static_cast<std::uint32_t>(row.integer(0));
}

NetworkName network_at(const sqlite::Statement& row) {
  return {Asn{static_cast<std::uint32_t>(row.integer(1))},
          CountryCode::parse(row.text(2)).value_or(CountryCode{}),
          {}};
}

constexpr const char* kNetworks = "SELECT id, asn, country, as_name FROM network";

}  // namespace

Ranked<InputName> ranked_inputs(const sqlite::Connection& connection, const Selection& selection) {
  std::vector<Numbered<InputName>> entries;
  sqlite::Statement rows{connection, "SELECT id, input, host, test FROM input"};
  while (rows.step()) {
    const std::size_t number = number_at(rows);
    if (number >= selection.inputs.size() || selection.inputs[number] == 0) continue;
    entries.push_back({{rows.text(1), rows.text(2), enum_at(rows.integer(3), TestName::other)}, number});
  }
  return ranked(std::move(entries));
}

Ranked<NetworkName> ranked_networks(const sqlite::Connection& connection) {
  std::vector<Numbered<NetworkName>> entries;
  sqlite::Statement rows{connection, kNetworks};
  while (rows.step()) entries.push_back({network_at(rows), number_at(rows)});
  return ranked(std::move(entries));
}

Ranked<Outcome> ranked_outcomes(const sqlite::Connection& connection) {
  std::vector<Numbered<Outcome>> entries;
  sqlite::Statement rows{connection, "SELECT id, code FROM outcome"};
  while (rows.step()) {
    const auto code = static_cast<std::uint64_t>(rows.integer(1));
    entries.push_back({Outcome::from_code(code).value_or(Outcome{}), number_at(rows)});
  }
  return ranked(std::move(entries));
}

// ---- NewestNames

void NewestNames::merge(const NewestNames& other) {
  for (std::size_t i = 0; i < other.last_.size(); ++i) {
    if (other.last_[i] != kNever) saw(static_cast<std::uint32_t>(i), other.last_[i]);
  }
}

void NewestNames::put_into(Ranked<NetworkName>& networks, const sqlite::Connection& connection) const {
  std::vector<std::int64_t> newest(networks.values.size(), kNever);
  sqlite::Statement rows{connection, kNetworks};
  while (rows.step()) {
    const std::size_t number = number_at(rows);
    if (number >= last_.size() || last_[number] == kNever) continue;
    const std::string name = rows.text(3);
    if (name.empty()) continue;
    const std::uint32_t rank = networks.rank[number];
    std::string& chosen = networks.values[rank].as_name;
    if (std::tie(newest[rank], chosen) < std::tie(last_[number], name)) {
      newest[rank] = last_[number];
      chosen = name;
    }
  }
}

}  // namespace saksi
