"""The customer's page as HTML: one A4, calm, without anything to load or run."""

from __future__ import annotations

import base64

from maildoctor.model.company import Company
from maildoctor.report.customer.content import Page, Section, Sheet
from maildoctor.report.customer.drawing import drawing
from maildoctor.report.customer.style import CSS
from maildoctor.report.customer.text import to_text
from maildoctor.report.html import Element, Node, page, tag
from maildoctor.report.lines import cells

_SIZES = ((49, "sheet"), (56, "sheet snug"), (65, "sheet tight"))
"""So many lines of plain text in this size of print fill one A4 and leave room for other fonts."""

_BOXES = 5
"""As many boxes are reckoned in; each one more is higher than a line, by its frame."""

_COLUMN = 24
"""A label of more cells is broken on paper."""

_SHORTER = {"en": 4}
"""As many lines more fit in this language: a column of the plain text is narrower on paper."""


def to_html(content: Page) -> str:
    """The whole document."""
    sections = [_section(number, section, content) for number, section in enumerate(content.sections, 1)]
    body = tag(
        "main", _head(content), _short(content), *sections, _acts(content), _foot(content), class_=_size(content)
    )
    return page(f"{content.title} {content.address}", content.lang, CSS, body)


def _size(content: Page) -> str:
    boxes = [box for section in content.sections if section.sheet is not None for box in section.sheet.boxes]
    broken = sum(cells(box.label) > _COLUMN for box in boxes)
    lines = len(to_text(content).splitlines()) - _SHORTER.get(content.lang, 0) + max(len(boxes) - _BOXES, 0) + broken
    return next((size for most, size in _SIZES if lines <= most), "sheet tiny")


def _head(content: Page) -> Element:
    return tag(
        "header",
        tag("h1", content.title),
        tag("p", content.date, class_="date"),
        tag("p", content.customer, class_="customer"),
        tag("p", content.address, class_="address"),
    )


def _short(content: Page) -> Element:
    return tag("section", tag("h2", content.short_head), *(tag("p", text) for text in content.short), class_="short")


def _section(number: int, section: Section, content: Page) -> Element:
    parts: list[Node] = [tag("h2", tag("span", str(number), class_="number"), section.heading)]
    parts += [tag("p", text) for text in section.paragraphs]
    if section.pairs:
        rows = [tag("tr", tag("th", label, scope="row"), tag("td", said)) for label, said in section.pairs]
        parts.append(tag("table", tag("tbody", *rows), class_="pairs"))
    if section.bullets:
        parts.append(tag("ul", *(tag("li", text) for text in section.bullets)))
    if section.way:
        parts.append(tag("figure", drawing(content.stops, ", ".join(f"{s.name}: {s.state}" for s in content.stops))))
    if section.sheet is not None:
        parts += _sheet(section.sheet)
    if section.ticks:
        ticks = (tag("li", tag("span", class_="tick"), text) for text in section.ticks)
        parts.append(tag("ul", *ticks, class_="ticks"))
    parts += [tag("p", text, class_="closing") for text in section.closing]
    return tag("section", *parts)


def _sheet(sheet: Sheet) -> list[Node]:
    now = any(box.now for box in sheet.boxes)
    heads = [tag("th", head, scope="col") for head in sheet.heads if head]
    rows = [
        tag(
            "tr",
            tag("th", box.label, scope="row"),
            tag("td", box.now) if now else None,
            tag("td", box.new, class_="new" if box.changed else "same"),
            class_="changed" if box.changed else "kept",
        )
        for box in sheet.boxes
    ]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="boxes")
    return [tag("p", sheet.where, class_="where"), table] if sheet.where else [table]


def _acts(content: Page) -> Element:
    said: list[Node] = []
    for label, text in content.acts:
        said += [tag("dt", label), tag("dd", text)]
    return tag("dl", *said, class_="acts")


def _foot(content: Page) -> Element:
    ja, company = content.lang == "ja", content.company
    return tag(
        "footer",
        _logo(company),
        tag("p", company.name, class_="company") if company.name else _line("会社名" if ja else "Company", None),
        _line("担当" if ja else "Person", company.person),
        _line("電話" if ja else "Phone", company.phone),
        _line("受付番号" if ja else "Reference", None),
    )


def _line(label: str, given: str | None) -> Element:
    """A name with what is known, or with a line to write on."""
    return tag("p", f"{label} ", tag("span", given) if given else tag("span", class_="blank"))


def _logo(company: Company) -> Element | None:
    if company.logo is None:
        return None
    data = base64.b64encode(company.logo.data).decode()
    return tag("img", src=f"data:{company.logo.media_type};base64,{data}", alt="", class_="logo")
