"""Macros of SPF: names that are put together anew for every message (RFC 7208 section 7). Pure text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

_EXPAND = re.compile(r"%\{([slodiphcrtv])([0-9]*)(r?)([.\-+,/_=]*)\}", re.IGNORECASE)
_ANY_EXPAND = re.compile(r"%(\{[^}]*\}|[%_\-])")
_ESCAPES = {"%%": "%", "%_": " ", "%-": "%20"}
_ONLY_IN_EXPLANATIONS = frozenset("crt")
_ABOUT_ONE_MESSAGE = frozenset("sliphcrtv")
_TOP_LABEL = re.compile(r"\.([a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])\.?\Z", re.IGNORECASE)
_LONGEST_NAME = 253


class MacroError(ValueError):
    """The text is no macro-string. `args[0]` is the position of the first wrong character."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """One `%{…}`. `keep` is how many parts at the right stay (None: all); `escaped` where the letter is a capital."""

    letter: str
    keep: int | None
    reverse: bool
    delimiters: str
    escaped: bool

    def of(self, value: str) -> str:
        """What stands in its place where the letter means `value` (sections 7.1 and 7.3)."""
        text = value
        if self.keep is not None or self.reverse or self.delimiters:
            parts = re.split(f"[{re.escape(self.delimiters or '.')}]", value)
            if self.reverse:
                parts.reverse()
            text = ".".join(parts[-self.keep :] if self.keep is not None else parts)
        return quote(text, safe="-._~", errors="replace") if self.escaped else text


Part = str | Expansion


def parse_macros(text: str, explanation: bool = False, spaces: bool = False) -> tuple[Part, ...]:
    """The parts of a macro-string, plain text and expansions in turn.

    `explanation`: the letters c, r and t are allowed, as in the text that an `exp` leads to; `spaces`: blanks too.

    Raises:
        MacroError: something in it is none.
    """
    parts: list[Part] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character != "%":
            if not "!" <= character <= "~" and not (spaces and character == " "):
                raise MacroError(position)
            parts.append(character)
            position += 1
        elif (literal := _ESCAPES.get(text[position : position + 2])) is not None:
            parts.append(literal)
            position += 2
        else:
            found = _EXPAND.match(text, position)
            if found is None:
                raise MacroError(position)
            parts.append(_expansion(found, explanation, position))
            position = found.end()
    return tuple(parts)


def _expansion(found: re.Match[str], explanation: bool, position: int) -> Expansion:
    letter, digits, reverse, delimiters = found.groups()
    # Nobody has a name of a hundred parts: a longer number says the same as "all", and may be too long to convert.
    keep = min(int(digits[-9:]) if len(digits) < 10 else 999, 999) if digits else None
    if keep == 0 or (letter.lower() in _ONLY_IN_EXPLANATIONS and not explanation):
        raise MacroError(position)
    return Expansion(letter.lower(), keep, bool(reverse), delimiters, letter.isupper())


def check_domain_spec(text: str) -> None:
    """Nothing, where `text` may stand for a domain name in a term (section 7.1, `domain-spec`).

    Raises:
        MacroError: it may not; a name without a dot is wrong at its start.
    """
    parse_macros(text)
    tail = text[max((found.end() for found in _ANY_EXPAND.finditer(text)), default=0) :]
    if (tail or not text) and not _TOP_LABEL.search(tail):
        raise MacroError(text.rfind(".") + 1 if "." in tail.rstrip(".") else len(text) - len(tail))


def expand(parts: tuple[Part, ...], value_of: Callable[[str], str]) -> str:
    """The text with every expansion replaced; `value_of` gives the value of a letter (lower case)."""
    return "".join(part if isinstance(part, str) else part.of(value_of(part.letter)) for part in parts)


def expand_name(text: str, value_of: Callable[[str], str]) -> str:
    """A domain-spec as the name to ask for, without trailing dot, cut at the left to 253 characters (section 7.3).

    Raises:
        MacroError: it is no domain-spec.
    """
    name = expand(parse_macros(text), value_of).removesuffix(".")
    while len(name) > _LONGEST_NAME and "." in name:
        name = name.partition(".")[2]
    return name


def varies(text: str) -> bool:
    """True where the name depends on the message: on the sender's box, the client's address or its greeting."""
    return any(isinstance(part, Expansion) and part.letter in _ABOUT_ONE_MESSAGE for part in parse_macros(text))
