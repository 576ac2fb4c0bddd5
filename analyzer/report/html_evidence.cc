// How we know: per finding the reasons, the notice, the dates, and the measurements with what the control
// saw.
#include <algorithm>
#include <cmath>

#include "analyzer/report/html_parts.h"
#include "analyzer/report/utf8.h"
#include "analyzer/report/words.h"
#include "core/cause_words.h"

namespace saksi::html {

namespace {

/// More than this is in measurements.csv: a page is for reading.
constexpr std::size_t kRowsPerCell = 8;
constexpr std::size_t kMostFindings = 60;

bool is_finding(const Cell& cell) {
  const Mark mark = mark_of(cell);
  return is_blocking(mark) || mark == Mark::local_filter;
}

std::string open_before(const Cell& cell) {
  if (cell.last_open) return minute_of(*cell.last_open);
  return "never seen open by us, so when it began is not known";
}

std::string in_measurements(std::size_t count, const Cell& cell) {
  return cell.blocked < 2 ? "" : " (" + count_of(count, "measurement", "measurements") + ")";
}

std::string isolation(const Cell& cell) {
  std::string text;
  for (const ExperimentCount& count : cell.isolated_by) {
    text += (text.empty() ? "" : "; ") + std::string(in_words(count.experiment)) +
            in_measurements(count.measurements, cell);
  }
  return text;
}

std::string places(const Cell& cell) {
  std::string text;
  for (const PlaceCount& count : cell.places) {
    text += (text.empty() ? "" : "; ") + words_of(count) + in_measurements(count.measurements, cell);
  }
  return text;
}

std::string share_of(const Share& share) {
  if (!share.sufficient) return "insufficient: too few runs or days to state one";
  const auto percent = [](double part) { return std::to_string(std::lround(100 * part)) + " %"; };
  return percent(share.share) + " blocked (95 % interval " + percent(share.low) + " to " +
         percent(share.high) + ")";
}

Html dates(const Cell& cell) {
  Facts facts;
  facts.add("Last seen open before", open_before(cell));
  facts.add("First seen blocked", minute_of(*cell.first_seen));
  facts.add("Last seen blocked", minute_of(*cell.last_seen));
  if (cell.open_again) facts.add("Seen open again", minute_of(*cell.open_again));
  facts.add("Counts", std::to_string(cell.blocked) + " blocked of " +
                          count_of(cell.measurements, "measurement", "measurements") + " in " +
                          count_of(cell.runs, "run", "runs") + " on " + count_of(cell.days, "day", "days"));
  if (cell.share) facts.add("Share of independent runs", share_of(*cell.share));
  facts.add("Attempts", attempts_of(cell));
  if (!cell.isolated_by.empty()) facts.add("Cause singled out by", isolation(cell));
  if (!cell.places.empty()) facts.add("Where it sits", places(cell));
  return facts.html("dates");
}

/// The scorecard: what a notice leaves out is shown as well.
void add_grounds(Facts& facts, const Notice& notice) {
  const NoticeText words = notice.words.value_or(NoticeText{});
  const auto add = [&](const char* what, const std::string& said) {
    facts.add(what, said.empty() ? "none that could be read by machine" : said);
  };
  add("Authority named", words.authority.empty() ? notice.authority : words.authority);
  if (!notice.words) return;
  add("Law or order named", words.law);
  add("Reason given", words.reason);
  add("Contact given", words.contact);
  add("Way to appeal or complain", words.remedy);
  add("Language", words.language);
}

Html notice_box(const Notice& notice) {
  Facts facts;
  facts.add("Fingerprint", notice.fingerprint + ", scope: " + std::string(word_of(notice.scope)));
  if (!notice.source.empty()) facts.add("Known from", notice.source);
  if (!notice.address.empty()) facts.add("Notice address", url_text(notice.address));
  if (!notice.url.empty()) facts.add("Shown at", url_text(notice.url));
  if (!notice.title.empty()) facts.add("Title", element("q", notice.title));
  if (!notice.text.empty()) facts.add("Its words", element("blockquote", notice.text));
  add_grounds(facts, notice);
  return element("div", {{"class", "notice"}},
                 join({element("h5", "What the visitor is told"), facts.html("dates")}));
}

const Notice* notice_of(const Cell& cell) {
  const Notice* best = nullptr;
  for (const Citation& citation : cell.evidence) {
    // One with the page's words says more than one that only has the address.
    if (citation.notice && (best == nullptr || best->text.empty())) best = &*citation.notice;
  }
  return best;
}

std::string first_reasons(const Verdict& verdict) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(verdict.reasons.size(), 2); ++i) {
    text += (i == 0 ? "" : " ") + verdict.reasons[i];
  }
  return shorten(text, 400);
}

Html verdict_words(const Verdict& verdict) {
  Html words = std::string(word_of(verdict.word));
  if (verdict.word == VerdictWord::blocked)
    words << ", " << element("code", std::string(to_string(verdict.certainty)));
  if (verdict.attempts > 1) words << element("span", {{"class", "about"}}, attempts_in_words(verdict));
  return words;
}

/// The blocked ones first, then those that speak against: a reader must see both.
std::vector<const Citation*> chosen(const Cell& cell) {
  std::vector<const Citation*> all;
  for (const Citation& citation : cell.evidence) all.push_back(&citation);
  std::stable_partition(all.begin(), all.end(),
                        [](const Citation* c) { return c->verdict.word == VerdictWord::blocked; });
  if (all.size() > kRowsPerCell) {
    const auto contrary = std::find_if(
        all.begin(), all.end(), [](const Citation* c) { return c->verdict.word != VerdictWord::blocked; });
    // Keep room for what speaks against, else eight failures would hide it.
    if (contrary != all.end() && contrary - all.begin() >= static_cast<std::ptrdiff_t>(kRowsPerCell)) {
      all[kRowsPerCell - 1] = *contrary;
    }
    all.resize(kRowsPerCell);
  }
  return all;
}

