// The words that people read: one plain phrase per enumerator, dates, counts and names of networks. Every
// renderer and every command takes them from here, so that one thing is called one name everywhere. The
// reading order for a translator: this file, then html_prose.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/model.h"
#include "core/clock.h"
#include "core/verdict.h"

namespace saksi {

// ---- certainty and marks

[[nodiscard]] std::string_view word_of(Certainty certainty);  // "Confirmed", "Not concluded"
[[nodiscard]] std::string_view word_of(Mark mark);            // "Confirmed", "Site down"
/// The short sign that stands for a mark in tables and prints: "C", "S", "P", "N", "ok".
[[nodiscard]] std::string_view letter_of(Mark mark);
[[nodiscard]] std::string_view meaning_of(Mark mark);  // the legend
[[nodiscard]] std::string_view word_of(VerdictWord verdict);
[[nodiscard]] std::string_view word_of(Scope scope);  // "national", "a virus or parental filter"

// ---- how

[[nodiscard]] std::string_view name_of(Layer layer);  // "DNS", "TLS"
[[nodiscard]] std::string_view step_of(Layer layer);  // "finding the site's address"
/// "the resolver said that the name does not exist": fits behind "blocked: ".
[[nodiscard]] std::string_view phrase_of(Layer layer, Method method);
/// "DNS: the resolver said ..."; empty when the cell is not blocked.
[[nodiscard]] std::string method_of(const Cell& cell);
/// The columns' spelling: "dns nxdomain".
[[nodiscard]] std::string code_of(Layer layer, Method method);

/// "5 attempts in 3 blocked measurements; all agree"; empty when the cell has no blocked measurement.
[[nodiscard]] std::string attempts_of(const Cell& cell);
/// "hop 2 or 3 on the way, in the provider's network (AS4788)".
[[nodiscard]] std::string words_of(const PlaceCount& place);

// ---- who, when, how many

[[nodiscard]] std::string name_of(const Network& network);        // "AS4788 (TM Net)"
[[nodiscard]] std::string short_name_of(const Network& network);  // "AS4788"
[[nodiscard]] std::string_view name_of_category(std::string_view code);
[[nodiscard]] std::string_view name_of_group(std::string_view id);
[[nodiscard]] std::string_view name_of_country(const CountryCode& country);  // the code when not known

[[nodiscard]] std::string day_of(SystemTime time);     // "2 November 2026"
[[nodiscard]] std::string iso_day(SystemTime time);    // "2026-11-02"
[[nodiscard]] std::string minute_of(SystemTime time);  // "2026-11-02 10:05 UTC"
/// "on 2 November 2026", "between 2 and 18 November 2026", "between 30 October 2026 and 2 November 2026".
[[nodiscard]] std::string period_of(SystemTime first, SystemTime last);
[[nodiscard]] std::string count_of(std::size_t count, std::string_view one, std::string_view many);
/// "a", "a and b", "a, b and c", "a, b, c and 4 more".
[[nodiscard]] std::string list_of(const std::vector<std::string>& items, std::size_t at_most = 1000);

}  // namespace saksi
