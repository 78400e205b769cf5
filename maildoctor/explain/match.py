"""Finding the known errors in a pasted text.

Words are looked for without regard to case, width and spaces, since they come from dialogs, photographs and memory.
What a server says outranks the number a client shows: one number stands for many things.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from maildoctor.knowledge.known_errors import KnownError, known_errors

_MOST_READ = 65_536
_NUMBER = re.compile(r"(?<![0-9a-z])(?:0x)?((?:8|ca)[0-9a-f]{6,7})(?![0-9a-z])")
_SOCKET = re.compile(r"(?:ソケット\s*エラー|socket\s*error|winsock)\D{0,12}(1[01]\d{3})(?!\d)")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.:])([245]\d\d)(?:[ \-]+\(?#?([245]\.\d{1,3}\.\d{1,3}))?(?![\d.])")


class By(IntEnum):
    """By what an error was found, the most telling first."""

    WORDS = 0
    PAIR = 1
    STATUS = 2
    NUMBER = 3
    REPLY = 4
    SOCKET = 5


@dataclass(frozen=True, slots=True)
class Match:
    """A known error, and what in the text showed it."""

    error: KnownError
    by: By
    shown: str


def found_errors(text: str) -> tuple[Match, ...]:
    """The known errors in `text`, the most telling first, each once."""
    plain = unicodedata.normalize("NFKC", text[:_MOST_READ]).casefold()
    best: dict[int, tuple[tuple[int, int], Match]] = {}
    for match in (*_by_words(plain), *_by_numbers(plain)):
        rank = (match.by, -len(match.shown))
        known = best.get(id(match.error))
        if known is None or rank < known[0]:
            best[id(match.error)] = (rank, match)
    return _without_vaguer(tuple(match for _, match in sorted(best.values(), key=lambda entry: entry[0])))


def _without_vaguer(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """A bare code says nothing beside the words or the enhanced code of the same reply."""
    told = any(match.by in (By.WORDS, By.PAIR) and not match.error.clients for match in matches)
    coded = told or any(match.by is By.STATUS for match in matches)
    return tuple(
        match for match in matches if not (match.by is By.STATUS and told) and not (match.by is By.REPLY and coded)
    )


def squeezed(text: str) -> str:
    """`text` as it is compared: one width, one case, no spaces, one kind of quotation mark."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if not letter.isspace()).translate(_QUOTES)


_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, KnownError], ...]:
    return tuple(
        (re.compile(".{1,120}?".join(re.escape(squeezed(part)) for part in text.split("…"))), text, error)
        for error in known_errors()
        for text in error.texts
    )


def _by_words(plain: str) -> Iterator[Match]:
    squeezed_text = squeezed(plain)
    for pattern, text, error in _patterns():
        if pattern.search(squeezed_text):
            yield Match(error, By.WORDS, text)


def _by_numbers(plain: str) -> Iterator[Match]:
    numbers = {f"0x{digits}" for digits in _NUMBER.findall(plain)}
    sockets = set(_SOCKET.findall(plain)) | {plain.strip()}
    statuses = set(_STATUS.findall(plain))
    replies = {(code, status) for code, status in _REPLY.findall(plain)}
    pairs = {f"{code} {status}" for code, status in replies if status}
    codes = {code for code, _ in replies}
    for error in known_errors():
        for names, seen, by in (
            (error.numbers, numbers, By.NUMBER),
            (error.sockets, sockets, By.SOCKET),
            (error.replies, pairs, By.PAIR),
            (error.replies, statuses, By.STATUS),
            (error.replies, codes, By.REPLY),
        ):
            shown = next((name for name in names if name.casefold() in seen), None)
            if shown is not None:
                yield Match(error, by, shown)
