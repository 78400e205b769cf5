"""The forms a report can take: which there are, how a file name asks for one, and whom each can speak to.

A renderer is loaded when it is needed. It gets the report, the voice and how it is to be shown, and gives the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the help text needs the names of the forms, and must cost nothing
    from maildoctor.model.company import Company
    from maildoctor.model.report import Report
    from maildoctor.report.voice import Voice


class Reader(StrEnum):
    """Who reads the report (`--for`)."""

    CUSTOMER = "customer"
    ENGINEER = "engineer"
    HOSTER = "hoster"
    DNS = "dns"
    REGISTRAR = "registrar"


@dataclass(frozen=True, slots=True)
class Shown:
    """How a report is to be shown. `for_pipe`: it goes to stdout, where JSON must be pure ASCII.

    `company`: who reports to the customer, where the user's `config.toml` says so.
    """

    reader: Reader | None = None
    verbose: bool = False
    quiet: bool = False
    transcript: bool = False
    for_pipe: bool = False
    company: Company | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One form. `readers`: whom it can speak to; empty for what machines read, which is the same for everybody."""

    name: str
    endings: tuple[str, ...]
    render: Callable[[Report, Voice, Shown], str]
    readers: frozenset[Reader] = frozenset()


def _table(report: Report, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.table import to_line, to_table

    if shown.quiet:
        return to_line(report, voice)
    return to_table(report, voice, shown.verbose or shown.reader is Reader.ENGINEER, shown.transcript)


def _json(report: Report, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.write_json import to_json

    return to_json(report, voice, ascii_only=shown.for_pipe)


FORMATS: Mapping[str, Format] = {
    made.name: made
    for made in (
        Format("table", (".txt",), _table, frozenset((Reader.ENGINEER,))),
        Format("json", (".json",), _json),
    )
}
"""Every form by its name, in the order of the help text."""


def by_ending(path: str) -> Format | None:
    """The form that a file's name asks for, None where its ending says nothing."""
    ending = PurePath(path).suffix.lower()
    return next((made for made in FORMATS.values() if ending in made.endings), None)


def readers() -> tuple[str, ...]:
    """Everybody to whom at least one form can speak."""
    return tuple(reader.value for reader in Reader if any(reader in made.readers for made in FORMATS.values()))


def endings() -> tuple[str, ...]:
    """Every ending that picks a form."""
    return tuple(ending for made in FORMATS.values() for ending in made.endings)
