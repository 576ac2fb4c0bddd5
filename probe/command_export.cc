// `saksi-probe export`: measurements for other tools, in OONI's data format 0.2.0.
#include <fstream>
#include <iostream>

#include "core/json.h"
#include "core/judge/ooni.h"
#include "core/one_look.h"
#include "core/store.h"
#include "probe/options.h"

namespace saksi {
namespace {

Usage export_usage() {
  Usage usage;
  usage.synopsis = "saksi-probe export [--format ooni] [--db FILE] [--output FILE]";
  usage.purpose =
      "Writes every measurement of the database as one line of JSON, as OONI's tools read it (data format "
      "0.2.0,\n"
      "web_connectivity 0.5). Our own verdict stands beside OONI's keys, under test_keys.x_saksi.";
  usage.examples =
      "  saksi-probe export --output my-line.jsonl\n  saksi-probe export | jq .test_keys.x_saksi.verdict\n";
  usage.options.add_options()                                                                     //
      ("db,d", po::value<std::string>(), "the database to read")                                  //
      ("format,f", po::value<std::string>()->default_value("ooni"), "the only one so far: ooni")  //
      ("output,o", po::value<std::string>(), "the file to write; standard output when not given");
  return usage;
}

void write_all(const Store& store, std::ostream& out) {
  store.each([&](const Measurement& measurement, const StoredVerdict& stored) {
    const Measurement one = as_one_look(measurement);
    out << ooni_json(one, ooni_keys(one), stored.verdict) << '\n';
  });
}

}  // namespace

ExitCode command_export(const Environment& environment, const Arguments& arguments) {
  Usage usage = export_usage();
  const auto values = read_options(usage, arguments);
  if (!values) return ExitCode::done;
  const auto format = (*values)["format"].as<std::string>();
  if (format != "ooni") throw UsageError("--format: '" + format + "' is not known; there is: ooni");
  const Store store = Store::open(database_of(*values, environment, true), Store::Mode::read_only);
  const auto output = value_of<std::string>(*values, "output");
  if (!output) {
    write_all(store, std::cout);
    return ExitCode::done;
  }
  std::ofstream file(*output, std::ios::binary | std::ios::trunc);
  write_all(store, file);
  file.close();
  if (!file)
    throw InputError("cannot write " + *output + " completely; is there room, and may you write there?");
  return ExitCode::done;
}

}  // namespace saksi
