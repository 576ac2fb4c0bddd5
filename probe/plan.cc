#include "probe/plan.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "core/digest.h"
#include "core/testlist.h"

namespace saksi {
namespace {

std::string lower(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return text;
}

std::string countries_there_are(const std::filesystem::path& dir) {
  std::set<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(dir, ignored)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() == ".csv" && name.size() == 2) names.insert(name);
  }
  std::string text;
  for (std::string name : names) {
    for (char& letter : name) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    text += (text.empty() ? "" : ", ") + name;
  }
  return text.empty() ? "none" : text;
}

std::filesystem::path list_of_country(const std::string& country, const std::filesystem::path& dir) {
  const auto code = CountryCode::parse(country);
  auto file = dir / (lower(country) + ".csv");
  std::error_code ignored;
  if (code && std::filesystem::exists(file, ignored)) return file;
  throw InputError("there is no list for country '" + country + "'; there are lists for " +
                   countries_there_are(dir) + ". Another list: --list FILE.csv");
}

class Collector {
 public:
  void add(const Url& url, const std::string& category) {
    if (seen_.insert(url.text()).second) targeted.urls.push_back({url.text(), category});
  }

  void add_list(const std::filesystem::path& file) {
    const auto reading = read_test_list(file);
    if (!reading) throw InputError(reading.error().message);
    for (const ListEntry& entry : reading->list.entries) add(entry.url, entry.category);
    for (const std::string& problem : reading->problems) targeted.left_out.push_back(problem);
    named(reading->list.name, reading->list.hash);
  }

  void add_url(const std::string& text) {
    const auto url = Url::parse(text);
    if (!url) throw InputError(url.error().message);
    add(*url, "");
  }

  void named(const std::string& name, const std::string& hash) {
    targeted.list_name += (targeted.list_name.empty() ? "" : "+") + name;
    targeted.list_hash += (targeted.list_hash.empty() ? "" : "+") + hash;
  }

  Targeted targeted;

 private:
  std::set<std::string> seen_;
};

}  // namespace

Targeted read_targets(const Targets& targets, const Environment& environment) {
  Collector collector;
  if (!targets.country.empty())
    collector.add_list(list_of_country(targets.country, environment.testlists_dir));
  for (const auto& list : targets.lists) collector.add_list(list);
  for (const std::string& url : targets.urls) collector.add_url(url);
  if (!targets.urls.empty()) collector.named("urls", "");
  if (collector.targeted.urls.empty()) {
    throw InputError("nothing to measure: give --country CC, --list FILE.csv or --url URL");
  }
  return std::move(collector.targeted);
}

}  // namespace saksi
