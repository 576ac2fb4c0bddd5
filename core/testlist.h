// Test lists: CSV in the Citizen Lab columns
// (url,category_code,category_description,date_added,source,notes), RFC 4180.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/url.h"

namespace saksi {

struct ListEntry {
  Url url;
  std::string category;  // one of the 31 Citizen Lab codes
  std::string date_added;
  std::string source;
  std::string notes;
  std::size_t line = 0;  // in the file, from 1
};

struct TestList {
  std::string name;  // "my"
  std::string hash;  // SHA-256 of the file, first 16 hex digits
  std::vector<ListEntry> entries;
};

/// What is wrong with a list, one entry per finding: "my.csv:12: unknown category code 'XYZ'; see ...".
using ListProblems = std::vector<std::string>;

struct ListReading {
  TestList list;          // the rows that are good
  ListProblems problems;  // the rows that are not, each named
};

/// Reads what can be read. Fails only when the file cannot be opened, is no CSV, or has not the right header.
///
/// A good row has six fields, UTF-8 without control characters or outer blanks; an http or https URL with a
/// path, not listed before (compared as Url::text()); a known category code with its own description; an ISO
/// date. An outer blank in source or notes is named and taken off, but costs no row.
[[nodiscard]] Result<ListReading> read_test_list(const std::filesystem::path& file);
[[nodiscard]] Result<ListReading> parse_test_list(std::string_view csv, const std::string& name);

/// The description that belongs to a category code; empty for an unknown code.
[[nodiscard]] std::string_view category_description(std::string_view code);

/// RFC 4180 CSV text of a list, as read_test_list reads it.
[[nodiscard]] std::string to_csv(const TestList& list);

}  // namespace saksi
