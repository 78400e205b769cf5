"""Sameness: two runs that differ only in the secret must leave the same artefacts, times aside.

This finds forms of a secret that nobody listed, its length, and secrets too short to be searched for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Normaliser = Callable[[str, bytes], bytes]
_CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Difference:
    """The first difference: the artefact, where, and what stands there in each run. Offset -1: only one run has it."""

    artefact: str
    offset: int
    first: bytes
    second: bytes


def sameness(
    first: Mapping[str, bytes], second: Mapping[str, bytes], normalise: Normaliser = lambda _name, data: data
) -> Difference | None:
    """Compare the artefacts of two runs after `normalise(name, content)`; None if they are the same."""
    for name in sorted({*first, *second}):
        if name not in first or name not in second:
            return Difference(name, -1, first.get(name, b"")[:_CONTEXT], second.get(name, b"")[:_CONTEXT])
        one, other = normalise(name, first[name]), normalise(name, second[name])
        if one != other:
            offset = _first_difference(one, other)
            start = max(0, offset - _CONTEXT // 2)
            return Difference(name, offset, one[start : start + _CONTEXT], other[start : start + _CONTEXT])
    return None


def masking(*patterns: bytes) -> Normaliser:
    """A normaliser that replaces whatever matches one of the patterns; a group named `keep` in front of it stays."""
    compiled = [re.compile(pattern) for pattern in patterns]

    def normalise(_name: str, data: bytes) -> bytes:
        for pattern in compiled:
            data = pattern.sub(lambda found: found.groupdict().get("keep", b"") + b"<masked>", data)
        return data

    return normalise


def _first_difference(one: bytes, other: bytes) -> int:
    for offset, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return offset
    return min(len(one), len(other))
