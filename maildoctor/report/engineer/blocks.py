"""What the engineer's report is made of: sections of plain blocks, which every form writes in its own way.

All text in it is raw: whoever writes it out makes it harmless in his form. A form never has to know what is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How something stands: shown by colour beside the word, never by colour alone."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Code:
    """Something word for word: a name, a value, a reply."""

    text: str


@dataclass(frozen=True, slots=True)
class State:
    """A state in one word."""

    word: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Refs:
    """The observations that something rests on, by their ids."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The id of an observation, at the place where it is told whole."""

    id: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in the whole run, all in milliseconds."""

    start_ms: int
    elapsed_ms: int
    whole_ms: int
    tone: Tone


Cell = str | Code | State | Refs | Anchor | Bar


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The one sentence of the report. It speaks of what stands above it."""

    verdict: State
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with what belongs to each."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Every row has as many cells as `head`."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What was said on the wire: who, and what."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """Blocks behind one line, which opens them where a form can do that. `anchor`: the observation they are about."""

    summary: tuple[Cell, ...]
    blocks: tuple[Block, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing with a heading of its own."""

    heading: str
    tone: Tone
    blocks: tuple[Block, ...]


Block = Paragraph | Conclusion | Bullets | Pairs | Grid | Dialogue | Folded | Card


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report. A section without blocks is left out by whoever makes the report."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report. `subject` is the address or domain, `lang` "ja" or "en"."""

    lang: str
    title: str
    subject: str
    verdict: State
    head: tuple[tuple[str, Cell], ...]
    sections: tuple[Section, ...]
