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

template <class Value, class Read>
Ranked<Value> ranked_selected(const sqlite::Connection& connection, const Selection& selection, Read read) {
  std::vector<Numbered<Value>> entries;
  sqlite::Statement rows{connection, "SELECT id, input, host, test FROM input"};
  while (rows.step()) {
    const std::size_t number = number_at(rows);
    if (number >= selection.inputs.size() || selection.inputs[number] == 0) continue;
    entries.push_back({read(rows), number});
  }
  return ranked(std::move(entries));
}

NetworkName network_at(const sqlite::Statement& row) {
  return {Asn{static_cast<std::uint32_t>(row.integer(1))},
          CountryCode::parse(row.text(2)).value_or(CountryCode{}),
          {}};
}

constexpr const char* kNetworks = "SELECT id, asn, country, as_name FROM network";

}  // namespace

Ranked<InputName> ranked_inputs(const sqlite::Connection& connection, const Selection& selection) {
  return ranked_selected<InputName>(connection, selection, [](const sqlite::Statement& row) {
    return InputName{row.text(1), row.text(2), enum_at(row.integer(3), TestName::other)};
  });
}

Ranked<std::string> ranked_hosts(const sqlite::Connection& connection, const Selection& selection) {
  return ranked_selected<std::string>(connection, selection,
                                      [](const sqlite::Statement& row) { return row.text(2); });
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

std::int64_t NewestNames::last_of(std::size_t network) const {
  std::int64_t newest = kNever;
  for (const auto& last : last_) {
    if (network < last.size()) newest = std::max(newest, last[network]);
  }
  return newest;
}

void NewestNames::put_into(Ranked<NetworkName>& networks, const sqlite::Connection& connection) const {
  std::vector<std::int64_t> newest(networks.values.size(), kNever);
  sqlite::Statement rows{connection, kNetworks};
  while (rows.step()) {
    const std::size_t number = number_at(rows);
    const std::int64_t last = last_of(number);
    const std::string name = rows.text(3);
    if (last == kNever || name.empty()) continue;
    const std::uint32_t rank = networks.rank[number];
    std::string& chosen = networks.values[rank].as_name;
    if (std::tie(newest[rank], chosen) < std::tie(last, name)) {
      newest[rank] = last;
      chosen = name;
    }
  }
}

}  // namespace saksi
