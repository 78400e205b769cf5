"""The words of mail, each told in one paragraph with the picture of the post."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from maildoctor.knowledge.strict_table import Table
from maildoctor.model.finding import Title


@dataclass(frozen=True, slots=True)
class Term:
    """One word: what it is called, and what it is. `names` holds every spelling; the first stands for it."""

    id: str
    names: tuple[str, ...]
    says: Title
    source: str


@cache
def terms() -> tuple[Term, ...]:
    """Every word, in the order of the file."""
    return read_terms("glossary", (files("maildoctor.knowledge") / "glossary.toml").read_text("utf-8"))


@cache
def _by_name() -> Mapping[str, Term]:
    return {_key(name): term for term in terms() for name in (term.id, *term.names)}


def term_of(word: str) -> Term | None:
    """The word behind a spelling: letters of any case and width, with or without spaces and hyphens."""
    return _by_name().get(_key(word))


def spellings() -> tuple[str, ...]:
    """Every spelling that is known, to be suggested."""
    return tuple(name for term in terms() for name in term.names)


def read_terms(file: str, text: str) -> tuple[Term, ...]:
    """The words in `text`.

    Raises:
        ValueError: a key that is unknown, missing or of another kind; the message names file, key and what is allowed.
    """
    table = Table(file, "", tomllib.loads(text))
    table.only("term")
    return table.entries("term", _term)


def _term(table: Table) -> Term:
    table.only("id", "names", "ja", "en", "source")
    names = table.value("names", list, "a list of spellings")
    if not names or not all(isinstance(name, str) and name.strip() for name in names):
        table.refuse("names", names, "at least one spelling")
    return Term(
        table.words("id"), tuple(names), Title(table.sentence("ja"), table.sentence("en")), table.words("source")
    )


def _key(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(letter for letter in folded if not letter.isspace() and letter not in "-_")
