"""How the customer's page looks: on the screen a sheet of paper, in print exactly one."""

CSS = """
@page { size: A4; margin: 0 }
* { box-sizing: border-box }
html { background: #e9ecef; -webkit-print-color-adjust: exact; print-color-adjust: exact }
body { margin: 0; color: #1d2733; line-height: 1.55;
  font-family: "Hiragino Sans", "Yu Gothic UI", "Yu Gothic", Meiryo, "Noto Sans CJK JP", "Noto Sans JP",
    "Segoe UI", "Helvetica Neue", Arial, sans-serif;
  font-size: 10.2pt; overflow-wrap: anywhere; line-break: strict }
.sheet { display: flex; flex-direction: column; gap: 10pt; width: 210mm; max-width: 100%; min-height: 296mm;
  margin: 8mm auto; padding: 14mm 16mm 11mm; background: #fff; box-shadow: 0 1px 8px #0003 }
p, h1, h2, ul, table, figure, dl, dd { margin: 0; padding: 0 }
header { display: grid; grid-template-columns: 1fr auto; gap: 2pt 12pt; align-items: baseline;
  border-bottom: 2pt solid #1f5c7a; padding-bottom: 6pt }
h1 { font-size: 1.75em; line-height: 1.2; color: #174a63; letter-spacing: .04em }
.customer { font-size: 1.1em }
.address, .date { text-align: right }
.short { background: #eef5f8; border: 1pt solid #b9d3df; border-left: 5pt solid #1f5c7a; border-radius: 4pt;
  padding: 8pt 12pt 9pt }
.short h2 { color: #174a63; font-size: .95em; margin-bottom: 2pt }
.short p { font-size: 1.15em; font-weight: 600; line-height: 1.5 }
.short p + p { margin-top: 2pt }
h2 { font-size: 1.12em; line-height: 1.35; margin-bottom: 3pt; break-after: avoid }
.number { display: inline-block; width: 1.5em; height: 1.5em; margin-right: .5em; border-radius: 50%;
  text-align: center; line-height: 1.5em; font-size: .88em; background: #1f5c7a; color: #fff }
section > p, section > ul, section > table, section > .closing { margin-left: 2em }
.short > p { margin-left: 0 }
section > p + p { margin-top: 2pt }
ul { list-style: none }
ul > li { padding-left: 1em; text-indent: -1em }
ul > li::before { content: "\\30fb"; }
:lang(en) ul > li::before { content: "\\2022\\00a0\\00a0" }
.ticks { margin-top: 5pt }
.ticks > li { padding-left: 1.9em; text-indent: -1.9em; white-space: pre-wrap }
.ticks > li::before, :lang(en) .ticks > li::before { content: none }
.tick { display: inline-block; width: 1.05em; height: 1.05em; margin-right: .85em; border: 1.2pt solid #1d2733;
  border-radius: 2pt; vertical-align: -.12em; text-indent: 0 }
table { border-collapse: collapse; text-align: left }
.pairs th { font-weight: 400; padding: 1pt 14pt 1pt 0; color: #46535f }
.pairs td { font-weight: 600 }
.where { margin-bottom: 3pt }
.boxes { width: calc(100% - 2em); margin-top: 2pt }
.boxes th, .boxes td { border: .7pt solid #9fb0bb; padding: 2.5pt 7pt; vertical-align: top; line-height: 1.4 }
.boxes thead th { background: #e3ecf1; font-weight: 600; white-space: nowrap }
.boxes tbody th { font-weight: 400; width: 30% }
.boxes .changed th, .boxes .new { font-weight: 700 }
.boxes .changed .new { border: 1.6pt solid #1d2733; background: #fff7dc }
.boxes .kept { color: #5b6873 }
figure { margin: 6pt 0 0 }
.way { display: block; width: 100%; max-width: 170mm; margin: 0 auto; overflow: visible }
.way path, .way circle { fill: none; stroke: #33475b; stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round }
.way .picture path { fill: #f3f7f9 }
.way text { text-anchor: middle; font-size: 15.5px; fill: #1d2733 }
.way .like { font-size: 13.5px; fill: #5b6873 }
.way .state { font-size: 16px; font-weight: 700 }
.way .badge .sign { stroke: #fff; stroke-width: 2.6; fill: none }
.way .line { stroke-width: 4 }
.way .tip { stroke-width: 3 }
.way .good .badge > * { fill: #1e7d4f; stroke: #1e7d4f }
.way .good .badge > .sign { stroke: #fff; fill: none }
.way .good .state { fill: #176540 }
.way .link.good path { stroke: #1e7d4f }
.way .watch .badge > * { fill: #ffd24a; stroke: #7a5600 }
.way .watch .badge > .sign { stroke: #3d2b00; fill: none }
.way .watch .state { fill: #7a5600 }
.way .link.watch path { stroke: #a87400 }
.way .link.watch .line { stroke-dasharray: 14 9 }
.way .broken .badge > * { fill: #b3261e; stroke: #b3261e }
.way .broken .badge > .sign { stroke: #fff; fill: none }
.way .broken .state { fill: #a01f18 }
.way .link.broken path { stroke: #b3261e }
.way .link.broken .line { stroke-dasharray: 30 32 }
.way .link.broken .cross { stroke-width: 4.5 }
.way .untested .badge > * { fill: #fff; stroke: #6b7782; stroke-dasharray: 3 3.5 }
.way .untested .badge > .sign { stroke: #6b7782; stroke-dasharray: none }
.way .untested .state { fill: #56616b }
.way .link.untested path { stroke: #6b7782 }
.way .link.untested .line { stroke-dasharray: 1 9 }
.acts { display: grid; grid-template-columns: auto 1fr; gap: 1pt 12pt; border: .8pt solid #9fb0bb; border-radius: 4pt;
  padding: 5pt 12pt }
.acts dt { color: #46535f }
.acts dd { font-weight: 600 }
footer { display: flex; flex-wrap: wrap; align-items: center; gap: 4pt 16pt; margin-top: auto; padding-top: 7pt;
  border-top: 1.2pt solid #1f5c7a }
.company { font-weight: 700; font-size: 1.1em }
.logo { max-height: 13mm; max-width: 45mm }
.blank { display: inline-block; min-width: 26mm; border-bottom: .8pt solid #1d2733; height: 1.1em;
  vertical-align: -.1em }
.snug { font-size: 9.4pt; gap: 7.5pt; line-height: 1.5; padding: 12mm 15mm 9mm }
.tight { font-size: 8.6pt; gap: 5.5pt; line-height: 1.42; padding: 9mm 14mm 7mm }
.tiny { font-size: 7.4pt; gap: 3.5pt; line-height: 1.36; padding: 7mm 12mm 5mm }
.snug .way { max-width: 160mm }
.tight .way { max-width: 140mm }
.tiny .way { max-width: 104mm }
@media print {
  html { background: none }
  .sheet { margin: 0; box-shadow: none; max-width: none }
}
@media (max-width: 640px) and (not print) {
  .sheet { margin: 0; padding: 16px; min-height: 0 }
  header { grid-template-columns: 1fr }
  .address, .date { text-align: left }
}
"""
