"""Reading one client's file, strictly: a typing error in the data is an error here, never a wrong word on a page."""

from __future__ import annotations

import tomllib
from typing import Any

from maildoctor.knowledge.client import BOXES, LANGUAGES, Client, ClientCause, ClientWords, Told
from maildoctor.knowledge.strict_table import ID, Table
from maildoctor.model.field import Field
from maildoctor.model.settings import Auth, Direction, Protocol, Security

GENERIC = "generic"
VALUES = {
    "security": tuple(security.value for security in Security),
    "auth": tuple(auth.value for auth in Auth),
    "protocol": tuple(protocol.value for protocol in Protocol),
    "keep": ("true", "false"),
    "same_as_incoming": ("true", "false"),
}
"""The kinds of values that a client has words for, and the values of each."""
_PARTS = ("name", "labels", "short", "values", "where", "notes")
_SHORT = tuple(dict.fromkeys(box.rpartition(".")[2] for box in BOXES))
_FIELDS = (*BOXES, *(field.value for field in Field if field.value not in BOXES))


def load(text: str, id: str) -> Client:  # noqa: A002 - the word of the schema
    """The client of one file's TOML `text`; `id` is the file's name without its ending.

    ValueError with the file, the key and what is allowed there, for everything that the schema does not know. The
    generic words stand in for what other files leave out: that file alone must be whole, and may name other fields.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{id}.toml: {error}") from error
    top = Table(id, "", data)
    top.only("about", *LANGUAGES, "cause")
    about = Table(id, "about", top.value("about", dict, "a table"))
    about.only("version", "source", "date", "connects", "forgets", "one_switch", "missing", "unverified")
    missing = frozenset(_names(about, "missing", BOXES))
    words = {lang: _words(Table(id, lang, top.value(lang, dict, "a table")), missing, id) for lang in LANGUAGES}
    for part in ("short", "values", "where", "notes"):
        ja, en = (getattr(words[lang], part) for lang in LANGUAGES)
        if ja.keys() != en.keys():
            top.refuse(part, sorted(ja.keys() ^ en.keys()), "the same names in every language")
    causes = top.entries("cause", _cause)
    for cause in causes:
        if [other.id for other in causes].count(cause.id) > 1:
            top.refuse("cause.id", cause.id, "each once")
    return Client(
        id,
        words,
        about.words("version"),
        about.words("source"),
        about.day("date").isoformat(),
        frozenset(_names(about, "unverified", tuple(_sayable(words)))),
        _flag(about, "connects"),
        _flag(about, "forgets"),
        _flag(about, "one_switch", usual=False),
        causes,
    )


def _sayable(words: dict[str, ClientWords]) -> list[str]:
    """Everything that can be marked as unverified: "ja.labels.address", "en.values.security" …"""
    return [
        f"{lang}.{part}.{name}"
        for lang, spoken in words.items()
        for part in ("labels", "short", "values", "where", "notes")
        for name in getattr(spoken, part)
    ]


def _words(table: Table, missing: frozenset[str], client: str) -> ClientWords:
    table.only(*_PARTS)
    labels = _texts(table, "labels", _FIELDS if client == GENERIC else BOXES)
    wanted = _FIELDS if client == GENERIC else tuple(box for box in BOXES if box not in missing)
    for box in wanted:
        if box not in labels:
            table.refuse("labels", box, "a word for every box, or the box in about.missing")
    for box in missing & labels.keys():
        table.refuse("labels", box, "no word for a box in about.missing")
    values = Table(table.file, f"{table.where}.values", table.data.get("values", {}))
    shared = {} if client != GENERIC else {kind: tuple(words) for kind, words in values.data.items()}
    kinds = {**shared, **VALUES, **{f"{d.value}.{kind}": VALUES[kind] for d in Direction for kind in VALUES}}
    values.only(*kinds)
    return ClientWords(
        name=table.sentence("name"),
        labels=labels,
        short=_texts(table, "short", (*_SHORT, *BOXES)),
        values={kind: _texts(values, kind, kinds[kind]) for kind in values.data},
        where=_texts(table, "where", tuple(direction.value for direction in Direction)),
        notes=_texts(table, "notes", BOXES),
        missing=missing,
    )


def _texts(table: Table, key: str, allowed: tuple[str, ...]) -> dict[str, str]:
    """One table of names and words."""
    inner = Table(table.file, f"{table.where}.{key}", table.data.get(key, {}))
    if not isinstance(inner.data, dict):
        table.refuse(key, inner.data, "a table")
    inner.only(*allowed)
    return {name: inner.sentence(name) for name in inner.data}


def _names(table: Table, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    names: Any = table.data.get(key, [])
    if not isinstance(names, list):
        table.refuse(key, names, "a list")
    for name in names:
        if name not in allowed:
            table.refuse(key, name, ", ".join(allowed))
    return tuple(names)


def _flag(table: Table, key: str, usual: bool = True) -> bool:
    value = table.data.get(key, usual)
    if not isinstance(value, bool):
        table.refuse(key, value, "true or false")
    return value


def _cause(table: Table) -> ClientCause:
    table.only("id", "topics", "questions", "protocol", "empty", *LANGUAGES, "source", "date", "unverified")
    identifier = table.words("id")
    if not ID.fullmatch(identifier):
        table.refuse("id", identifier, "lower-case words joined by '-'")
    told = {
        lang: _told(Table(table.file, f"{table.where}.{lang}", table.value(lang, dict, "a table")))
        for lang in LANGUAGES
    }
    return ClientCause(
        identifier,
        _ids(table, "topics"),
        _ids(table, "questions"),
        told["ja"],
        told["en"],
        table.word("protocol", Protocol, (Protocol.IMAP, Protocol.POP3)).value if "protocol" in table.data else None,
        _names(table, "empty", BOXES),
        **table.origin(),
    )


def _ids(table: Table, key: str) -> tuple[str, ...]:
    words: Any = table.data.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) and ID.fullmatch(word) for word in words):
        table.refuse(key, words, "a list of lower-case words joined by '-'")
    return tuple(words)


def _told(table: Table) -> Told:
    table.only("says", "decides", "fix")
    return Told(table.sentence("says"), table.sentence("decides"), table.sentence("fix"))
