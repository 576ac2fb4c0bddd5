// How the report looks: calm, typographic, system fonts only, one accent colour for blocking. On paper it
// must read the same from a bad black-and-white printer: patterns are SVG, since browsers leave backgrounds
// out.
#include "analyzer/report/html_parts.h"

namespace saksi::html {

namespace {

Html base_style() {
  return Html::raw(R"css(
:root { --ink: #1b1b1b; --quiet: #565656; --rule: #c9c5bd; --hair: #e4e1da; --paper: #fff; --wash: #f7f5f1;
  --accent: #7d1d12; --blue: #1d4f7a; --faint: #757575; color-scheme: light dark;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", Cambria, Georgia, "Noto Serif", "Liberation Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root { --ink: #ecebe8; --quiet: #b3b0aa; --rule: #5b5852; --hair: #3a3833;
  --paper: #191816; --wash: #22211e; --accent: #f0a08e; --blue: #8fc1ea; --faint: #99968e; } }
* { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 var(--serif); }
main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
.definitions { position: absolute; }
h1, h2, h3, h4, h5 { line-height: 1.2; margin: 0; text-wrap: balance; }
h1 { font-size: 2.35rem; font-weight: 600; letter-spacing: -0.012em; max-width: 24em; }
h2 { font-size: 1.4rem; font-weight: 600; margin: 3.2rem 0 1rem; padding-top: 0.7rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.12rem; font-weight: 600; margin: 2rem 0 0.5rem; }
h4 { font: 600 1rem/1.3 var(--sans); margin: 1.3rem 0 0.4rem; }
h5 { font: 600 0.86rem/1.3 var(--sans); margin: 0 0 0.4rem; }
p, ul, ol, dl, pre { margin: 0 0 0.8rem; }
section > p, section > ul, .cell > p, .cell > ul { max-width: 46em; }
ul { padding-left: 1.2em; }
li { margin-bottom: 0.25rem; }
a { color: var(--blue); text-underline-offset: 0.15em; }
a:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
code, pre { font-family: var(--mono); font-size: 0.86em; }
pre { padding: 0.7rem 0.9rem; border: 1px solid var(--hair); background: var(--wash); white-space: pre-wrap; overflow-wrap: anywhere; }
.url { font-family: var(--sans); font-weight: 600; overflow-wrap: anywhere; unicode-bidi: isolate; }
.overline { font: 600 0.8rem/1.3 var(--sans); letter-spacing: 0.06em; text-transform: uppercase; color: var(--quiet); margin-bottom: 0.8rem; }
.lede { font-size: 1.18rem; color: var(--quiet); margin: 0.9rem 0 0; max-width: 42em; }
.note { font: 0.82rem/1.45 var(--sans); color: var(--quiet); max-width: 56em; }
.simulation { font: 1.02rem/1.4 var(--sans); border: 3px double var(--accent); padding: 0.8rem 1rem; color: var(--accent); margin-bottom: 1.8rem; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; padding: 0.9rem 0 0; margin: 1.4rem 0 0; border-top: 1px solid var(--hair); font: 0.88rem/1.4 var(--sans); }
)css");
}

Html parts_style() {
  return Html::raw(R"css(
.sign { width: 2.25em; height: 1.125em; vertical-align: -0.2em; flex: none; overflow: visible; }
.letter { font: 700 11.5px var(--sans); text-anchor: middle; fill: var(--ink); }
.frame { fill: none; stroke-width: 1.3; }
.frame.accent { stroke: var(--accent); } .frame.quiet { stroke: var(--quiet); } .frame.blue { stroke: var(--blue); }
.frame.faint { stroke: var(--rule); } .frame.none { stroke: none; } .frame.dashed { stroke-dasharray: 3 2; }
.ink-accent { fill: var(--accent); } .ink-quiet { fill: var(--quiet); }
.line-blue, .line-quiet { fill: none; stroke-width: 1.1; } .line-blue { stroke: var(--blue); } .line-quiet { stroke: var(--quiet); stroke-width: 0.9; }
.mark { display: inline-flex; gap: 0.45em; align-items: center; font-family: var(--sans); font-size: 0.92em; white-space: nowrap; }
.mark b { font-weight: 600; }
.m-confirmed b, .m-strong b, .m-possible b { color: var(--accent); }
.m-no_sign b, .m-not_tested b { font-weight: 400; color: var(--quiet); }
.tally { margin: 1.8rem 0 0; padding: 1rem 0 0.1rem; border-top: 2px solid var(--ink); border-bottom: 1px solid var(--rule); }
.tally ul { list-style: none; display: grid; grid-template-columns: repeat(5, auto); justify-content: space-between; gap: 0.8rem 1.5rem; padding: 0; }
.tally li { margin: 0; } .tally .big { display: block; font-size: 2.3rem; line-height: 1.1; font-weight: 600; font-variant-numeric: lining-nums tabular-nums; }
.findings { list-style: none; padding: 0; }
section > .findings { max-width: none; }
.findings > li { display: grid; grid-template-columns: 10.5rem 1fr; gap: 0 1rem; padding: 0.65rem 0; margin: 0; border-bottom: 1px solid var(--hair); break-inside: avoid; }
.findings > li:last-child { border-bottom: 0; }
.findings p { margin: 0; max-width: 46em; } .findings ul { margin: 0.3rem 0 0; } .findings .mark { align-self: start; padding-top: 0.15em; }
dl > div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: 0.3rem 0; }
dt { font: 600 0.86rem/1.5 var(--sans); color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.facts { border: 1px solid var(--rule); padding: 0.6rem 1.1rem; } .facts > div + div { border-top: 1px solid var(--hair); }
.dates > div { padding: 0.1rem 0; } .dates { font-size: 0.95rem; }
article { border-top: 1px solid var(--rule); margin-top: 2rem; } article h3 { margin-top: 1rem; font-size: 1.2rem; }
.cell { padding-left: 1rem; border-left: 3px solid var(--hair); margin: 1rem 0 1.6rem; }
.notice { border: 1px solid var(--rule); padding: 0.8rem 1rem; margin: 0.9rem 0; }
blockquote { margin: 0; font-style: italic; }
footer { margin-top: 3rem; padding-top: 0.8rem; border-top: 2px solid var(--ink); font: 0.85rem/1.4 var(--sans); color: var(--quiet); }
)css");
}

Html table_style() {
  return Html::raw(R"css(
table { border-collapse: collapse; width: 100%; margin: 0.6rem 0 1.8rem; font: 0.88rem/1.42 var(--sans); font-variant-numeric: tabular-nums; }
caption { text-align: left; font: 600 0.92rem/1.4 var(--sans); padding: 0 0 0.5rem; max-width: 60em; }
th, td { text-align: left; vertical-align: top; padding: 0.45rem 0.8rem 0.45rem 0; border-bottom: 1px solid var(--hair); overflow-wrap: anywhere; }
td:last-child, th:last-child { padding-right: 0; }
thead th { font-weight: 600; color: var(--quiet); border-bottom: 1.5px solid var(--ink); vertical-align: bottom; overflow-wrap: normal; }
tbody th { font-weight: 400; }
th.number, td.number { text-align: right; white-space: nowrap; } thead th.number { white-space: normal; }
table.narrow { max-width: 42rem; }
.results tbody th { width: 34%; min-width: 12rem; } .about, .how, .when, .more { display: block; font-weight: 400; }
.about, .when { color: var(--quiet); font-size: 0.93em; } .how { margin-top: 0.2rem; } .more { font-size: 0.93em; margin-top: 0.15rem; }
.bars tbody th { width: 50%; } .bars td:nth-child(2) { width: 27%; white-space: nowrap; }
.plain tbody th { width: 32%; } .plain td:nth-child(2) { width: 22%; } .plain td.number { width: 12%; }
.zero { color: var(--faint); }
.chart { width: calc(100% - 3em); height: 0.8em; vertical-align: -0.05em; } .value { display: inline-block; width: 2em; text-align: right; margin-right: 0.6em; }
.bar { fill: var(--ink); }
.legend tbody th { width: 11rem; } .evidence { font-size: 0.82rem; } .evidence td:nth-child(4), .evidence td:nth-child(5) { width: 32%; }
.matrix { font-size: 0.8rem; } .matrix th, .matrix td { padding-top: 0.28rem; padding-bottom: 0.28rem; } .matrix .url { font-weight: 400; }
.matrix .when { display: inline-block; margin-left: 0.5em; } .matrix tbody th { width: 30%; }
@media (max-width: 44rem) {
  main { padding: 1.3rem 1rem 3rem; } h1 { font-size: 1.7rem; } .lede { font-size: 1.05rem; }
  .tally ul { grid-template-columns: 1fr 1fr; justify-content: start; } .tally .big { font-size: 1.8rem; }
  .findings > li { grid-template-columns: 1fr; gap: 0.25rem; } dl > div { grid-template-columns: 1fr; padding: 0.35rem 0; }
  .cell { padding-left: 0.7rem; }
  table, caption, tbody, tr, th, td { display: block; width: auto !important; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: 0.7rem 0; border-bottom: 1px solid var(--rule); } th, td { border: 0; padding: 0.15rem 0; }
  tbody th { font-weight: 600; padding-bottom: 0.35rem; }
  tbody td { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0 0.7rem; align-items: baseline; }
  tbody td > * { grid-column: 2; } tbody td.number, th.number { text-align: left; }
  tbody td::before { content: attr(data-label); color: var(--quiet); grid-column: 1; grid-row: 1 / span 4; }
  .numbers tr { display: flex; flex-wrap: wrap; gap: 0 1.1rem; } .numbers tbody th { flex: 1 0 100%; } .numbers tbody td { display: block; }
  .numbers tbody td::before { content: attr(data-label) " "; }
  .bars td, .bars td:nth-child(2) { display: block; white-space: normal; } .bars td::before { display: block; } .matrix .when { margin-left: 0; }
}
)css");
}

Html print_style() {
  return Html::raw(R"css(
@page { size: A4; margin: 17mm 16mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
@media print {
  :root { color-scheme: light; --ink: #000; --quiet: #3d3d3d; --rule: #999; --hair: #ccc; --paper: #fff; --wash: #fff; --accent: #6d160d; --blue: #123d61; --faint: #6a6a6a; }
  html { font-size: 10pt; } body { font-size: 1rem; line-height: 1.38; } main { max-width: none; padding: 0; }
  h1 { font-size: 20pt; } h2 { font-size: 13.5pt; margin: 7mm 0 2.5mm; padding-top: 2mm; } h3 { font-size: 11pt; }
  .lede { font-size: 11pt; margin-top: 2mm; max-width: none; } .overline { margin-bottom: 2mm; } .simulation { margin-bottom: 5mm; }
  .tally { margin-top: 4mm; padding-top: 2.5mm; } .note { max-width: none; } header + .tally + section h2 { border-top: 0; margin-top: 3mm; }
  h2, h3, h4, h5, caption, thead { break-after: avoid; } tr, .notice, .facts > div, .tally, li { break-inside: avoid; }
  thead { display: table-header-group; } nav, .more { display: none; } a { color: inherit; text-decoration: none; }
  table { font-size: 8.3pt; } .evidence, .matrix { font-size: 7.4pt; } .tally .big { font-size: 19pt; }
  .findings > li { padding: 1.2mm 0; } .findings ul { margin: 0; } .findings ul li { margin: 0; } .findings p, section > p, section > ul { max-width: none; } dl > div { padding: 0.7mm 0; } dt { font-size: 8.6pt; } .facts { font-size: 9pt; }
  p, li { orphans: 3; widows: 3; }
}
)css");
}

Html simulation_style() {
  return Html::raw(R"css(
@page { @top-left { content: "SIMULATION: made in a laboratory network, says nothing about any real network"; font: bold 8pt sans-serif; } }
)css");
}

}  // namespace

Html style(bool simulated) {
  Html css = join({base_style(), parts_style(), table_style(), print_style()});
  if (simulated) css << simulation_style();
  return element("style", css);
}

}  // namespace saksi::html