std::string not_cited_words(std::size_t shown, const Cell& cell) {
  return " (" + std::to_string(shown) + " of " + std::to_string(cell.measurements) +
         "; all are listed by `saksi-analyzer evidence URL --asn AS`)";
}

/// Its number; of another probe's, that it is one and what OONI says of it.
Html origin(const Citation& citation) {
  Html out = element("code", citation.id.substr(0, 12));
  if (!citation.foreign) return out;
  out << element("span", {{"class", "about"}}, citation.foreign->software);
  out << element("span", {{"class", "about"}}, "OONI says: " + citation.foreign->ooni);
  return out;
}

Html measurements_table(const Cell& cell) {
  const std::vector<const Citation*> rows = chosen(cell);
  if (cell.evidence.empty()) {
    return paragraph(count_of(cell.measurements, "measurement", "measurements") +
                     ", listed by `saksi-analyzer evidence URL --asn AS`.");
  }
  const std::string left_out = cell.not_cited > 0 ? not_cited_words(rows.size(), cell)
                               : rows.size() < cell.evidence.size()
                                   ? " (" + std::to_string(rows.size()) + " of " +
                                         std::to_string(cell.evidence.size()) +
                                         "; the rest in measurements.csv)"
                                   : "";
  Table table("Measurements" + left_out,
              {{"Measurement", false},
               {"Time (UTC)", false},
               {"Verdict", false},
               {"What was seen", false},
               {"What the control saw", false}},
              "evidence");
  for (const Citation* citation : rows) {
    table.add({origin(*citation), to_text(citation->started).substr(0, 16), verdict_words(citation->verdict),
               first_reasons(citation->verdict),
               citation->control_saw.empty() ? "no control was asked" : citation->control_saw});
  }
  return table.html();
}

std::string finding_sentence(const Cell& cell, const Network& network) {
  return "Blocked on " + name_of(network) + ", seen " + period_of(*cell.first_seen, *cell.last_seen) + ". " +
         method_of(cell) + ".";
}

Html other_methods(const Cell& cell) {
  if (cell.methods.size() < 2) return {};
  std::vector<std::string> items;
  for (const MethodCount& count : cell.methods) {
    items.push_back(code_of(count.layer, count.method) + " (" + std::to_string(count.measurements) + ")");
  }
  return paragraph("The failure took several forms: " + list_of(items) + ".");
}

Html cell_evidence(const Cell& cell, const Network& network) {
  const Html heading = element("h4", join({mark_label(mark_of(cell)), " on " + name_of(network)}));
  Html content = join({heading, paragraph(finding_sentence(cell, network)), bullets(cell.reasons),
                       other_methods(cell), dates(cell)});
  if (const Notice* notice = notice_of(cell)) content << notice_box(*notice);
  content << measurements_table(cell);
  return element("div", {{"class", "cell"}}, content);
}

std::string contrast_text(const Report& report, const Site& site) {
  std::vector<std::string> open;
  std::vector<std::string> untested;
  for (const Cell& cell : site.cells) {
    const Network& network = report.networks.at(cell.network);
    if (!cell.tested()) untested.push_back(name_of(network));
    if (cell.tested() && cell.verdict == VerdictWord::accessible) open.push_back(name_of(network));
  }
  std::string text;
  if (!open.empty()) text += "It opened on " + list_of(open) + ". ";
  if (!untested.empty()) text += "It was not tested on " + list_of(untested) + ". ";
  if (site.open_elsewhere > 0) {
    text += "It opened on " + count_of(site.open_elsewhere, "network", "networks") + " of other countries. ";
  }
  return text;
}

Html site_evidence(const Report& report, const Site& site, std::size_t number) {
  Html content = element("h3", {{"id", "site-" + std::to_string(number)}}, url_text(site.url));
  const std::string contrast = contrast_text(report, site);
  if (!contrast.empty()) content << paragraph(contrast);
  for (const Cell& cell : site.cells) {
    if (is_finding(cell)) content << cell_evidence(cell, report.networks.at(cell.network));
  }
  return element("article", content);
}

}  // namespace

Html how_we_know(const Report& report) {
  Html content;
  std::size_t shown = 0;
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < report.sites.size(); ++i) {
    const Site& site = report.sites[i];
    const auto findings =
        static_cast<std::size_t>(std::count_if(site.cells.begin(), site.cells.end(), is_finding));
    if (findings == 0) continue;
    if (shown + findings > kMostFindings && shown > 0) {
      ++left_out;
      continue;
    }
    shown += findings;
    content << site_evidence(report, site, i + 1);
  }
  if (left_out > 0) {
    content << paragraph("For " + count_of(left_out, "more URL", "more URLs") +
                         " with findings the evidence is in measurements.csv, or listed by `saksi-analyzer "
                         "evidence URL --asn AS`.");
  }
  if (content.empty()) content = paragraph("There is no finding of blocking to give evidence for.");
  const Html intro = paragraph(
      "For every finding: why it has its word, since when, what speaks against it, and the measurements it "
      "rests on. A "
      "measurement's whole raw record is in the database under its number.");
  return section("evidence", "How we know", join({intro, content}));
}

}  // namespace saksi::html
