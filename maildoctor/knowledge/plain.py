"""What a shop owner is told: plain sentences for each diagnosis code, in Japanese and English, from `plain/*.toml`.

A sentence may hold the placeholders of its code's own texts, and those that every diagnosis has:

- `{side}` receiving, sending or both; `{box}` the label of the box that is named, in the client's own words
- `{change}` the changes in one phrase; `{usable}` "works again", or "should work again" where that was not proved
- `{domain}` the part right of the @
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from maildoctor.knowledge.strict_table import Table
from maildoctor.model.finding import Text

Pair = tuple[str, str]
"""The same in Japanese and in English."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of `codes`.

    `says` is the case in one sentence, with the one act; `why` why it is so; `seen` what was happening, where the place
    of the fault does not tell that well enough; `ask` what whoever must act is asked for; `dont` the names of what
    better not be done.
    """

    codes: tuple[str, ...]
    says: Pair
    why: Pair
    seen: Pair | None = None
    ask: Pair | None = None
    dont: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What is said of every field whose name begins with `field`; what is missing, a shorter beginning says.

    `fail` and `warn`: what was happening.
    """

    field: str
    says: Pair | None = None
    why: Pair | None = None
    ask: Pair | None = None
    fail: Pair | None = None
    warn: Pair | None = None


@dataclass(frozen=True, slots=True)
class _File:
    told: tuple[Told, ...] = ()
    group: tuple[Group, ...] = ()
    stopped: Mapping[str, Pair] = field(default_factory=dict)
    dont: Mapping[str, Pair] = field(default_factory=dict)


LANGUAGES = ("ja", "en")


def in_language(pair: Pair, lang: str) -> Text:
    """The one of the two, as a text with placeholders."""
    return Text(pair[LANGUAGES.index(lang)])


def told(code: str) -> Told | None:
    """What is told of a code, None where nobody wrote it: somebody else's."""
    return _told().get(code)


def of_place(field: str, part: str) -> Pair:
    """One part ("says", "why", "ask", "fail", "warn") for a field without a sentence of its code's own."""
    for group in sorted(_groups(), key=lambda g: len(g.field), reverse=True):
        said: Pair | None = getattr(group, part)
        if said is not None and field.startswith(group.field):
            return said
    raise KeyError(part)


def stopped(link: str) -> Pair:
    """What was happening where the settings of a direction broke: "reach", "talk", "trust", "login", "account"."""
    return _read("general").stopped[link]


def dont(name: str) -> Pair:
    """What better not be done."""
    return _read("general").dont[name]


def every_told() -> Iterator[Told]:
    """All entries, for the tests."""
    for name in _FILES:
        yield from _read(name).told


def every_group() -> tuple[Group, ...]:
    """All places, for the tests."""
    return _groups()


_FILES = ("boxes", "login", "server", "place", "domain", "sending", "general")


@cache
def _told() -> Mapping[str, Told]:
    return {code: entry for entry in every_told() for code in entry.codes}


def _groups() -> tuple[Group, ...]:
    return _read("general").group


@cache
def _read(name: str) -> _File:
    text = (files("maildoctor.knowledge") / "plain" / f"{name}.toml").read_text("utf-8")
    table = Table(name, "", tomllib.loads(text))
    table.only("told", "group", "stopped", "dont")
    return _File(
        table.entries("told", _one_told),
        table.entries("group", _one_group),
        _pairs(table, "stopped"),
        _pairs(table, "dont"),
    )


def _one_told(table: Table) -> Told:
    table.only("codes", "says", "why", "seen", "ask", "dont")
    says, why = _pair(table, "says"), _pair(table, "why")
    if says is None or why is None:
        table.refuse("says", None, "says and why")
    codes = tuple(table.value("codes", list, "a list of codes"))
    dont = tuple(table.value("dont", list, "names of [dont]")) if "dont" in table.data else ()
    return Told(codes, says, why, _pair(table, "seen"), _pair(table, "ask"), dont)


def _one_group(table: Table) -> Group:
    table.only("field", "says", "why", "ask", "fail", "warn")
    named = table.value("field", str, "the beginning of a field's name")
    return Group(named, **{part: _pair(table, part) for part in ("says", "why", "ask", "fail", "warn")})


def _pairs(table: Table, key: str) -> Mapping[str, Pair]:
    given = Table(table.file, key, table.value(key, dict, f"[{key}]") if key in table.data else {})
    return {name: pair for name in given.data if (pair := _pair(given, name)) is not None}


def _pair(table: Table, key: str) -> Pair | None:
    if key not in table.data:
        return None
    both = table.value(key, list, "the text in Japanese and in English")
    if len(both) != len(LANGUAGES) or not all(isinstance(text, str) and text.strip() for text in both):
        table.refuse(key, both, "the text in Japanese and in English")
    return both[0], both[1]
