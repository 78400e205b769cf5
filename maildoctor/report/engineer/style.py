"""How the engineer's page looks: dense, calm, wide enough for its tables, and printable."""

CSS = """
@page { size: A4 landscape; margin: 10mm }
* { box-sizing: border-box }
html { background: #eef1f4; -webkit-print-color-adjust: exact; print-color-adjust: exact }
body { margin: 0; color: #1d2733; line-height: 1.5; font-size: 14px; overflow-wrap: anywhere; line-break: strict;
  font-family: "Hiragino Sans", "Yu Gothic UI", "Yu Gothic", Meiryo, "Noto Sans CJK JP", "Noto Sans JP",
    "Segoe UI", "Helvetica Neue", Arial, sans-serif }
main { max-width: 1280px; margin: 0 auto; padding: 20px 28px 40px; background: #fff }
h1, h2, h3, p, ul, dl, dd, table, figure { margin: 0; padding: 0 }
h1 { font-size: 15px; font-weight: 600; color: #4a5866; letter-spacing: .03em }
.subject { font-size: 24px; font-weight: 700; line-height: 1.3 }
section > .conclusion { margin: 12px 0; padding: 10px 14px; font-size: 16px; font-weight: 600;
  border-left: 6px solid #6b7a88;
  background: #f2f5f7 }
.subject .state { margin-left: .4em; font-size: 15px; vertical-align: .15em }
.conclusion .state { margin-right: .6em }
section > .conclusion.good { border-color: #1e7d4f } section > .conclusion.note { border-color: #b27b00 }
section > .conclusion.bad { border-color: #b3352a }
header dl { margin-top: 8px; display: flex; flex-wrap: wrap; gap: 2px 28px }
header dl > div { display: flex; gap: .7em }
dt { color: #5b6873; white-space: nowrap }
nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 12px; padding: 6px 0; border-top: 1px solid #d5dce2;
  border-bottom: 1px solid #d5dce2; font-size: 13px }
a { color: #1f5c7a; text-decoration: none } a:hover { text-decoration: underline }
section { margin-top: 26px }
h2 { font-size: 17px; padding-bottom: 3px; margin-bottom: 8px; border-bottom: 2px solid #1f5c7a; color: #174a63;
  break-after: avoid }
section > p { margin: 10px 0 4px; font-weight: 600 }
.card { margin: 8px 0; padding: 8px 14px 10px; border: 1px solid #d5dce2; border-left: 5px solid #9fb0bb;
  border-radius: 3px; break-inside: avoid }
.card.bad { border-left-color: #b3352a } .card.note { border-left-color: #b27b00 }
h3 { font-size: 15px; line-height: 1.45; margin-bottom: 4px }
.card.quiet h3 { font-size: 14px; color: #174a63 }
.pairs { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 1px 16px }
.pairs > div { display: contents }
ul { list-style: none } li { padding-left: 1em; text-indent: -1em } li::before { content: "\\2013\\00a0" }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; text-align: left; font-size: 13px; margin-bottom: 10px }
th, td { padding: 3px 8px; border-bottom: 1px solid #e3e8ec; vertical-align: top }
thead th { background: #f2f5f7; font-weight: 600; color: #46535f; white-space: nowrap }
.fields tr.bad td, .checks tr.bad td { background: #fdf3f2 }
.fields tr.note td, .checks tr.note td { background: #fdf8ea }
.checks td:nth-child(2), .checks td:nth-child(3) { min-width: 190px } .checks td:nth-child(5) { min-width: 130px }
code, pre { font-family: "Cascadia Mono", Consolas, Menlo, "Noto Sans Mono CJK JP", "BIZ UDGothic", monospace;
  font-size: .93em }
.refs { white-space: normal; font-size: 12px } .refs a { margin-right: .5em; white-space: nowrap }
.state { display: inline-block; padding: 0 .5em; border-radius: 3px; font-weight: 600; white-space: nowrap;
  border: 1px solid #b9c4cd; background: #f2f5f7; color: #4a5866; font-size: .93em }
.state.good { border-color: #9ccab2; background: #ecf7f1; color: #17653f }
.state.note { border-color: #e0c27a; background: #fdf6e3; color: #7a5400 }
.state.bad { border-color: #e0a49d; background: #fdefed; color: #98281e }
.time { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.line { width: 30%; min-width: 160px; vertical-align: middle }
.line svg { display: block; width: 100%; height: 14px; background: #f5f7f9 }
.line rect { fill: #8394a2 } .line .good { fill: #2f8f9d } .line .note { fill: #d19a1d } .line .bad { fill: #c4473a }
.line line { stroke: #d5dce2; stroke-width: 1; vector-effect: non-scaling-stroke }
.chain td:nth-child(2), .chain td:nth-child(4) { white-space: nowrap }
.chain td:nth-child(3) { min-width: 200px } .chain td:nth-child(8) { white-space: nowrap }
details { border-bottom: 1px solid #e3e8ec; padding: 3px 0 }
summary { cursor: pointer } summary > * { margin-right: .6em }
details > .pairs, details > pre, details > .wide { margin: 6px 0 8px 22px }
details > .pairs { font-size: 13px }
pre { margin: 0; padding: 8px 12px; background: #f5f7f9; border: 1px solid #e3e8ec; border-radius: 3px;
  white-space: pre-wrap }
pre b { font-weight: 700; color: #1f5c7a }
footer { margin-top: 24px; color: #5b6873; font-size: 12px }
@media print {
  html { background: #fff } body { font-size: 9pt } main { max-width: none; padding: 0 }
  nav { display: none } a { color: inherit } table { font-size: 8pt } tr { break-inside: avoid }
}
"""
