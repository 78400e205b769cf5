"""What clients and servers say when something fails, what it means, and what can stand behind it.

`errors/causes.toml` holds each cause once; the other files of the folder hold the numbers and texts with their causes,
the most probable first. A fact without a source is marked unverified.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from maildoctor.knowledge.strict_table import Table
from maildoctor.model.field import Field
from maildoctor.model.finding import Title

FILES = ("windows", "thunderbird", "phones", "replies")


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that can stand behind an error. `checks` are the ids of those that look for it.

    `clients`: the only ones where it happens; empty for all.
    """

    id: str
    says: Title
    decides: Title
    field: Field | None
    checks: tuple[str, ...]
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownError:
    """One number or text and its meaning; `causes`, the most probable first.

    `numbers` are hexadecimal ("0x800CCC0E"), `sockets` Windows' socket errors ("10060"), `replies` SMTP codes with or
    without an enhanced one ("535", "5.7.8", "454 4.7.0"), `texts` sentences, in which "…" stands for anything short.
    `clients` are those that show it, empty for what servers say.
    """

    numbers: tuple[str, ...]
    sockets: tuple[str, ...]
    replies: tuple[str, ...]
    texts: tuple[str, ...]
    means: Title
    causes: tuple[Cause, ...]
    clients: tuple[str, ...]
    source: str = ""
    date: str = ""

    @property
    def verified(self) -> bool:
        """True where the meaning comes from a source."""
        return bool(self.source)


@cache
def known_errors() -> tuple[KnownError, ...]:
    """Every error, in the order of the files."""
    causes = known_causes()
    return tuple(error for name in FILES for error in read_errors(name, _data(name), causes))


@cache
def known_causes() -> Mapping[str, Cause]:
    """Every cause by its id."""
    return {cause.id: cause for cause in read_causes("causes", _data("causes"))}


def read_causes(file: str, text: str) -> tuple[Cause, ...]:
    """The causes in `text`.

    Raises:
        ValueError: a key that is unknown, missing or of another kind; the message names file, key and what is allowed.
    """
    table = Table(file, "", tomllib.loads(text))
    table.only("cause")
    return table.entries("cause", _cause)


def read_errors(file: str, text: str, causes: Mapping[str, Cause]) -> tuple[KnownError, ...]:
    """The errors in `text`; `causes` are those they may name.

    Raises:
        ValueError: a key that is unknown, missing or of another kind; the message names file, key and what is allowed.
    """
    table = Table(file, "", tomllib.loads(text))
    table.only("about", "error")
    about = Table(file, "about", table.value("about", dict, "[about]"))
    about.only("clients", "source", "date", "unverified")
    clients, origin = _strings(about, "clients"), about.origin()
    return table.entries("error", lambda entry: _error(entry, clients, origin, causes))


def _data(name: str) -> str:
    return (files("maildoctor.knowledge") / "errors" / f"{name}.toml").read_text("utf-8")


def _cause(table: Table) -> Cause:
    table.only("id", "field", "checks", "clients", "ja", "en", "decides")
    decides = Table(table.file, f"{table.where}.decides", table.value("decides", dict, "a table with ja and en"))
    field = table.word("field", Field) if "field" in table.data else None
    checks = _strings(table, "checks")
    if not checks:
        table.refuse("checks", checks, "at least one id of a check")
    return Cause(table.words("id"), _title(table), _title(decides), field, checks, _strings(table, "clients"))


def _error(table: Table, clients: tuple[str, ...], origin: dict[str, str], causes: Mapping[str, Cause]) -> KnownError:
    table.only("numbers", "sockets", "replies", "texts", "means", "causes", "source", "date", "unverified")
    means = Table(table.file, f"{table.where}.means", table.value("means", dict, "a table with ja and en"))
    names = _strings(table, "causes")
    for name in names:
        if name not in causes:
            table.refuse("causes", name, "an id of causes.toml")
    own = table.origin() if table.data.keys() & {"source", "date", "unverified"} else origin
    found = KnownError(
        _strings(table, "numbers"),
        _strings(table, "sockets"),
        _strings(table, "replies"),
        _strings(table, "texts"),
        _title(means),
        tuple(causes[name] for name in names),
        clients,
        **own,
    )
    if not (found.numbers or found.sockets or found.replies or found.texts):
        table.refuse("numbers", None, "at least one of numbers, sockets, replies, texts")
    if not found.causes:
        table.refuse("causes", names, "at least one cause")
    return found


def _title(table: Table) -> Title:
    return Title(table.sentence("ja"), table.sentence("en"))


def _strings(table: Table, key: str) -> tuple[str, ...]:
    values = table.value(key, list, "a list of texts") if key in table.data else []
    for value in values:
        if not isinstance(value, str) or not value.strip():
            table.refuse(key, value, "texts that are not empty")
    return tuple(values)
