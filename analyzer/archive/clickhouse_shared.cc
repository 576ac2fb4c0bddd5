#include <algorithm>
#include <array>

#include "analyzer/archive/clickhouse_questions.h"
#include "analyzer/archive/clickhouse_selection.h"
#include "analyzer/archive/row_codes.h"
#include "analyzer/archive/shared_rows.h"

namespace saksi {
namespace {

struct KindColumn {
  ValueKind kind;
  std::string column;
  std::string none;  // what stands there when there is no value
};

const std::array<KindColumn, 4>& kind_columns() {
  static const std::array<KindColumn, 4> columns{{{ValueKind::address, "address", "''"},
                                                  {ValueKind::body, "body_hash", "0"},
                                                  {ValueKind::certificate, "certificate_hash", "0"},
                                                  {ValueKind::title, "title_hash", "0"}}};
  return columns;
}

std::string verdict_is(VerdictWord word) {
  return "e_verdict = " + std::to_string(static_cast<int>(word));
}

std::string did_not_open_sql() {
  return "(" + verdict_is(VerdictWord::blocked) + " OR " + verdict_is(VerdictWord::inconclusive) + ")";
}

/// Asks about one kind of value.
class SharedQuestion {
 public:
  SharedQuestion(const KindColumn& kind, std::uint32_t least_hosts, std::uint64_t corrections)
      : kind_(kind),
        counted_(selected({}, "host, asn, country, key, started, " + kind.column, corrections)),
        has_value_("host != '' AND " + kind.column + " != " + kind.none),
        candidates_("(SELECT " + kind.column + " FROM " + counted_ + " WHERE " + has_value_ + " AND " +
                    did_not_open_sql() + " GROUP BY " + kind.column +
                    " HAVING uniqExact(host) >= " + std::to_string(least_hosts) + ")") {}

  [[nodiscard]] std::string values_sql() const {
    const std::string bad = did_not_open_sql();
    return "SELECT " + kind_.column + ", toUInt32(uniqExactIf(host, " + bad +
           ")), toUInt32(uniqExactIf(host, " + verdict_is(VerdictWord::accessible) + ")), toUInt32(countIf(" +
           bad + ")), minIf(started, " + bad + "), maxIf(started, " + bad +
           "), argMinIf(key, (started, key), " + bad + ") FROM " + counted_ + " WHERE " + has_value_ +
           " AND " + kind_.column + " IN " + candidates_ + " GROUP BY " + kind_.column;
  }
  [[nodiscard]] std::string networks_sql() const {
    return "SELECT " + kind_.column + ", asn, country FROM " + counted_ + " WHERE " + has_value_ + " AND " +
           did_not_open_sql() + " AND " + kind_.column + " IN " + candidates_ + " GROUP BY " + kind_.column +
           ", asn, country";
  }
  [[nodiscard]] ValueKey read_value(RowBinaryReader& row) const {
    if (kind_.kind == ValueKind::address) {
      return {kind_.kind, IpAddress::from_bytes(row.string()).value_or(IpAddress{}), 0};
    }
    return {kind_.kind, {}, row.number<std::uint64_t>()};
  }

 private:
  KindColumn kind_;
  std::string counted_, has_value_, candidates_;
};

SharedValue read_shared(RowBinaryReader& row) {
  SharedValue value;
  value.hosts = row.number<std::uint32_t>();
  value.open_hosts = row.number<std::uint32_t>();
  value.results = row.number<std::uint32_t>();
  value.first = time_of(row.number<std::int64_t>());
  value.last = time_of(row.number<std::int64_t>());
  const std::string_view key = row.fixed(value.example.size());
  std::copy(key.begin(), key.end(), value.example.begin());
  return value;
}

std::map<ValueKey, SharedValue> ask_kind(ClickhouseClient& client, const SharedQuestion& question) {
  std::map<ValueKey, SharedValue> values;
  client.each_row(question.values_sql(), [&](RowBinaryReader& row) {
    const ValueKey key = question.read_value(row);
    SharedValue value = read_shared(row);
    value.kind = to_string(key.kind);
    value.value = key.text();
    values.emplace(key, std::move(value));
  });
  return values;
}

void ask_networks(ClickhouseClient& client, const SharedQuestion& question,
                  const std::map<NetworkKey, NetworkName>& names, std::map<ValueKey, SharedValue>& values) {
  client.each_row(question.networks_sql(), [&](RowBinaryReader& row) {
    const ValueKey key = question.read_value(row);
    const Asn asn{row.number<std::uint32_t>()};
    const auto country = CountryCode::parse(row.fixed(2)).value_or(CountryCode{});
    const auto value = values.find(key);
    const auto name = names.find({asn, country});
    if (value != values.end() && name != names.end()) value->second.networks.push_back(name->second);
  });
}

}  // namespace

std::vector<SharedValue> ask_shared_values(ClickhouseClient& client, std::uint32_t least_hosts,
                                           std::uint64_t corrections) {
  std::vector<SharedValue> all;
  std::map<NetworkKey, NetworkName> names;
  for (const KindColumn& kind : kind_columns()) {
    const SharedQuestion question{kind, least_hosts, corrections};
    std::map<ValueKey, SharedValue> values = ask_kind(client, question);
    if (values.empty()) continue;
    if (names.empty()) names = ask_network_names(client, {}, corrections);
    ask_networks(client, question, names, values);
    for (auto& [key, value] : values) {
      std::sort(value.networks.begin(), value.networks.end());
      all.push_back(std::move(value));
    }
  }
  sort_shared_values(all);
  return all;
}

}  // namespace saksi
