"""What stands on the customer's page, without any layout: plain text, already in the reader's language and words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from maildoctor.model.company import Company


class Mark(StrEnum):
    """The state of one stop of the mail's way. Each has a colour, a pattern and a word."""

    GOOD = "good"
    WATCH = "watch"
    BROKEN = "broken"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the mail's way. `name` is what it is, `picture` what it is like, `note` what is done there."""

    key: str
    name: str
    picture: str
    mark: Mark
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the mail program. `changed` False: it stays as it is."""

    label: str
    now: str
    new: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The boxes to look at, under three headings. `where` is the way to the dialog that holds them."""

    heads: tuple[str, str, str]
    boxes: tuple[Box, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part of the page. What is empty is left out; the order is that of the fields.

    `pairs` are a name and a value each; `ticks` are to be ticked off by hand, with blanks to write in.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    way: bool = False
    sheet: Sheet | None = None
    bullets: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page. `short` is the case in one breath, relief first; `acts` who acts and who must be written to."""

    lang: str
    title: str
    date: str
    customer: str
    address: str
    short_head: str
    short: tuple[str, ...]
    sections: tuple[Section, ...]
    stops: tuple[Stop, ...]
    acts: tuple[tuple[str, str], ...]
    company: Company
