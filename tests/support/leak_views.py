"""An artefact as somebody would read it: as it is, without the layout around its words, and with JSON escapes undone.

The forms of a secret are looked for in each of these views, so that it need not be listed in all combinations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# What layout puts into the middle of a text: white space, table borders, colours, soft hyphens; and the NULs of UTF-16.
_FILLING = re.compile(
    rb"\s|\||\x1b\[[0-9;]*m|\xe2\x94[\x80-\xbf]|\xc2\xad|\xe2\x80\x8b|\x00|\\u0000|\\x00|%00", re.IGNORECASE
)
_ESCAPE = re.compile(rb"\\(?:u([0-9a-f]{4})|([\"\\/nrt]))", re.IGNORECASE)
_SHORT = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
Origin = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class View:
    """One view of an artefact; `origin` leads from an offset in it to the one in the artefact."""

    label: str
    data: bytes
    squeezed: bool
    origin: Origin


def views(data: bytes) -> Iterator[View]:
    """The views of an artefact in which there is anything new to see."""
    yield View("", data, False, lambda offset: offset)
    yield from _squeezed(data, " (broken up)", lambda offset: offset)
    if b"\\" not in data:
        return
    unescaped = _ESCAPE.sub(_unescape, data)
    origin = _origin(data, _ESCAPE, _unescape)
    yield View(" (in json)", unescaped, False, origin)
    yield from _squeezed(unescaped, " (in json, broken up)", origin)


def squeeze(data: bytes) -> bytes:
    """The data without layout."""
    return _FILLING.sub(b"", data)


def _squeezed(data: bytes, label: str, before: Origin) -> Iterator[View]:
    squeezed = squeeze(data)
    if len(squeezed) != len(data):
        origin = _origin(data, _FILLING, lambda _found: b"")
        yield View(label, squeezed, True, lambda offset: before(origin(offset)))


def _unescape(found: re.Match[bytes]) -> bytes:
    if found[2]:
        return _SHORT.get(found[2], found[2])
    code = int(found[1], 16)
    # Below 256 it may be a byte that was taken for a letter; proper text of that kind has forms of its own.
    return bytes((code,)) if code < 256 else chr(code).encode("utf-8", "surrogatepass")


def _origin(data: bytes, pattern: re.Pattern[bytes], replaced: Callable[[re.Match[bytes]], bytes]) -> Origin:
    """The way back through a replacement. Worked out only when something was found."""

    def origin(wanted: int) -> int:
        position, offset = 0, 0
        for found in pattern.finditer(data):
            if offset + found.start() - position > wanted:
                break
            offset += found.start() - position
            width = len(replaced(found))
            if width and offset + width > wanted:
                return found.start()
            offset += width
            position = found.end()
        return position + wanted - offset

    return origin
