// What questions have in common: the sentences that say what was asked, the names of networks, and dates.
#pragma once

#include <string>
#include <vector>

#include "analyzer/archive/archive.h"
#include "analyzer/questions/table.h"

namespace saksi {

/// "AS4788 Telekom Malaysia": the number always, the name where it is known.
[[nodiscard]] std::string network_words(Asn asn, const std::string& as_name);
[[nodiscard]] std::string network_words(const NetworkName& network);

/// "Measurements of web_connectivity in Malaysia, on AS4788, from 2026-11-01 to 2026-11-30 (UTC)."
[[nodiscard]] std::string asked_words(const Filter& filter);

/// "2026-11-02"
[[nodiscard]] std::string day_text(std::int32_t day);
[[nodiscard]] std::int32_t day_number(std::int64_t seconds_since_1970);
[[nodiscard]] SystemTime moment(std::int64_t seconds_since_1970);
/// Of the week (ISO 8601: begins on Monday) that holds the day.
[[nodiscard]] std::int32_t monday_of(std::int32_t day);

/// "0.92", "0.05"; "0.92 (0.71-0.99)" with the interval.
[[nodiscard]] std::string share_text(double share);
[[nodiscard]] std::string share_text(double share, double low, double high);
/// "1,234,567"
[[nodiscard]] std::string thousands(std::size_t number);

}  // namespace saksi
