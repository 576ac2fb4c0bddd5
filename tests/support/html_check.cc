#include "tests/support/html_check.h"

#include <array>
#include <cctype>

namespace saksi {

namespace {

bool is_void(std::string_view tag) {
  return tag == "meta" || tag == "br" || tag == "hr" || tag == "link" || tag == "img";
}

class Reader {
 public:
  explicit Reader(std::string_view page) : rest_(page) {}

  HtmlCheck read() {
    while (!rest_.empty()) step();
    for (const std::string& open : open_) problem("<" + open + "> is not closed");
    return std::move(check_);
  }

 private:
  void problem(const std::string& what) {
    check_.problems.push_back(what + " near: " + std::string(rest_.substr(0, 60)));
  }

  void step() {
    if (in_style()) return skip_style();
    if (rest_.front() == '<') return tag();
    if (rest_.front() == '&') return reference();
    if (rest_.front() == '>') problem("bare >");
    rest_.remove_prefix(1);
  }

  [[nodiscard]] bool in_style() const {
    return !open_.empty() && open_.back() == "style" && !rest_.starts_with("</style>");
  }

  void skip_style() {
    const std::size_t end = rest_.find("</style>");
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end);
  }

  void reference() {
    const std::size_t end = rest_.substr(0, 10).find(';');
    if (end == std::string_view::npos) problem("bare &");
    rest_.remove_prefix(1);
  }

  std::string take_name() {
    std::size_t n = 0;
    while (n < rest_.size() &&
           (std::isalnum(static_cast<unsigned char>(rest_[n])) || rest_[n] == '-' || rest_[n] == ':'))
      ++n;
    std::string name(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return name;
  }

  void skip_space() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front()))) rest_.remove_prefix(1);
  }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void end_tag() {
    const std::string name = take_name();
    if (open_.empty() || open_.back() != name) problem("</" + name + "> closes nothing that is open");
    if (!open_.empty()) open_.pop_back();
    if (!take('>')) problem("end tag without >");
  }

  void attribute() {
    const std::string name = take_name();
    if (name.empty()) {
      problem("bad attribute");
      return rest_.remove_prefix(1);
    }
    check_.attributes.push_back(name);
    if (!take('=') || !take('"')) return problem("attribute " + name + " is not quoted");
    const std::size_t end = rest_.find('"');
    const std::string value(rest_.substr(0, end));
    if (value.find('<') != std::string::npos) problem("< in attribute " + name);
    if (name == "href" || name == "src" || name == "action" || name == "data") check_.hrefs.push_back(value);
    if (name == "id") check_.ids.push_back(value);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  }

  void tag() {
    rest_.remove_prefix(1);
    if (rest_.starts_with("!doctype html>")) return rest_.remove_prefix(14);
    if (take('/')) return end_tag();
    const std::string name = take_name();
    if (name.empty()) return problem("bare <");
    check_.tags.push_back(name);
    skip_space();
    while (!rest_.empty() && rest_.front() != '>' && rest_.front() != '/') {
      attribute();
      skip_space();
    }
    const bool closed = take('/');
    if (!take('>')) problem("tag " + name + " without >");
    if (!closed && !is_void(name)) open_.push_back(name);
  }

  std::string_view rest_;
  std::vector<std::string> open_;
  HtmlCheck check_;
};

}  // namespace

HtmlCheck check_html(std::string_view page) {
  return Reader(page).read();
}

}  // namespace saksi
