"""The forms a difference can take: which there are, and how a file name asks for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from maildoctor.report.formats import Shown

if TYPE_CHECKING:  # the help text needs the names of the forms, and must cost nothing
    from maildoctor.model.difference import Difference
    from maildoctor.report.voice import Voice


@dataclass(frozen=True, slots=True)
class ChangeFormat:
    """One form."""

    name: str
    endings: tuple[str, ...]
    render: Callable[[Difference, Voice, Shown], str]


def _table(difference: Difference, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.change_table import to_change_line, to_change_table

    return to_change_line(difference, voice) if shown.quiet else to_change_table(difference, voice)


def _json(difference: Difference, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.change_json import to_change_json

    return to_change_json(difference, voice, ascii_only=shown.for_pipe)


def _html(difference: Difference, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.change_page import change_page
    from maildoctor.report.customer.html import to_html

    return to_html(change_page(difference, voice, shown.company))


def _markdown(difference: Difference, voice: Voice, shown: Shown) -> str:
    from maildoctor.report.change_page import change_page, to_change_markdown

    return to_change_markdown(change_page(difference, voice, shown.company))


CHANGE_FORMATS: Mapping[str, ChangeFormat] = {
    made.name: made
    for made in (
        ChangeFormat("table", (".txt",), _table),
        ChangeFormat("json", (".json",), _json),
        ChangeFormat("html", (".html", ".htm"), _html),
        ChangeFormat("markdown", (".md",), _markdown),
    )
}
"""Every form by its name, in the order of the help text."""


def change_by_ending(path: str) -> ChangeFormat | None:
    """The form that a file's name asks for, None where its ending says nothing."""
    ending = PurePath(path).suffix.lower()
    return next((made for made in CHANGE_FORMATS.values() if ending in made.endings), None)


def change_endings() -> tuple[str, ...]:
    """Every ending that picks a form."""
    return tuple(ending for made in CHANGE_FORMATS.values() for ending in made.endings)
