#include "analyzer/option_words.h"

#include "analyzer/errors.h"
#include "core/url.h"

namespace saksi {

namespace {

using Texts = std::vector<std::string>;

[[noreturn]] void refuse(const std::string& command, const std::string& why) {
  throw UsageError(command + ": " + why + " See `saksi-analyzer help " + command + "`.");
}

Asn network_of(const std::string& command, const std::string& text) {
  const std::optional<Asn> asn = Asn::parse(text);
  if (!asn || !asn->known())
    refuse(command, "--asn takes a network such as AS4788 or 4788, not '" + text + "'.");
  return *asn;
}

/// As inputs stand in the archive: web addresses in their one spelling, the rest as it is.
std::string input_of(const std::string& text) {
  const Result<Url> url = Url::parse(text);
  return url ? url->text() : text;
}

TestName test_of(const std::string& command, const std::string& text) {
  const TestName test = test_name_from_string(text);
  if (test == TestName::other)
    refuse(command, "--test takes OONI's name of a test, such as web_connectivity, not '" + text + "'.");
  return test;
}

TableFormat format_of(const std::string& command, const std::string& text) {
  if (text == "table") return TableFormat::terminal;
  if (text == "csv") return TableFormat::csv;
  if (text == "json") return TableFormat::json;
  refuse(command, "--format takes table, csv or json, not '" + text + "'.");
}

}  // namespace

po::variables_map parse_words(const std::string& command, const Words& words,
                              const po::options_description& options, const char* positional) {
  po::positional_options_description bare;
  if (*positional != '\0') bare.add(positional, -1);
  // Boost's guessing of shortened names would let a later option change the meaning of an old script.
  const int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
  try {
    po::variables_map values;
    po::store(po::command_line_parser(words).options(options).positional(bare).style(style).run(), values);
    po::notify(values);
    return values;
  } catch (const po::error& error) {
    refuse(command, std::string(error.what()) + ".");
  }
}

void add_store(po::options_description& options) {
  options.add_options()("store", po::value<std::string>())("db", po::value<std::string>());
}

std::string store_of(const po::variables_map& values) {
  const std::string store = text_of(values, "store");
  const std::string old_name = text_of(values, "db");
  if (!store.empty() && !old_name.empty())
    throw UsageError("--db is the old name of --store: give one of them.");
  if (!store.empty()) return store;
  return old_name.empty() ? kDefaultStore : old_name;
}

void add_filter(po::options_description& options) {
  options.add_options()("country", po::value<std::string>())("asn", po::value<Texts>()->composing())(
      "url", po::value<Texts>()->composing())("host", po::value<Texts>()->composing())(
      "since", po::value<std::string>())("until", po::value<std::string>())("test", po::value<std::string>())(
      "simulated", po::bool_switch());
}

Filter filter_of(const std::string& command, const po::variables_map& values) {
  Filter filter;
  filter.country = country_of(command, values);
  for (const std::string& text : texts_of(values, "asn"))
    filter.networks.push_back(network_of(command, text));
  for (const std::string& text : texts_of(values, "url")) filter.inputs.push_back(input_of(text));
  filter.hosts = texts_of(values, "host");
  if (const std::string test = text_of(values, "test"); !test.empty()) filter.test = test_of(command, test);
  read_period(command, values, filter.since, filter.until);
  if (values["simulated"].as<bool>()) filter.simulated = true;
  return filter;
}

void add_output(po::options_description& options) {
  options.add_options()("format", po::value<std::string>()->default_value("table"))(
      "out", po::value<std::string>())("package", po::value<std::string>());
}

OutputOptions output_of(const std::string& command, const po::variables_map& values) {
  OutputOptions output;
  output.format = format_of(command, values["format"].as<std::string>());
  output.out = text_of(values, "out");
  output.package = text_of(values, "package");
  return output;
}

std::string text_of(const po::variables_map& values, const char* name) {
  return values.count(name) == 0 ? "" : values[name].as<std::string>();
}

std::vector<std::string> texts_of(const po::variables_map& values, const char* name) {
  return values.count(name) == 0 ? Texts{} : values[name].as<Texts>();
}

std::vector<std::filesystem::path> paths_of(const po::variables_map& values, const char* name) {
  const Texts texts = texts_of(values, name);
  return {texts.begin(), texts.end()};
}

void read_period(const std::string& command, const po::variables_map& values,
                 std::optional<SystemTime>& since, std::optional<SystemTime>& until) {
  const std::string first = text_of(values, "since");
  const std::string last = text_of(values, "until");
  if (!first.empty()) since = parse_day(first, "--since");
  if (!last.empty()) until = parse_day(last, "--until") + std::chrono::days(1);
  if (since && until && *since >= *until) {
    throw UsageError(command + ": --since " + first + " is after --until " + last + ".");
  }
}

CountryCode country_of(const std::string& command, const po::variables_map& values) {
  const std::string text = text_of(values, "country");
  if (text.empty()) return CountryCode();
  const std::optional<CountryCode> country = CountryCode::parse(text);
  if (!country) throw UsageError(command + ": --country takes two letters (ISO 3166), not '" + text + "'.");
  return *country;
}

}  // namespace saksi
