"""What a check says: a code with typed arguments. It stays code and arguments until a renderer speaks it."""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol as Interface

from maildoctor.model.contrast import Break, Certainty, Contrast, EditValue, Severity
from maildoctor.model.field import Field, Link, Owner
from maildoctor.model.probe import Probe

Argument = EditValue | tuple[str, ...]


class Status(StrEnum):
    """The state of a check or of a finding. Information is a finding with `PASS`."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Worst first: a check's status is that of its worst finding."""
        return (Status.FAIL, Status.ERROR, Status.WARN, Status.PASS, Status.SKIP).index(self)


class Words(Interface):
    """What a text needs from a voice: the client's own words for a box and for a value in it."""

    def label(self, name: str) -> str:
        """The label of the box `incoming.security`, as on the client's screen."""

    def value(self, kind: str, value: Argument) -> str:
        """The word for `value` of the kind `security`, `protocol`, `auth` …"""

    def plain(self, value: Argument) -> str:
        """Any other value, made safe to print."""


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in one language: what is seen, why it is so, and what to do.

    Placeholders: `{host}` plain, `{security:value}` in the client's words, `{incoming.security:label}` a box's label.
    """

    says: str
    why: str = ""
    fix: str = ""

    def placeholders(self) -> frozenset[str]:
        """The names of all placeholders in all three parts."""
        parts = "\n".join((self.says, self.why, self.fix))
        return frozenset(name for _, name, _, _ in string.Formatter().parse(parts) if name)

    def say(self, part: str, arguments: Mapping[str, Argument], words: Words) -> str:
        """One part ("says", "why", "fix") with its placeholders filled in."""
        template: str = getattr(self, part)
        spoken = []
        for literal, name, kind, _ in string.Formatter().parse(template):
            spoken.append(literal)
            if name is None:
                continue
            if kind == "label":
                spoken.append(words.label(name))
            elif kind == "value":
                kind_of_value = name.rpartition(".")[2].removeprefix("new_")
                spoken.append(words.value(kind_of_value, arguments.get(name)))
            elif kind:
                spoken.append(words.value(kind, arguments.get(name)))
            else:
                spoken.append(words.plain(arguments.get(name)))
        return "".join(spoken)


@dataclass(frozen=True, slots=True)
class Title:
    """A short name in both languages."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding: its public id, how bad it is, what it names, and what it says in both languages.

    `certainty` is that of the diagnosis it makes by itself; where the search proved something, the proof decides.
    `explains` are breaks that follow from it, at the same host, or where it names a domain and no host, at the hosts of
    that domain: they are folded into it, and it takes their severity.
    `covers` are the ids of findings of the same hosts that follow from it: they make no diagnosis of their own.

    Raises ValueError when the two languages do not use the same placeholders.
    """

    id: str
    status: Status
    field: Field | None
    link: Link
    ja: Text
    en: Text
    owner: Owner | None = None
    certainty: Certainty = Certainty.CERTAIN
    explains: tuple[Break, ...] = ()
    covers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.ja.placeholders() != self.en.placeholders():
            raise ValueError(f"{self.id}: the placeholders of ja and en differ")

    def __call__(self, *probes: Probe, status: Status | None = None, **arguments: Argument) -> Finding:
        """A finding of this kind, with the probes whose answers show it."""
        return Finding(self.id, status or self.status, self.field, self.owner, arguments, probes, self)

    def of(self, contrast: Contrast, **arguments: Argument) -> Finding:
        """The finding that explains `contrast`: field, severity, owner and evidence come from it."""
        status = Status.FAIL if contrast.severity is Severity.FAIL else Status.WARN
        found = Finding(
            self.id, status, contrast.field, contrast.owner or self.owner, {**dict(contrast.seen), **arguments},
            contrast.probes, self,
        )  # fmt: skip
        return replace(found, contrast=contrast)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `code` is None where only the id and the text of another program's check are known."""

    id: str
    status: Status
    field: Field | None
    owner: Owner | None
    arguments: Mapping[str, Argument] = dataclasses.field(default_factory=dict)
    probes: tuple[Probe, ...] = ()
    code: Code | None = None
    contrast: Contrast | None = None
    message: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def who(self) -> Owner | None:
        """Who must act: the finding's own word, else the field's owner."""
        return self.owner or (self.field.owner if self.field else None)


@dataclass(frozen=True, slots=True)
class Question:
    """Something only the customer knows, and what the answers mean."""

    id: str
    ja: str
    en: str
    settles: tuple[Field, ...]
    probes: tuple[Probe, ...] = ()


Said = Finding | Question
