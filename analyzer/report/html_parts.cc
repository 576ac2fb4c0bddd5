#include "analyzer/report/html_parts.h"

#include <stdexcept>

#include "analyzer/report/words.h"

namespace saksi::html {

namespace {

struct SignStyle {
  std::string fill;    // of the pattern half
  std::string stroke;  // class of the frame
};

/// One pattern per mark, so that a sign can be told apart without its colour, and on a bad photocopy.
SignStyle style_of(Mark mark) {
  switch (mark) {
    case Mark::confirmed:
      return {"var(--accent)", "frame accent"};
    case Mark::strong:
      return {"url(#p-hatch)", "frame accent"};
    case Mark::possible:
      return {"url(#p-dots)", "frame accent"};
    case Mark::local_filter:
      return {"url(#p-lines)", "frame quiet"};
    case Mark::not_concluded:
      return {"url(#p-sparse)", "frame quiet dashed"};
    case Mark::interfered:
      return {"url(#p-waves)", "frame blue"};
    case Mark::site_down:
      return {"url(#p-cross)", "frame quiet"};
    case Mark::refused_by_server:
      return {"url(#p-bars)", "frame quiet"};
    case Mark::no_sign:
      return {"none", "frame faint"};
    case Mark::not_tested:
      return {"none", "frame none"};
  }
  return {};
}

std::string symbol_id(Mark mark) {
  return "m-" + std::string(name_of_mark(mark));
}

Html symbol(Mark mark) {
  const SignStyle look = style_of(mark);
  const Html swatch =
      element("rect", {{"x", "19"}, {"y", "1"}, {"width", "16"}, {"height", "16"}, {"fill", look.fill}}, {});
  const Html frame = element(
      "rect",
      {{"x", "1"}, {"y", "1"}, {"width", "34"}, {"height", "16"}, {"rx", "2"}, {"class", look.stroke}}, {});
  const Html letter =
      element("text", {{"x", "10"}, {"y", "13.2"}, {"class", "letter"}}, std::string(letter_of(mark)));
  return element("symbol", {{"id", symbol_id(mark)}, {"viewBox", "0 0 36 18"}},
                 join({swatch, frame, letter}));
}

}  // namespace

Html mark_definitions() {
  Html content = Html::raw(
      "<defs>"
      "<pattern id=\"p-hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\"><rect width=\"2.2\" height=\"4\" class=\"ink-accent\"/></pattern>"
      "<pattern id=\"p-dots\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
      "<circle cx=\"2\" cy=\"2\" r=\"0.9\" class=\"ink-accent\"/></pattern>"
      "<pattern id=\"p-lines\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
      "<rect width=\"4\" height=\"1.4\" class=\"ink-quiet\"/></pattern>"
      "<pattern id=\"p-sparse\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(-45)\"><rect width=\"0.9\" height=\"6\" class=\"ink-quiet\"/></pattern>"
      "<pattern id=\"p-waves\" width=\"8\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
      "<path d=\"M0 3 Q2 0 4 3 T8 3\" class=\"line-blue\"/></pattern>"
      "<pattern id=\"p-cross\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\"><path d=\"M0 0H5M0 0V5\" class=\"line-quiet\"/></pattern>"
      "<pattern id=\"p-bars\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
      "<rect width=\"1.2\" height=\"4\" class=\"ink-quiet\"/></pattern>"
      "</defs>");
  for (std::size_t i = 0; i < kMarkCount; ++i) content << symbol(static_cast<Mark>(i));
  return element("svg",
                 {{"class", "definitions"},
                  {"width", "0"},
                  {"height", "0"},
                  {"aria-hidden", "true"},
                  {"focusable", "false"}},
                 content);
}

Html mark_sign(Mark mark) {
  const Html use = element("use", {{"href", "#" + symbol_id(mark)}}, {});
  return element("svg", {{"class", "sign"}, {"aria-hidden", "true"}}, use);
}

Html mark_label(Mark mark) {
  return element("span", {{"class", "mark " + symbol_id(mark)}},
                 join({mark_sign(mark), " ", element("b", std::string(word_of(mark)))}));
}

Mark mark_of_certainty(Certainty certainty) {
  switch (certainty) {
    case Certainty::confirmed:
      return Mark::confirmed;
    case Certainty::strong:
      return Mark::strong;
    case Certainty::possible:
      return Mark::possible;
    case Certainty::not_concluded:
      return Mark::not_concluded;
    case Certainty::no_sign:
      return Mark::no_sign;
    case Certainty::not_tested:
      break;
  }
  return Mark::not_tested;
}

Html section(Literal id, Literal heading, const Html& content) {
  const Html title = element("h2", {{"id", std::string(id.view())}}, heading.view());
  return element("section", {{"aria-labelledby", std::string(id.view())}}, join({title, content}));
}

Html paragraph(const Html& content) {
  return element("p", content);
}

Html bullets(const std::vector<std::string>& items) {
  Html list;
  for (const std::string& item : items) list << element("li", item);
  return list.empty() ? Html() : element("ul", list);
}

Html url_text(const std::string& url) {
  return element("span", {{"class", "url"}, {"dir", "ltr"}, {"translate", "no"}}, url);
}

Html count_cell(std::size_t count) {
  const std::string text = std::to_string(count);
  return count == 0 ? element("span", {{"class", "zero"}}, text) : Html(text);
}

Table::Table(Html caption, std::vector<Column> columns, std::string style_class)
    : caption_(std::move(caption)), columns_(std::move(columns)), style_class_(std::move(style_class)) {}

void Table::add(const std::vector<Html>& cells) {
  if (cells.size() != columns_.size()) throw std::logic_error("a table row has not as many cells as columns");
  Html row;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string look = columns_[i].number ? "number" : "words";
    if (i == 0) {
      row << element("th", {{"scope", "row"}, {"role", "rowheader"}}, cells[i]);
    } else {
      row << element("td", {{"role", "cell"}, {"class", look}, {"data-label", columns_[i].title}}, cells[i]);
    }
  }
  rows_ << element("tr", {{"role", "row"}}, row);
}

Html Table::html() const {
  Html heads;
  for (const Column& column : columns_) {
    const std::string look = column.number ? "number" : "words";
    heads << element("th", {{"scope", "col"}, {"role", "columnheader"}, {"class", look}}, column.title);
  }
  const Html head = element("thead", {{"role", "rowgroup"}}, element("tr", {{"role", "row"}}, heads));
  const Html body = element("tbody", {{"role", "rowgroup"}}, rows_);
  return element("table", {{"role", "table"}, {"class", style_class_}},
                 join({element("caption", caption_), head, body}));
}

void Facts::add(const std::string& term, const Html& meaning) {
  items_ << element("div", join({element("dt", term), element("dd", meaning)}));
}

Html Facts::html(const std::string& style_class) const {
  return element("dl", {{"class", style_class}}, items_);
}

}  // namespace saksi::html
