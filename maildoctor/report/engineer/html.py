"""The engineer's report as a page that needs nothing else: tables, a waterfall as drawings, dialogues folded in."""

from __future__ import annotations

import sys

from maildoctor.report.engineer.blocks import (
    Anchor,
    Bar,
    Block,
    Bullets,
    Card,
    Cell,
    Code,
    Conclusion,
    Dialogue,
    Folded,
    Grid,
    Page,
    Pairs,
    Paragraph,
    Refs,
    Section,
    State,
    Tone,
)
from maildoctor.report.engineer.style import CSS
from maildoctor.report.html import Element, Node, page, tag
from maildoctor.wire.readable import clean

_ACROSS = 1000
"""The width of a bar's drawing in its own units; the page stretches it."""


def to_html(content: Page) -> str:
    """The whole document."""
    places = _places(content)
    body = tag(
        "main",
        _head(content, places),
        *(_section(section, places) for section in content.sections),
    )
    return page(f"{content.title}  {content.subject}", content.lang, CSS, body)


def _places(content: Page) -> dict[str, str]:
    """Where each observation stands: ids are of our own making, whatever those of a saved run are."""
    folded = [b for section in content.sections for b in section.blocks if isinstance(b, Folded) and b.anchor]
    return {block.anchor: f"e{number}" for number, block in enumerate(folded, 1)}


def _head(content: Page, places: dict[str, str]) -> Element:
    return tag(
        "header",
        tag("h1", content.title),
        tag("p", content.subject, " ", _cell(content.verdict, places), class_="subject"),
        tag("dl", *(_pair(name, cell, places) for name, cell in content.head)),
        tag("nav", *(tag("a", section.heading, href=f"#{section.name}") for section in content.sections)),
    )


def _section(section: Section, places: dict[str, str]) -> Element:
    return tag(
        "section", tag("h2", section.heading), *(_block(b, places) for b in section.blocks), id=section.name
    )  # fmt: skip


def _block(block: Block, places: dict[str, str]) -> Element:
    match block:
        case Paragraph(text):
            return tag("p", text)
        case Conclusion(verdict, text):
            return tag("p", _cell(verdict, places), text, class_=f"conclusion {verdict.tone.value}")
        case Bullets(items):
            return tag("ul", *(tag("li", item) for item in items))
        case Pairs(rows):
            return tag("dl", *(_pair(name, cell, places) for name, cell in rows), class_="pairs")
        case Grid():
            return _grid(block, places)
        case Dialogue(lines):
            return tag("pre", *(part for line in lines for part in _said(*line)))
        case Folded(summary, blocks, anchor):
            head = tag("summary", *(node for cell in summary for node in (tag("span", _cell(cell, places)), " ")))
            return tag("details", head, *(_block(b, places) for b in blocks), id=places.get(anchor))
        case Card(heading, tone, blocks):
            return tag(
                "div", tag("h3", heading), *(_block(b, places) for b in blocks), class_=f"card {tone.value}"
            )  # fmt: skip


def _said(who: str, text: str) -> tuple[Node, Node]:
    """One line of a dialogue stays one line."""
    return tag("b", clean(who, 4)), f" {clean(text, sys.maxsize)}\n"


def _pair(name: str, cell: Cell, places: dict[str, str]) -> Element:
    return tag("div", tag("dt", name), tag("dd", _cell(cell, places)))


def _grid(grid: Grid, places: dict[str, str]) -> Element:
    head = tag("thead", tag("tr", *(tag("th", text, scope="col") for text in grid.head)))
    rows = (tag("tr", *(_column(cell, places) for cell in row), class_=_tone(row)) for row in grid.rows)
    return tag("div", tag("table", head, tag("tbody", *rows), class_=grid.name), class_="wide")


def _tone(row: tuple[Cell, ...]) -> str | None:
    """A row stands out where its state is one to look at."""
    tones = [cell.tone for cell in row if isinstance(cell, State)]
    return next((tone.value for tone in (Tone.BAD, Tone.NOTE) if tone in tones), None)


def _column(cell: Cell, places: dict[str, str]) -> Element:
    if isinstance(cell, Bar):
        return tag("td", _bar(cell), class_="line")
    kind = "time" if isinstance(cell, str) and cell.endswith(" ms") and cell[:1].isdigit() else None
    return tag("td", _cell(cell, places), class_=kind)


def _cell(cell: Cell, places: dict[str, str]) -> Node:
    match cell:
        case Code(text):
            return tag("code", text) if text else ""
        case State(word, tone):
            return tag("span", word, class_=f"state {tone.value}") if word else ""
        case Refs(ids):
            return tag("span", *(part for i in ids for part in (_reference(i, places), " ")), class_="refs")
        case Anchor(identifier):
            return tag("b", identifier)
        case Bar():
            return _bar(cell)
        case _:
            return cell


def _reference(identifier: str, places: dict[str, str]) -> Node:
    place = places.get(identifier)
    return identifier if place is None else tag("a", identifier, href=f"#{place}")


def _bar(bar: Bar) -> Element:
    start = _ACROSS * bar.start_ms // bar.whole_ms
    wide = max(4, _ACROSS * bar.elapsed_ms // bar.whole_ms)
    marks = (tag("line", x1=x, x2=x, y1=0, y2=14) for x in range(_ACROSS // 4, _ACROSS, _ACROSS // 4))
    block = tag("rect", x=min(start, _ACROSS - 4), y=3, width=wide, height=8, class_=bar.tone.value)
    return tag("svg", *marks, block, viewBox=f"0 0 {_ACROSS} 14", preserveAspectRatio="none", aria_hidden="true")
