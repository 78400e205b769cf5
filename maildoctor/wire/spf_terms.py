"""An SPF record taken apart into its terms, with the place of the first mistake (RFC 7208 sections 4.6.1, 5, 6, 12).

The text of a record is what `maildoctor.net.dns` gives for one TXT record: its character-strings joined without
anything between them (RFC 7208 section 3.3), read as UTF-8, control characters and foreign bytes shown as escapes like
`\\x09` (they are mistakes here anyway), cut at 4096 characters.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from maildoctor.wire.spf_macros import MacroError, check_domain_spec, parse_macros

VERSION = "v=spf1"
MECHANISMS = ("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists")
"""The names of all mechanisms (section 5)."""

_TERM = re.compile(r"([+\-?~]?)([a-z][a-z0-9_.\-]*)(.*)", re.IGNORECASE | re.DOTALL)
_LENGTHS = re.compile(r"(.*?)(/[0-9]+)?(//[0-9]+)?", re.DOTALL)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Mistake(StrEnum):
    """What is wrong with a term.

    `NO_SPACE`: the version runs into the first term. `EXTRA`: something behind a term that takes nothing there.
    `TWICE`: `redirect` or `exp` stands there a second time. `BAD_LENGTH`: the number behind the slash.
    """

    UNKNOWN = "unknown-term"
    NO_SPACE = "no-space"
    NOT_ASCII = "not-ascii"
    EXTRA = "extra"
    NO_DOMAIN = "no-domain"
    BAD_DOMAIN = "bad-domain"
    BAD_MACRO = "bad-macro"
    BAD_ADDRESS = "bad-address"
    BAD_LENGTH = "bad-length"
    TWICE = "twice"


class Qualifier(StrEnum):
    """What a match means."""

    PASS = "+"
    FAIL = "-"
    SOFTFAIL = "~"
    NEUTRAL = "?"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One directive. `domain` unexpanded, None: the record's own; `network` of ip4 and ip6; `v4`, `v6` of a and mx."""

    text: str
    column: int
    qualifier: Qualifier
    name: str
    domain: str | None = None
    network: Network | None = None
    v4: int = 32
    v6: int = 128


@dataclass(frozen=True, slots=True)
class Modifier:
    """One `name=value`. Unknown ones are allowed and mean nothing (section 6)."""

    text: str
    column: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first mistake of a record: what, at which column of the text (0-based), in which term."""

    kind: Mistake
    column: int
    term: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record. With a `flaw` it is worth nothing, and `terms` end before the flawed one."""

    text: str
    terms: tuple[Mechanism | Modifier, ...]
    flaw: Flaw | None = None

    @property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """The directives, in order."""
        return tuple(term for term in self.terms if isinstance(term, Mechanism))

    @property
    def all(self) -> Mechanism | None:
        """The first `all`: whatever stands behind it is never looked at."""
        return next((m for m in self.mechanisms if m.name == "all"), None)

    def modifier(self, name: str) -> Modifier | None:
        """The modifier of this name, if it is there."""
        return next((term for term in self.terms if isinstance(term, Modifier) and term.name == name), None)


def is_record(text: str) -> bool:
    """True where receivers take `text` for an SPF record: the version, alone or before a blank (section 4.5)."""
    return text.lower() == VERSION or text.lower().startswith(VERSION + " ")


def records(values: Iterable[str]) -> tuple[str, ...]:
    """Those of the TXT values that are SPF records; more than one is an error (section 4.5)."""
    return tuple(value for value in values if is_record(value))


def parse_record(text: str) -> Record:
    """The record, with the first mistake where there is one. Never raises."""
    if not is_record(text):
        return Record(text, (), Flaw(Mistake.NO_SPACE, len(VERSION), text.split(" ", 1)[0]))
    terms: list[Mechanism | Modifier] = []
    given: set[str] = set()
    for found in re.finditer("[^ ]+", text[len(VERSION) :]):
        column, word = len(VERSION) + found.start(), found[0]
        try:
            term = _term(word, column)
            if isinstance(term, Modifier) and term.name in ("redirect", "exp") and term.name in given:
                raise _MistakeError(Mistake.TWICE, column)
        except _MistakeError as wrong:
            return Record(text, tuple(terms), Flaw(wrong.kind, wrong.column, word))
        given.add(term.name)
        terms.append(term)
    return Record(text, tuple(terms))


class _MistakeError(Exception):
    def __init__(self, kind: Mistake, column: int) -> None:
        super().__init__(kind, column)
        self.kind, self.column = kind, column


