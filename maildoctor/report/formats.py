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
    from maildoctor.model.difference import Difference
    from maildoctor.model.report import Report
    from maildoctor.model.watched import Watched
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

    `company`: who reports to the customer, where the user's `config.toml` says so. `warnings_fail` is --fail-on warn.
    `status` is the exit status that goes with the report, as of `check`: what was asked for, and what could not be
    written, may weigh more than the verdict. `again`: the command that repeats the check, where a case keeps what it
    needs. `since`: what changed since an earlier run, where that was asked for; what machines read has no place for it.
    `watched`: what many runs of --watch say together; the report is the last of them.
    """

    reader: Reader | None = None
    verbose: bool = False
    quiet: bool = False
    transcript: bool = False
    for_pipe: bool = False
    company: Company | None = None
    warnings_fail: bool = False
    status: int = 0
    again: str | None = None
    since: Difference | None = None
    watched: Watched | None = None
    width: int = 80
    """The columns of the screen, for what is laid out in columns."""


@dataclass(frozen=True, slots=True)
class Format:
    """One form. `readers`: whom it can speak to; empty for what machines read, which is the same for everybody.

    `printed`: what is rendered is a page, and a browser makes the file of it.
    """

    name: str
    endings: tuple[str, ...]
    render: Callable[[Report, Voice, Shown], str]
    readers: frozenset[Reader] = frozenset()
    printed: bool = False


_WRITTEN_TO = frozenset((Reader.HOSTER, Reader.DNS, Reader.REGISTRAR))
"""Companies that get a letter in place of a report."""

_ON_PAPER = frozenset((Reader.CUSTOMER, Reader.ENGINEER))
"""Who gets a page with a layout."""


def _table(report: Report, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.table import to_line, to_table

    if shown.quiet:
        return to_line(report, voice, shown.watched)
    if shown.reader is Reader.CUSTOMER:
        from maildoctor.report.customer.page import customer_page
        from maildoctor.report.customer.text import to_text

        return to_text(customer_page(report, voice, shown.company))
    if shown.reader in _WRITTEN_TO:
        from maildoctor.report.ticket import to_ticket

        return to_ticket(report, voice, shown)
    everything = shown.verbose or shown.reader is Reader.ENGINEER
    return to_table(report, voice, everything, shown.transcript, shown.again, shown.since, shown.watched, shown.width)


def _json(report: Report, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.write_json import to_json

    return to_json(report, voice, ascii_only=shown.for_pipe)


def _html(report: Report, voice: Voice, shown: Shown) -> str:
    if shown.reader is Reader.ENGINEER:
        from maildoctor.report.engineer.html import to_html as to_engineer_html
        from maildoctor.report.engineer.page import engineer_page

        return to_engineer_html(engineer_page(report, voice))
    from maildoctor.report.customer.html import to_html
    from maildoctor.report.customer.page import customer_page

    return to_html(customer_page(report, voice, shown.company))


def _markdown(report: Report, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.engineer.markdown import to_markdown
    from maildoctor.report.engineer.page import engineer_page

    return to_markdown(engineer_page(report, voice))


def _tsv(report: Report, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.tsv import to_tsv

    return to_tsv(report, voice)


def _junit(report: Report, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.junit import to_junit

    return to_junit(report, voice, shown.warnings_fail, ascii_only=shown.for_pipe)


def _nagios(report: Report, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.nagios import state_of, to_nagios

    return to_nagios(report, voice, state_of(report, shown.status), shown.quiet)


FORMATS: Mapping[str, Format] = {
    made.name: made
    for made in (
        Format("table", (".txt",), _table, frozenset(Reader)),
        Format("json", (".json",), _json),
        Format("html", (".html", ".htm"), _html, _ON_PAPER),
        Format("pdf", (".pdf",), _html, _ON_PAPER, printed=True),
        Format("markdown", (".md",), _markdown, frozenset((Reader.ENGINEER,))),
        Format("tsv", (".tsv",), _tsv),
        Format("junit", (".xml",), _junit),
        Format("nagios", (), _nagios),
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
