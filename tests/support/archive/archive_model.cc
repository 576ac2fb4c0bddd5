#include "tests/support/archive/archive_model.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/hex.h"

namespace saksi {
namespace {

using Results = std::vector<ArchivedResult>;

std::int64_t seconds_in(SystemTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::int32_t day_in(SystemTime time) {
  return static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(time).time_since_epoch().count());
}

template <class Value>
bool any_of_or_empty(const std::vector<Value>& wanted, const Value& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

/// Without `set_aside`.
bool matches(const ArchivedResult& result, const Filter& filter) {
  return (!filter.country.known() || filter.country == result.vantage.country) &&
         any_of_or_empty(filter.networks, result.vantage.asn) &&
         any_of_or_empty(filter.inputs, result.input) && any_of_or_empty(filter.hosts, result.host) &&
         (!filter.test || *filter.test == result.test) &&
         (!filter.since || *filter.since <= result.started) &&
         (!filter.until || result.started < *filter.until) &&
         any_of_or_empty(filter.moments, seconds_in(result.started)) &&
         (!filter.ours || *filter.ours == result.ours) &&
         (!filter.simulated || *filter.simulated == result.simulated);
}

/// The name that the network has in the newest of the results that name it.
NetworkName named(const Vantage& vantage, const Results& results) {
  std::pair<SystemTime, std::string> newest{SystemTime::min(), ""};
  for (const ArchivedResult& result : results) {
    if (result.vantage.asn != vantage.asn || result.vantage.country != vantage.country) continue;
    if (!result.vantage.as_name.empty()) newest = std::max(newest, {result.started, result.vantage.as_name});
  }
  return {vantage.asn, vantage.country, newest.second};
}

template <class Value>
std::uint32_t index_of(const std::vector<Value>& sorted, const Value& value) {
  return static_cast<std::uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
}

template <class Value>
std::uint32_t size32(const std::set<Value>& set) {
  return static_cast<std::uint32_t>(set.size());
}

Tally tally_of(const Results& results) {
  Tally tally;
  std::set<std::uint64_t> runs;
  tally.day = day_in(results[0].started);
  tally.outcome = results[0].outcome;
  tally.first = tally.last = seconds_in(results[0].started);
  for (const ArchivedResult& result : results) {
    ++tally.count;
    runs.insert(result.run);
    tally.first = std::min(tally.first, seconds_in(result.started));
    tally.last = std::max(tally.last, seconds_in(result.started));
    tally.reached += result.reached ? 1 : 0;
    tally.attempts += static_cast<std::uint32_t>(result.attempts);
    tally.agreed += static_cast<std::uint32_t>(result.agreed);
    tally.isolated_by = static_cast<std::uint16_t>(tally.isolated_by | result.isolated_by);
  }
  tally.runs = size32(runs);
  return tally;
}

InputName input_of(const ArchivedResult& result) {
  return {result.input, result.host, result.test};
}

NameAddress name_address_of(const Results& results) {
  NameAddress answer;
  std::set<Asn> networks;
  std::set<CountryCode> countries;
  for (const ArchivedResult& result : results) {
    ++answer.seen;
    answer.asn = std::max(answer.asn, result.observed.address_asn);
    if (result.vantage.asn.known()) networks.insert(result.vantage.asn);
    if (result.vantage.country.known()) countries.insert(result.vantage.country);
    answer.of_control += result.observed.address_of_control ? 1 : 0;
    answer.proven += result.observed.address_proven ? 1 : 0;
  }
  answer.networks = size32(networks);
  answer.countries = size32(countries);
  return answer;
}

std::string hex64(std::uint64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return to_hex(bytes);
}

std::vector<std::pair<std::string, std::string>> values_in(const Observed& seen) {
  std::vector<std::pair<std::string, std::string>> values;
  if (seen.address) values.emplace_back("address", seen.address->to_string());
  if (seen.body_hash != 0) values.emplace_back("body", hex64(seen.body_hash));
  if (seen.title_hash != 0) values.emplace_back("title", hex64(seen.title_hash));
  if (seen.certificate_hash != 0) values.emplace_back("certificate", hex64(seen.certificate_hash));
  return values;
}

SharedValue shared_value_of(const Results& with_value, const Results& all) {
  SharedValue value;
  std::set<std::string> hosts, open_hosts;
  std::set<NetworkName> networks;
  for (const ArchivedResult& result : with_value) {  // oldest first
    if (result.outcome.word == VerdictWord::accessible) open_hosts.insert(result.host);
    if (result.outcome.word != VerdictWord::blocked && result.outcome.word != VerdictWord::inconclusive)
      continue;
    if (hosts.empty()) {
      value.example = result.key;
      value.first = result.started;
    }
    hosts.insert(result.host);
    networks.insert(named(result.vantage, all));
    value.last = result.started;
    ++value.results;
  }
  value.hosts = size32(hosts);
  value.open_hosts = size32(open_hosts);
  value.networks.assign(networks.begin(), networks.end());
  return value;
}

}  // namespace

// ---- Writing

Source ArchiveModel::begin_source(const Source& source) {
  for (Source& known : sources_) {
    if (known.sha256 != source.sha256) continue;
    known.path = source.path;
    return known;
  }
  sources_.push_back(source);
  sources_.back().id = static_cast<std::uint32_t>(sources_.size());
  return sources_.back();
}

std::size_t ArchiveModel::add(std::span<const ArchivedResult> results, std::span<const DamagedLine> damaged,
                              const Source& progress) {
  std::size_t added = 0;
  for (const ArchivedResult& result : results) {
    const bool known = std::any_of(results_.begin(), results_.end(),
                                   [&](const ArchivedResult& other) { return other.key == result.key; });
    if (known) continue;
    results_.push_back(result);
    ++added;
  }
  for (const DamagedLine& line : damaged) {
    const bool known = std::any_of(damaged_.begin(), damaged_.end(), [&](const DamagedLine& other) {
      return other.source == line.source && other.offset == line.offset;
    });
    if (!known) damaged_.push_back(line);
  }
  for (Source& source : sources_) {
    if (source.id != progress.id) continue;
    std::tie(source.done, source.lines, source.damaged, source.complete, source.trouble) =
        std::tie(progress.done, progress.lines, progress.damaged, progress.complete, progress.trouble);
  }
  return added;
}

void ArchiveModel::correct(std::span<const Correction> corrections) {
  corrections_.clear();
  for (const Correction& correction : corrections) corrections_[correction.key] = correction;
}

void ArchiveModel::set_property(const std::string& name, const std::string& value) {
  properties_[name] = value;
}

// ---- Reading

std::string ArchiveModel::property(const std::string& name) const {
  const auto found = properties_.find(name);
  return found == properties_.end() ? "" : found->second;
}

std::vector<Source> ArchiveModel::sources() const {
  return sources_;
}

std::vector<DamagedLine> ArchiveModel::damaged(std::size_t most) const {
  auto lines = damaged_;
  std::sort(lines.begin(), lines.end(), [](const DamagedLine& a, const DamagedLine& b) {
    return std::tie(a.source, a.offset) < std::tie(b.source, b.offset);
  });
  if (lines.size() > most) lines.resize(most);
  return lines;
}

std::vector<Correction> ArchiveModel::corrections() const {
  std::vector<Correction> all;
  for (const auto& [key, correction] : corrections_) all.push_back(correction);
  return all;
}

Results ArchiveModel::chosen(const Filter& filter, bool with_corrections, bool corrected_outcomes) const {
  Results chosen;
  for (ArchivedResult result : results_) {
    const Outcome judged = result.outcome;
    const auto correction = corrections_.find(result.key);
    const bool corrects = with_corrections && correction != corrections_.end();
    if (corrects) result.outcome = correction->second.outcome;
    const bool set_aside = result.line_broken || result.outcome.word == VerdictWord::local_network ||
                           (corrects && correction->second.set_aside);
    if (!matches(result, filter) || (set_aside && !filter.set_aside)) continue;
    if (!corrected_outcomes) result.outcome = judged;
    chosen.push_back(result);
  }
  std::sort(chosen.begin(), chosen.end(), [](const ArchivedResult& a, const ArchivedResult& b) {
    return std::tie(a.started, a.key) < std::tie(b.started, b.key);
  });
  return chosen;
}

Results ArchiveModel::corrected(const Filter& filter) const {
  return chosen(filter, true, true);
}

Results ArchiveModel::results(const Filter& filter, std::size_t most) const {
  Results all = chosen(filter, true, false);
  if (all.size() > most) all.resize(most);
  return all;
}

Results ArchiveModel::find(const std::string& hex_prefix) const {
  Filter all;
  all.set_aside = true;
  Results found;
  for (const ArchivedResult& result : chosen(all, false, false)) {
    if (hex_prefix.size() >= 4 && to_hex(result.key).starts_with(hex_prefix)) found.push_back(result);
  }
  return found;
}

std::size_t ArchiveModel::count(const Filter& filter) const {
  return corrected(filter).size();
}

Tallies ArchiveModel::tally(const Filter& filter) const {
  const Results results = corrected(filter);
  std::map<std::tuple<InputName, NetworkName, std::int32_t, Outcome>, Results> cells;
  std::set<InputName> inputs;
  std::set<NetworkName> networks;
  for (const ArchivedResult& result : results) {
    const NetworkName network = named(result.vantage, results);
    cells[{input_of(result), network, day_in(result.started), result.outcome}].push_back(result);
    inputs.insert(input_of(result));
    networks.insert(network);
  }
  Tallies tallies{{inputs.begin(), inputs.end()}, {networks.begin(), networks.end()}, {}};
  for (const auto& [cell, members] : cells) {
    tallies.tallies.push_back(tally_of(members));
    tallies.tallies.back().input = index_of(tallies.inputs, std::get<0>(cell));
    tallies.tallies.back().network = index_of(tallies.networks, std::get<1>(cell));
  }
  std::sort(tallies.tallies.begin(), tallies.tallies.end(), [](const Tally& a, const Tally& b) {
    return std::tie(a.input, a.network, a.day, a.first, a.outcome) <
           std::tie(b.input, b.network, b.day, b.first, b.outcome);
  });
  return tallies;
}

std::vector<NameAddress> ArchiveModel::name_addresses(const Filter& filter) const {
  std::map<std::tuple<std::string, std::int32_t, IpAddress>, Results> cells;
  for (const ArchivedResult& result : chosen(filter, false, false)) {
    if (!result.observed.address || result.host.empty()) continue;
    cells[{result.host, day_in(result.started), *result.observed.address}].push_back(result);
  }
  std::vector<NameAddress> answers;
  for (const auto& [cell, members] : cells) {
    answers.push_back(name_address_of(members));
    std::tie(answers.back().host, answers.back().day, answers.back().address) = cell;
  }
  return answers;
}

std::vector<RunTally> ArchiveModel::run_tallies(const Filter& filter) const {
  const Results results = chosen(filter, false, false);
  std::map<InputName, std::map<std::uint64_t, bool>> opened;  // by input and run
  std::map<std::uint64_t, RunTally> runs;
  std::map<std::uint64_t, NetworkName> networks;
  for (const ArchivedResult& result : results) {
    bool& open = opened[input_of(result)][result.run];
    open = open || result.reached;
    const NetworkName network = named(result.vantage, results);
    const auto [known, fresh] = networks.emplace(result.run, network);
    if (!fresh) known->second = std::min(known->second, network);
  }
  for (const ArchivedResult& result : results) {
    const auto& of_input = opened[input_of(result)];
    std::size_t others = 0, open_others = 0;
    for (const auto& [run, open] : of_input) {
      others += run != result.run ? 1 : 0;
      open_others += run != result.run && open ? 1 : 0;
    }
    const bool alone = others > 0 && 10 * open_others >= 9 * others;
    RunTally& tally = runs[result.run];
    ++tally.measured;
    tally.failed += result.reached ? 0 : 1;
    tally.judged_alone += alone ? 1 : 0;
    tally.failed_alone += alone && !result.reached ? 1 : 0;
  }
  std::vector<RunTally> answers;
  for (auto& [run, tally] : runs) {
    tally.run = run;
    tally.network = networks[run];
    answers.push_back(tally);
  }
  return answers;
}

std::vector<SharedValue> ArchiveModel::shared_values(std::uint32_t least_hosts) const {
  const Results results = corrected(Filter{});
  std::map<std::pair<std::string, std::string>, Results> by_value;
  for (const ArchivedResult& result : results) {
    if (result.host.empty()) continue;
    for (const auto& value : values_in(result.observed)) by_value[value].push_back(result);
  }
  std::vector<SharedValue> answers;
  for (const auto& [value, members] : by_value) {
    SharedValue shared = shared_value_of(members, results);
    if (shared.hosts == 0 || shared.hosts < least_hosts) continue;
    std::tie(shared.kind, shared.value) = value;
    answers.push_back(shared);
  }
  std::sort(answers.begin(), answers.end(), [](const SharedValue& a, const SharedValue& b) {
    return std::tie(a.kind, b.hosts, a.value) < std::tie(b.kind, a.hosts, b.value);
  });
  return answers;
}

}  // namespace saksi
