"""Two runs of one account side by side: what got better, what got worse, what stayed, and what was changed in between.

Only real changes are here. Times, the order of records, ids and the like are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from maildoctor.model.contrast import EditValue, Proof
from maildoctor.model.fact import Certificate, Outcome
from maildoctor.model.report import Diagnosis, Report
from maildoctor.model.settings import Direction, Recommended


class Turn(StrEnum):
    """What became of one diagnosis.

    `GONE` and `EASED` (fail to warn) are better, `NEW` and `HARDENED` (warn to fail) worse. `UNSEEN`: it is not there
    the second time, but the second run did not look there either. `UNCOVERED`: the first run could not look there.
    """

    GONE = "gone"
    EASED = "eased"
    NEW = "new"
    HARDENED = "hardened"
    STAYED = "stayed"
    UNSEEN = "unseen"
    UNCOVERED = "uncovered"

    @property
    def better(self) -> bool:
        """True where it is better than before."""
        return self in (Turn.GONE, Turn.EASED)

    @property
    def worse(self) -> bool:
        """True where it is worse than before: this makes the exit status 1."""
        return self in (Turn.NEW, Turn.HARDENED)


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One box of the client. `name` is "address" or a key of a direction ("incoming.port"); None: left out."""

    name: str
    old: EditValue
    new: EditValue


@dataclass(frozen=True, slots=True)
class FoundChange:
    """Settings that are found by looking, where what was configured is the same in both runs."""

    direction: Direction
    old: Recommended
    new: Recommended


@dataclass(frozen=True, slots=True)
class RecordChange:
    """The DNS records of one type at one name, sorted; an empty tuple: there is none."""

    name: str
    type: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertificateChange:
    """The certificate that a host shows on these ports."""

    host: str
    ports: tuple[int, ...]
    old: Certificate
    new: Certificate


@dataclass(frozen=True, slots=True)
class ServerChange:
    """The configured server answers now and did not, or the other way round. `target` is "host:port"."""

    target: str
    old: Outcome
    new: Outcome
    answers: bool


Change = SettingChange | FoundChange | RecordChange | CertificateChange | ServerChange


@dataclass(frozen=True, slots=True)
class Matter:
    """One diagnosis of either run. `by`: the changes that made it so, as far as the two reports prove it."""

    turn: Turn
    before: Diagnosis | None
    after: Diagnosis | None
    by: tuple[Change, ...] = ()

    @property
    def told(self) -> Diagnosis:
        """The diagnosis to tell it by: the newer one where there is one."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class ProofChange:
    """How far one direction was proved."""

    direction: Direction
    old: Proof
    new: Proof


class Places(StrEnum):
    """What is said of the two places.

    `DIFFERENT`: they are not the same. `LINE`, `PLACE`: the place is all that differs, and mail works at one of them
    alone: so its line is the cause (`LINE`: the PC was the same), or its line or PC (`PLACE`).
    """

    SAME = "same"
    DIFFERENT = "different"
    LINE = "line"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is different. `reversed`: the report given as the second is the older one.

    `readdressed`: the address of the account was put right in between.
    """

    before: Report
    after: Report
    matters: tuple[Matter, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    found: tuple[FoundChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
    certificates: tuple[CertificateChange, ...] = ()
    servers: tuple[ServerChange, ...] = ()
    proofs: tuple[ProofChange, ...] = ()
    places: Places = Places.SAME
    reversed: bool = False
    readdressed: bool = False

    def turned(self, *turns: Turn) -> tuple[Matter, ...]:
        """The matters that took one of these turns."""
        return tuple(matter for matter in self.matters if matter.turn in turns)

    @property
    def better(self) -> tuple[Matter, ...]:
        """What is better than before."""
        return tuple(matter for matter in self.matters if matter.turn.better)

    @property
    def worse(self) -> tuple[Matter, ...]:
        """What is worse than before."""
        return tuple(matter for matter in self.matters if matter.turn.worse)

    @property
    def facts(self) -> tuple[Change, ...]:
        """What was changed outside of the client, or is found otherwise than before."""
        return (*self.found, *self.records, *self.certificates, *self.servers)

    @property
    def empty(self) -> bool:
        """True where nothing changed: what stayed is no change, and neither is another place to look from."""
        moved = any(matter.turn is not Turn.STAYED for matter in self.matters)
        return not (
            moved or self.settings or self.facts or self.proofs or self.before.verdict is not self.after.verdict
        )
