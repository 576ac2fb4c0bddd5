#include "analyzer/report/render.h"

namespace saksi {

std::vector<RenderedFile> render_all(const Report& report) {
  return {{"report.html", render_html(report)},
          {"report.json", render_json(report)},
          {"cells.csv", render_cells_csv(report)},
          {"measurements.csv", render_measurements_csv(report)},
          {"networks.csv", render_networks_csv(report)}};
}

}  // namespace saksi
