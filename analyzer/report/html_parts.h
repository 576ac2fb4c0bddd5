// Parts that all sections of the HTML report are made of: marks, tables, sections.
#pragma once

#include <string>
#include <vector>

#include "analyzer/report/html.h"
#include "analyzer/report/model.h"

namespace saksi::html {

/// The symbols that mark_sign() refers to; once per page.
[[nodiscard]] Html mark_definitions();
/// Letter and pattern, a picture without words: always stands next to the word.
[[nodiscard]] Html mark_sign(Mark mark);
/// Sign and word.
[[nodiscard]] Html mark_label(Mark mark);
[[nodiscard]] Mark mark_of_certainty(Certainty certainty);

/// A <section> with a heading of level 2; `id` is one of ours.
[[nodiscard]] Html section(Literal id, Literal heading, const Html& content);
[[nodiscard]] Html paragraph(const Html& content);
[[nodiscard]] Html bullets(const std::vector<std::string>& items);
/// A URL that was measured: as text, never as a link that a reader may follow by accident.
[[nodiscard]] Html url_text(const std::string& url);

/// A count in a table; zeros stand back.
[[nodiscard]] Html count_cell(std::size_t count);

struct Column {
  std::string title;
  bool number = false;
};

/// A table with a caption, column headers with scope, and a row header in the first column. On narrow screens
/// rows become cards: every cell carries its column's title, and roles keep the meaning that CSS takes away.
class Table {
 public:
  Table(Html caption, std::vector<Column> columns, std::string style_class = "");
  /// As many cells as columns.
  void add(const std::vector<Html>& cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] Html html() const;

 private:
  Html caption_;
  std::vector<Column> columns_;
  std::string style_class_;
  Html rows_;
};

/// A definition list.
class Facts {
 public:
  void add(const std::string& term, const Html& meaning);
  [[nodiscard]] Html html(const std::string& style_class) const;

 private:
  Html items_;
};

// The sections, in the order of the page. An empty fragment when there is nothing to say.
[[nodiscard]] Html front(const Report& report);
[[nodiscard]] Html what_was_tested(const Report& report);
[[nodiscard]] Html results(const Report& report);
[[nodiscard]] Html methods(const Report& report);
[[nodiscard]] Html not_blocking(const Report& report);
[[nodiscard]] Html how_we_know(const Report& report);
[[nodiscard]] Html limitations(const Report& report);
[[nodiscard]] Html how_to_read(const Report& report);
[[nodiscard]] Html method_and_versions(const Report& report);
[[nodiscard]] Html ethics();
[[nodiscard]] Html glossary();
[[nodiscard]] Html annexes(const Report& report);
[[nodiscard]] Html style(bool simulated);

/// The words of the banner over simulated data.
inline constexpr const char* kSimulationBanner =
    "Simulation: made in a laboratory network, says nothing about any real network.";

}  // namespace saksi::html
