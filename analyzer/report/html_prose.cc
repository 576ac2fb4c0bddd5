// The sections that are mostly prose: limitations, how to read, method and versions, ethics, glossary.
#include "analyzer/report/html_parts.h"
#include "analyzer/report/words.h"

namespace saksi::html {

namespace {

/// One text an item; parentheses keep the pieces of a text apart from the next one.
std::vector<std::string> general_limitations() {
  return {
      ("Only the URLs of the lists above were tested. A URL that is not listed may be open or blocked."),
      ("A finding holds for the networks and the dates named with it and for no other. Other subscribers of "
       "the same "
       "network may see something else."),
      ("A failure that looks like blocking can have other causes: content networks that answer differently "
       "by place, "
       "sites that turn some visitors away, sites that were down for a short time, or a fault of the line. "
       "The words "
       "of certainty say how far these were ruled out."),
      ("A device on the way that changes traffic is not in itself proof of censorship."),
      ("This report says what was measured. It does not say who ordered it nor why, unless a notice says so, "
       "and then "
       "it quotes the notice."),
  };
}

Html reproduce(const Report& report) {
  const Html intro = paragraph(
      "The database holds the raw evidence of every measurement; the verdicts in this report were made anew "
      "from it "
      "by the rules and fingerprints named above. With the same database, fingerprints and program, this "
      "command makes "
      "the same findings again:");
  const Html check = paragraph("To see one measurement and why it was judged as it was:");
  return join({element("h3", "How to reproduce"), intro, element("pre", element("code", report.command)),
               check, element("pre", element("code", "saksi-analyzer show MEASUREMENT --store FILE"))});
}

Html files() {
  Facts facts;
  facts.add("report.json", "everything in this page, for programs");
  facts.add("cells.csv", "one row per URL and network");
  facts.add("measurements.csv", "one row per measurement, also those set aside");
  facts.add("networks.csv", "one row per network");
  return join({element("h3", "Files that belong to this report"), facts.html("dates")});
}

}  // namespace

Html limitations(const Report& report) {
  const Html computed = report.limitations.empty()
                            ? Html()
                            : join({element("h3", "Of this report"), bullets(report.limitations)});
  return section(
      "limitations", "Limitations",
      join({computed, element("h3", "Of every report of this kind"), bullets(general_limitations())}));
}

Html how_to_read(const Report&) {
  Table table("Every mark has a word, a letter and a pattern; colour is never needed",
              {{"Mark", false}, {"What it means", false}}, "legend");
  for (std::size_t i = 0; i < kMarkCount; ++i) {
    const Mark mark = static_cast<Mark>(i);
    table.add({mark_label(mark), std::string(meaning_of(mark))});
  }
  const Html times = paragraph(
      "All times are UTC. \"Between\" two dates means that the first and the last failing "
      "measurement were made on these dates; what happened before, after and in the gaps "
      "between measurements is not known.");
  return section("reading", "How to read the words of certainty", join({table.html(), times}));
}

Html method_and_versions(const Report& report) {
  const Html how = paragraph(
      "On each network a volunteer's computer asks for each URL as a browser would, one step after the "
      "other: finding the "
      "address (with the network's own resolver and with public ones), connecting, agreeing on encryption, "
      "asking for "
      "the page. A control in an uncensored network does the same at the same time. Steps that fail are "
      "repeated. The "
      "observations are stored whole and judged afterwards by fixed rules; a failure that the control shares "
      "is not "
      "blocking.");
  const Html raising = paragraph(
      "The word \"possible\" becomes \"strong\" when the same failure at the same step is seen on two or "
      "more networks "
      "or on three or more days. Measurements that contradict each other give \"not concluded\", unless the "
      "blocked "
      "ones form one unbroken stretch that a passing fault does not explain; a matched notice stays a "
      "matched notice. "
      "A failure on a day on which the site was down for the control too does not count as possible "
      "blocking. Runs in "
      "which more than 30 percent of the always-open sites fail are set aside. docs/report.md has the rules "
      "in full.");
  return section("method", "Method and versions", join({how, raising, files(), reproduce(report)}));
}

Html ethics() {
  const Html text = paragraph(
      "Volunteers measured from their own lines after being told the risks. The records hold the network "
      "(autonomous "
      "system) and the country, and no address, no name and no place of a volunteer; this is removed before "
      "anything is "
      "stored. A site's being listed says nothing about its content or about those who run it. Before "
      "publishing, consider "
      "whether a network in this report is so small that it points to a person.");
  return section("ethics", "Ethics and privacy", text);
}

Html glossary() {
  Facts facts;
  facts.add("Autonomous system (AS)",
            "a network with one operator on the internet, known by a number such as AS4788");
  facts.add("Control", "a computer in an uncensored network that asks for the same URL at the same time");
  facts.add("DNS, resolver",
            "the directory that turns a name into an address, and the server that answers for it");
  facts.add("Fingerprint", "the known form of a block notice: a text of its page or its address");
  facts.add("TCP", "the connection to the address");
  facts.add("TLS", "the encryption of the connection; the site's name is sent in the clear when it begins");
  facts.add("HTTP", "the request for the page, and the answer");
  facts.add("Reset", "a message that cuts a connection at once");
  facts.add("Notice", "a page that tells visitors that the site is blocked");
  return section("glossary", "Glossary", facts.html("glossary"));
}

}  // namespace saksi::html
