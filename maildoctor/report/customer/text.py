"""The customer's page as plain text: 78 columns, everything ASCII or Japanese, to be read, mailed or printed."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.report.customer.content import Mark, Page, Section, Sheet, Stop
from maildoctor.report.lines import cells, wrapped
from maildoctor.wire.readable import clean

WIDTH = 78
_LINK = {Mark.GOOD: "----", Mark.WATCH: "-  -", Mark.BROKEN: "-xx-", Mark.UNTESTED: "...."}


def to_text(page: Page) -> str:
    """The page in lines."""
    lines = ["=" * WIDTH, *_head(page), "=" * WIDTH, ""]
    lines += [f"  {page.short_head}", *_paragraphs(page.short, "    ")]
    for number, section in enumerate(page.sections, 1):
        lines += ["", f"  {number}. {section.heading}", *_section(section, page)]
    lines.append("")
    for label, said in page.acts:
        lines += wrapped(f"  {label}: {said}", WIDTH, "    ")
    lines += ["-" * WIDTH, *_foot(page), "=" * WIDTH]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(page: Page) -> Iterator[str]:
    gap = WIDTH - 2 - cells(page.title) - cells(page.date) - 2
    yield f"  {page.title}{' ' * max(gap, 2)}{page.date}"
    yield f"  {page.customer}"
    yield from wrapped(f"  {page.address}", WIDTH, "    ")


def _foot(page: Page) -> Iterator[str]:
    blank, ja = "____________", page.lang == "ja"
    company = page.company
    name, own, number = (clean(given or "", WIDTH) for given in (company.name, company.person, company.phone))
    yield from wrapped(f"  {name or ('会社名 ' if ja else 'Company ') + blank}", WIDTH, "    ")
    person = ("担当 " if ja else "Person ") + (own or blank)
    phone = ("電話 " if ja else "Phone ") + (number or blank)
    case = ("受付番号 " if ja else "Reference ") + blank
    yield from wrapped(f"  {person}   {phone}   {case}", WIDTH, "    ")


def _paragraphs(said: tuple[str, ...], indent: str) -> list[str]:
    return [line for text in said for line in wrapped(indent + text, WIDTH, indent)]


def _section(section: Section, page: Page) -> Iterator[str]:
    yield from _paragraphs(section.paragraphs, "    ")
    for label, said in section.pairs:
        yield from wrapped(f"    {label}: {said}", WIDTH, "      ")
    for bullet in section.bullets:
        yield from wrapped(f"    - {bullet}", WIDTH, "      ")
    if section.way:
        yield from _way(page.stops)
    if section.sheet is not None:
        yield from _sheet(section.sheet)
    if section.ticks:
        yield ""
    for tick in section.ticks:
        yield from wrapped(f"    [  ] {tick}", WIDTH, "         ")
    closing = _paragraphs(section.closing, "    ")
    if section.way and any(line.strip() for line in closing):
        yield ""
    yield from closing


def _way(stops: tuple[Stop, ...]) -> Iterator[str]:
    """The stops in a row, the state of each under it; a link looks as the stop that it leads to."""
    widths = [max(cells(stop.name), cells(stop.state), cells(stop.note)) + 2 for stop in stops]
    links = [""] + [f" {_LINK[stop.mark]} " for stop in stops[1:]]
    indent = "    "
    if len(indent) + sum(widths) + sum(map(len, links)) > WIDTH:
        indent, links = "  ", [link.strip() for link in links]
    rows = ["", "", ""]
    for stop, width, link in zip(stops, widths, links, strict=True):
        rows[0] += f"{link}[{_centred(stop.name, width - 2)}]"
        rows[1] += " " * len(link) + _centred(stop.state, width)
        rows[2] += " " * len(link) + _centred(stop.note, width)
    yield ""
    yield from (indent + row for row in rows if row.strip())


def _centred(text: str, width: int) -> str:
    room = max(width - cells(text), 0)
    return " " * (room // 2) + text + " " * (room - room // 2)


def _sheet(sheet: Sheet) -> Iterator[str]:
    """A table whose columns share the width: as wide as needed, and folded where that is too much."""
    if sheet.where:
        yield from wrapped(f"    {sheet.where}", WIDTH, "    ")
    yield ""
    columns = [
        column
        for column in (
            (sheet.heads[0], [box.label for box in sheet.boxes]),
            (sheet.heads[1], [box.now for box in sheet.boxes]),
            (sheet.heads[2], [box.new for box in sheet.boxes]),
        )
        if column[0]
    ]
    room = WIDTH - 6 - 2 * len(columns)
    widths = _shared([max(cells(text) for text in (head, *texts)) for head, texts in columns], room)
    yield from _row([head for head, _ in columns], widths)
    yield from _row(["-" * width for width in widths], widths)
    for index in range(len(sheet.boxes)):
        yield from _row([texts[index] for _, texts in columns], widths)


def _shared(wished: list[int], room: int) -> list[int]:
    widths = list(wished)
    while sum(widths) > room:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    return widths


def _row(texts: list[str], widths: list[int]) -> Iterator[str]:
    folded = [wrapped(text, width) or [""] for text, width in zip(texts, widths, strict=True)]
    for number in range(max(len(lines) for lines in folded)):
        parts = [lines[number] if number < len(lines) else "" for lines in folded]
        yield "      " + "  ".join(
            part + " " * (width - cells(part)) for part, width in zip(parts, widths, strict=True)
        )
