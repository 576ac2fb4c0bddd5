// IP -> AS number, AS name, country, through libmaxminddb. Reads any of the GeoLite2-ASN, GeoLite2-Country,
// DB-IP and OONI ip2country_as layouts. No database is no error: everything is AS0/ZZ then, and reports say
// so.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/endpoint.h"
#include "core/measurement.h"
#include "core/result.h"

namespace saksi {

class Geo {
 public:
  Geo();  // knows nothing
  ~Geo();
  Geo(Geo&&) noexcept;
  Geo& operator=(Geo&&) noexcept;
  /// Several files may complete each other (one for ASN, one for country).
  [[nodiscard]] static Result<Geo> open(const std::vector<std::filesystem::path>& files);

  [[nodiscard]] bool empty() const;
  /// Unknown fields stay AS0, "", ZZ.
  [[nodiscard]] Vantage lookup(const IpAddress& address) const;
  /// "GeoLite2-ASN 2026-11-01": for reports; empty when there is no database.
  [[nodiscard]] std::string description() const;

 private:
  struct Files;
  std::unique_ptr<Files> files_;
};

}  // namespace saksi
