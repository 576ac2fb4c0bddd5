// The renderers: one report model in, the bytes of one file out. Pure: no clock, no files. They add no fact.
#pragma once

#include <string>
#include <vector>

#include "analyzer/report/model.h"

namespace saksi {

/// One self-contained page: no scripts, nothing from outside, made for the screen, narrow screens and A4.
[[nodiscard]] std::string render_html(const Report& report);

/// The whole model: docs/report.md documents every key.
[[nodiscard]] std::string render_json(const Report& report);

// RFC 4180, defused for spreadsheets; docs/report.md documents every column.
[[nodiscard]] std::string render_cells_csv(const Report& report);         // a row per URL and network
[[nodiscard]] std::string render_measurements_csv(const Report& report);  // a row per measurement
[[nodiscard]] std::string render_networks_csv(const Report& report);      // a row per network

struct RenderedFile {
  std::string name;
  std::string bytes;
};

/// All files of a report, in the order they are written: report.html, report.json, cells.csv,
/// measurements.csv, networks.csv.
[[nodiscard]] std::vector<RenderedFile> render_all(const Report& report);

}  // namespace saksi
