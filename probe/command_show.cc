// `saksi-probe show`: one measurement in plain words, with what it rests on.
#include <iostream>
#include <utility>

#include "core/json.h"
#include "core/store.h"
#include "probe/explain.h"
#include "probe/options.h"

namespace saksi {
namespace {

Usage show_usage() {
  Usage usage;
  usage.synopsis = "saksi-probe show ID [--db FILE] [--json]";
  usage.purpose =
      "Explains one measurement: what was found, how sure that is and why, and what each step saw.\n"
      "ID: the first digits of a measurement's id, as `saksi-probe list last` prints them.";
  usage.examples = "  saksi-probe show 91be02cd\n  saksi-probe show 91be02cd --json\n";
  usage.options.add_options()                                     //
      ("db,d", po::value<std::string>(), "the database to read")  //
      ("json", po::bool_switch(), "the whole evidence as one JSON document");
  usage.hidden.add_options()("id", po::value<std::string>());
  usage.positional.add("id", 1);
  return usage;
}

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw InputError(result.error().message);
  return std::move(*result);
}

}  // namespace

ExitCode command_show(const Environment& environment, const Arguments& arguments) {
  Usage usage = show_usage();
  const auto values = read_options(usage, arguments);
  if (!values) return ExitCode::done;
  const auto id = value_of<std::string>(*values, "id");
  if (!id) throw UsageError("which measurement? usage: " + usage.synopsis);
  const Store store = Store::open(database_of(*values, environment, true), Store::Mode::read_only);
  const auto stored = store.find(*id);
  if (!stored)
    throw InputError("there is no measurement '" + *id + "'; saksi-probe list last shows their ids");
  if ((*values)["json"].as<bool>()) {
    std::cout << or_throw(store.evidence_text(stored->id)) << '\n';
  } else {
    std::cout << explain(or_throw(store.evidence(stored->id)), stored->verdict);
  }
  return ExitCode::done;
}

}  // namespace saksi