def _term(word: str, column: int) -> Mechanism | Modifier:
    foreign = next((i for i, character in enumerate(word) if not "!" <= character <= "~"), None)
    if foreign is not None:
        raise _MistakeError(Mistake.NOT_ASCII, column + foreign)
    found = _TERM.fullmatch(word)
    if found is None:
        raise _MistakeError(Mistake.UNKNOWN, column)
    sign, name, rest = found[1], found[2].lower(), found[3]
    at = column + found.start(3)
    if rest.startswith("=") and not sign:
        _check_value(name, rest[1:], at + 1)
        return Modifier(word, column, name, rest[1:])
    if name not in MECHANISMS or rest[:1] not in ("", ":", "/"):
        raise _MistakeError(Mistake.UNKNOWN, column)
    read = {"all": _all, "ip4": _ip4, "ip6": _ip6, "a": _host, "mx": _host}.get(name, _named)
    return read(Mechanism(word, column, Qualifier(sign or "+"), name), rest, at)


def _check_value(name: str, value: str, at: int) -> None:
    if name in ("redirect", "exp"):
        _check_domain(value, at)
        return
    try:
        parse_macros(value, explanation=True)
    except MacroError as error:
        raise _MistakeError(Mistake.BAD_MACRO, at + error.args[0]) from None


def _check_domain(text: str, at: int) -> None:
    if not text:
        raise _MistakeError(Mistake.NO_DOMAIN, at)
    try:
        check_domain_spec(text)
    except MacroError as error:
        position = error.args[0]
        in_macro = text[position : position + 1] == "%"
        raise _MistakeError(Mistake.BAD_MACRO if in_macro else Mistake.BAD_DOMAIN, at + position) from None


def _all(empty: Mechanism, rest: str, at: int) -> Mechanism:
    if rest:
        raise _MistakeError(Mistake.EXTRA, at)
    return empty


def _named(empty: Mechanism, rest: str, at: int) -> Mechanism:
    """include, exists, and ptr, whose name may be left out."""
    if not rest and empty.name == "ptr":
        return empty
    if not rest.startswith(":"):
        raise _MistakeError(Mistake.EXTRA if rest else Mistake.NO_DOMAIN, at)
    _check_domain(rest[1:], at + 1)
    return Mechanism(empty.text, empty.column, empty.qualifier, empty.name, rest[1:])


def _host(empty: Mechanism, rest: str, at: int) -> Mechanism:
    found = _LENGTHS.fullmatch(rest)
    assert found is not None  # every part of the pattern may be empty
    named, four, six = found.groups()
    v4 = _length(four[1:], 32, at + found.start(2)) if four else 32
    v6 = _length(six[2:], 128, at + found.start(3)) if six else 128
    domain = None
    if named.startswith(":"):
        domain = named[1:]
        _check_domain(domain, at + 1)
    elif named:
        raise _MistakeError(Mistake.BAD_LENGTH, at)
    return Mechanism(empty.text, empty.column, empty.qualifier, empty.name, domain, None, v4, v6)


def _length(digits: str, most: int, at: int) -> int:
    if len(digits) > 3 or int(digits) > most or (len(digits) > 1 and digits.startswith("0")):
        raise _MistakeError(Mistake.BAD_LENGTH, at)
    return int(digits)


def _ip4(empty: Mechanism, rest: str, at: int) -> Mechanism:
    return _network(empty, rest, at, ipaddress.IPv4Address, 32)


def _ip6(empty: Mechanism, rest: str, at: int) -> Mechanism:
    return _network(empty, rest, at, ipaddress.IPv6Address, 128)


def _network(
    empty: Mechanism,
    rest: str,
    at: int,
    kind: type[ipaddress.IPv4Address] | type[ipaddress.IPv6Address],
    bits: int,
) -> Mechanism:
    address, slash, digits = rest.removeprefix(":").partition("/")
    if not rest.startswith(":") or not address:
        raise _MistakeError(Mistake.BAD_ADDRESS, at)
    try:
        if "%" in address:
            raise ValueError(address)
        base = kind(address)
    except ValueError:
        raise _MistakeError(Mistake.BAD_ADDRESS, at + 1) from None
    if slash and not digits.isdigit():
        raise _MistakeError(Mistake.BAD_LENGTH, at + 1 + len(address))
    length = _length(digits, bits, at + 1 + len(address)) if slash else bits
    network = ipaddress.ip_network((str(base), length), strict=False)
    return Mechanism(empty.text, empty.column, empty.qualifier, empty.name, None, network)
