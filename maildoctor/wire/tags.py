"""Lists of `name=value` terms between semicolons, as DKIM, DMARC, TLS-RPT and BIMI records are made of.

Every problem keeps its place, so that a report can point at it. Nothing here raises. Source: RFC 6376 section 3.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BLANKS = " \t\r\n"
"""What may stand around names, signs and values (RFC 6376 section 2.8)."""

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
"""A tag's name (RFC 6376 section 3.2)."""

_OUTSIDE = re.compile(r"[^\x20-\x7e\t\r\n]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a record that is not as it should be.

    `kind` is a short kebab-case word, `at` counts characters from 0, `part` is the piece of the record it is about.
    """

    kind: str
    at: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """One term. `at` is where its name begins, `value_at` where its value begins (both from 0)."""

    name: str
    value: str
    at: int
    value_at: int

    @property
    def text(self) -> str:
        """The term as it would be written again."""
        return f"{self.name}={self.value}"


@dataclass(frozen=True, slots=True)
class TagList:
    """All terms that could be read, in order, and what could not be.

    Problems: `empty-term` (two semicolons in a row), `no-equals` (a term without "="), `bad-name`, `bad-character` (a
    character outside printable ASCII), `duplicate-tag` (the first one counts as read).
    """

    tags: tuple[Tag, ...]
    problems: tuple[Problem, ...]

    def get(self, name: str) -> Tag | None:
        """The first term of this name, as written."""
        return next((tag for tag in self.tags if tag.name == name), None)

    @property
    def first(self) -> Tag | None:
        """The term that stands in front."""
        return self.tags[0] if self.tags else None


def read_tags(text: str, *, fold: bool = False, name: re.Pattern[str] = NAME) -> TagList:
    """Take a record apart. `fold`: names are read without regard to case (DMARC); otherwise case counts (DKIM)."""
    tags: list[Tag] = []
    problems: list[Problem] = []
    at = 0
    terms = text.split(";")
    for number, term in enumerate(terms):
        start = at + len(term) - len(term.lstrip(BLANKS))
        at += len(term) + 1
        written = term.strip(BLANKS)
        if not written:
            if number < len(terms) - 1:
                problems.append(Problem("empty-term", start))
            continue
        outside = _OUTSIDE.search(written)
        if outside is not None:
            problems.append(Problem("bad-character", start + outside.start(), written))
        left, equals, right = written.partition("=")
        if not equals:
            problems.append(Problem("no-equals", start, written))
            continue
        if name.fullmatch(left.rstrip(BLANKS)) is None:
            problems.append(Problem("bad-name", start, written))
            continue
        value = right.strip(BLANKS)
        value_at = start + len(left) + 1 + len(right) - len(right.lstrip(BLANKS))
        tag = Tag(left.rstrip(BLANKS).lower() if fold else left.rstrip(BLANKS), value, start, value_at)
        if any(tag.name == other.name for other in tags):
            problems.append(Problem("duplicate-tag", start, written))
        tags.append(tag)
    return TagList(tuple(tags), tuple(problems))
