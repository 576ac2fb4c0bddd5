#include "analyzer/joined_archive.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "analyzer/questions/merge_tallies.h"

namespace saksi {

namespace {

Filter others(Filter filter) {
  filter.ours = false;
  return filter;
}

bool asks_for_ours(const Filter& filter) {
  return filter.ours.value_or(true);
}
bool asks_for_others(const Filter& filter) {
  return !filter.ours.value_or(false);
}

[[noreturn]] void refuse() {
  throw std::logic_error("an archive that was joined for reading cannot be written");
}

}  // namespace

JoinedArchive::JoinedArchive(std::unique_ptr<Archive> store, std::unique_ptr<Archive> ours)
    : store_(std::move(store)), ours_(std::move(ours)) {}

Source JoinedArchive::begin_source(const Source&) {
  refuse();
}
std::size_t JoinedArchive::add(std::span<const ArchivedResult>, std::span<const DamagedLine>, const Source&) {
  refuse();
}
void JoinedArchive::correct(std::span<const Correction>) {
  refuse();
}
void JoinedArchive::set_property(const std::string&, const std::string&) {
  refuse();
}

std::string JoinedArchive::property(const std::string& name) const {
  return store_->property(name);
}
std::vector<Source> JoinedArchive::sources() const {
  return store_->sources();
}
std::vector<DamagedLine> JoinedArchive::damaged(std::size_t most) const {
  return store_->damaged(most);
}
std::vector<Correction> JoinedArchive::corrections() const {
  return store_->corrections();
}

Tallies JoinedArchive::tally(const Filter& filter) const {
  if (!asks_for_others(filter)) return ours_->tally(filter);
  Tallies theirs = store_->tally(others(filter));
  return asks_for_ours(filter) ? merged(theirs, ours_->tally(filter)) : theirs;
}

std::vector<ArchivedResult> JoinedArchive::results(const Filter& filter, std::size_t most) const {
  std::vector<ArchivedResult> all;
  if (asks_for_others(filter)) all = store_->results(others(filter), most);
  if (!asks_for_ours(filter)) return all;
  std::vector<ArchivedResult> ours = ours_->results(filter, most);
  std::move(ours.begin(), ours.end(), std::back_inserter(all));
  std::sort(all.begin(), all.end(), [](const ArchivedResult& a, const ArchivedResult& b) {
    return std::tie(a.started, a.key) < std::tie(b.started, b.key);
  });
  if (all.size() > most) all.resize(most);
  return all;
}

std::vector<ArchivedResult> JoinedArchive::find(const std::string& hex_prefix) const {
  std::vector<ArchivedResult> all = store_->find(hex_prefix);
  std::erase_if(all, [](const ArchivedResult& row) { return row.ours; });
  std::vector<ArchivedResult> ours = ours_->find(hex_prefix);
  std::move(ours.begin(), ours.end(), std::back_inserter(all));
  return all;
}

std::size_t JoinedArchive::count(const Filter& filter) const {
  return (asks_for_others(filter) ? store_->count(others(filter)) : 0) +
         (asks_for_ours(filter) ? ours_->count(filter) : 0);
}

std::vector<NameAddress> JoinedArchive::name_addresses(const Filter& filter) const {
  return store_->name_addresses(filter);
}

std::vector<RunTally> JoinedArchive::run_tallies(const Filter& filter) const {
  std::vector<RunTally> all;
  if (asks_for_others(filter)) all = store_->run_tallies(others(filter));
  if (!asks_for_ours(filter)) return all;
  std::vector<RunTally> ours = ours_->run_tallies(filter);
  std::move(ours.begin(), ours.end(), std::back_inserter(all));
  std::sort(all.begin(), all.end(), [](const RunTally& a, const RunTally& b) { return a.run < b.run; });
  return all;
}

std::vector<SharedValue> JoinedArchive::shared_values(std::uint32_t least_hosts) const {
  return store_->shared_values(least_hosts);
}

}  // namespace saksi
