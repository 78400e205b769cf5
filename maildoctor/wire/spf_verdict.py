"""What the evaluation of SPF gives: a result, what decided it, what it cost, and which answers are still missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from maildoctor.model.probe import Lookup
from maildoctor.wire.spf_terms import Flaw


class Result(StrEnum):
    """The results of RFC 7208 section 2.6, and `NEEDS`: questions are open, see `Verdict.asks`."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
    NEEDS = "needs"


class Trouble(StrEnum):
    """Why the evaluation broke off. All are permanent errors (section 2.6.7) but `NO_ANSWER`, which is temporary.

    `NO_RECORD`: what an include or redirect leads to has no SPF record. `LOOP`: it leads back to where it came from
    (receivers notice by the limit of 10). `MANY_MX`: more than ten names behind one `mx` (section 4.6.4).
    """

    SYNTAX = "syntax"
    TWO_RECORDS = "two-records"
    NO_RECORD = "no-record"
    LOOP = "loop"
    MANY_TERMS = "too-many-lookups"
    MANY_VOIDS = "too-many-void-lookups"
    MANY_MX = "too-many-mx"
    NO_ANSWER = "no-answer"


@dataclass(frozen=True, slots=True)
class Place:
    """One term: the domain whose record holds it, its text and column (0-based), and the terms that led there."""

    domain: str
    term: str
    column: int
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One trouble. `domain` is the one whose record (or answer) is at fault, `place` the term that led to it.

    `place` is None where the domain that was asked about is at fault itself. `flaw` belongs to `SYNTAX`.
    """

    trouble: Trouble
    domain: str
    place: Place | None = None
    flaw: Flaw | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """The terms that lead to the fault, from the first record on, the one at fault last."""
        return () if self.place is None else (*self.place.path, self.place.term)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of one evaluation.

    `matched` is the term that decided (None: none did, or an error). `faults`: of `check_host` at most one, of `survey`
    all that were found. `cost` counts the terms that ask the DNS (at most 10 are allowed), `voids` are the terms whose
    question has an empty answer (at most 2). `costs`: each term of the first record with what it and everything below
    it costs. `varies` (of `survey`): terms with macros about the message were passed over. `asks`: the questions
    without an answer; with any other result than `NEEDS` they concern the explanation alone.
    """

    result: Result
    domain: str
    matched: Place | None = None
    faults: tuple[Fault, ...] = ()
    asks: tuple[Lookup, ...] = ()
    cost: int = 0
    voids: tuple[Place, ...] = ()
    costs: tuple[tuple[str, int], ...] = ()
    varies: bool = False
    explanation: str = ""

    @property
    def fault(self) -> Fault | None:
        """The first fault."""
        return self.faults[0] if self.faults else None
