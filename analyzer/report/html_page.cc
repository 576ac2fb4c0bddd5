#include "analyzer/report/html_parts.h"
#include "analyzer/report/render.h"

namespace saksi {

namespace {

using html::element;
using html::Html;
using html::join;
using html::void_element;

Html head(const Report& report) {
  // No script, no image, no font, no connection: what is not written here cannot be loaded, even by a hostile
  // text that found a way in.
  return element(
      "head",
      join({void_element("meta", {{"charset", "utf-8"}}),
            void_element("meta", {{"http-equiv", "Content-Security-Policy"},
                                  {"content",
                                   "default-src 'none'; style-src 'unsafe-inline'; base-uri "
                                   "'none'; form-action 'none'"}}),
            void_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}),
            void_element("meta", {{"name", "referrer"}, {"content", "no-referrer"}}),
            void_element("meta", {{"name", "generator"},
                                  {"content", "saksi-analyzer " + report.provenance.analyzer_version}}),
            element("title", (report.simulated ? "Simulation: " : "") + report.title),
            html::style(report.simulated)}));
}

Html footer(const Report& report) {
  const std::string text = report.simulated ? html::kSimulationBanner
                                            : "Findings hold for the networks and dates named with them.";
  return element("footer", element("p", text));
}

}  // namespace

std::string render_html(const Report& report) {
  const Html page = join({html::mark_definitions(), html::front(report), html::what_was_tested(report),
                          html::results(report), html::methods(report), html::not_blocking(report),
                          html::how_we_know(report), html::limitations(report), html::how_to_read(report),
                          html::method_and_versions(report), html::ethics(), html::glossary(),
                          html::annexes(report), footer(report)});
  const Html body =
      element("body", {{"class", report.simulated ? "simulated" : "real"}}, element("main", page));
  return join({Html::raw("<!doctype html>\n"), element("html", {{"lang", "en"}}, join({head(report), body}))})
      .markup();
}

}  // namespace saksi
