"""One table of a TOML data file, read strictly: a refusal names the file, the key and what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

Word = TypeVar("Word", bound=StrEnum)
Entry = TypeVar("Entry")

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
PATTERN = re.compile(r"[a-z0-9*\[\]-]{1,63}(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Table:
    """One table of an entry, and where it stands, so that a refusal can say so."""

    __slots__ = ("data", "file", "where")

    def __init__(self, file: str, where: str, data: Mapping[str, Any]) -> None:
        self.file, self.where, self.data = file, where, data

    def refuse(self, key: str, value: object, allowed: str) -> NoReturn:
        place = f"{self.where}.{key}" if self.where else key
        raise ValueError(f"{self.file}.toml: {place}: {value!r} (allowed: {allowed})")

    def only(self, *keys: str) -> None:
        for key in self.data:
            if key not in keys:
                self.refuse(key, self.data[key], f"the keys {', '.join(keys)}")

    def value(self, key: str, kind: type[Entry], allowed: str) -> Entry:
        value = self.data.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            self.refuse(key, value, allowed)
        return value

    def entries(self, key: str, read: Callable[[Table], Entry]) -> tuple[Entry, ...]:
        rows = self.value(key, list, f"[[{key}]]") if key in self.data else []
        tables = [
            Table(self.file, f"{key}[{n}]", row if isinstance(row, dict) else {}) for n, row in enumerate(rows, 1)
        ]
        return tuple(read(table) for table in tables)

    def words(self, key: str) -> str:
        value = self.value(key, str, "a text")
        if not value.strip() or value != value.strip():
            self.refuse(key, value, "a text, without space around it")
        return value

    def sentence(self, key: str) -> str:
        value = self.words(key)
        if "{" in value or "}" in value:
            self.refuse(key, value, "no placeholders: a sentence is shown as it stands")
        return value

    def word(self, key: str, words: type[Word], allowed: tuple[Word, ...] | None = None) -> Word:
        return one_of(self, key, self.data.get(key), allowed or tuple(words))

    def name(self, key: str) -> str:
        return self._name(key, self.value(key, str, "a host name"), NAME)

    def names(self, key: str, shape: re.Pattern[str] = NAME) -> tuple[str, ...]:
        values = self.value(key, list, "a list of names")
        if not values:
            self.refuse(key, values, "at least one name")
        return tuple(self._name(key, value, shape) for value in values)

    def _name(self, key: str, value: object, shape: re.Pattern[str]) -> str:
        if not isinstance(value, str) or not shape.fullmatch(value):
            self.refuse(key, value, "a name of two labels or more, lower case, ASCII, no dot at either end")
        return value

    def filled(self, key: str, placeholders: tuple[str, ...]) -> str:
        value = self.words(key)
        unknown = set(PLACEHOLDER.findall(value)) - set(placeholders)
        if unknown or "{" in PLACEHOLDER.sub("", value) or "}" in PLACEHOLDER.sub("", value):
            self.refuse(key, value, f"the placeholders {', '.join(f'{{{p}}}' for p in placeholders)}")
        return value

    def partial_date(self, key: str) -> str:
        value = self.words(key)
        if not _DAY.fullmatch(value):
            self.refuse(key, value, 'an ISO date, month or year in quotes: "2026-03-12", "2026-03", "2026"')
        return value

    def day(self, key: str) -> date:
        value = self.words(key)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.refuse(key, value, 'an ISO date in quotes: "2026-03-12"')

    def origin(self) -> dict[str, str]:
        """`source` and `date`, or nothing where the fact says that it is unverified. Exactly one of the two."""
        if "unverified" not in self.data:
            if not {"source", "date"} <= self.data.keys():
                self.refuse("source", self.data.get("source"), "source and date, or unverified = true")
            return {"source": self.words("source"), "date": self.partial_date("date")}
        if self.data["unverified"] is not True:
            self.refuse("unverified", self.data["unverified"], "true, or source and date in its place")
        if self.data.keys() & {"source", "date"}:
            self.refuse("unverified", True, "source and date, or unverified = true, not both")
        return {}


def one_of(table: Table, key: str, value: object, allowed: tuple[Word, ...]) -> Word:
    for word in allowed:
        if value == word.value:
            return word
    table.refuse(key, value, ", ".join(word.value for word in allowed))
