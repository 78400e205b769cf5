"""The limits of an SPF evaluation, counted (RFC 7208 section 4.6.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from maildoctor.wire.spf_verdict import Fault, Place, Trouble

MOST_TERMS = 10
"""Terms that ask the DNS, in all records together."""
MOST_VOIDS = 2
"""Terms whose question has an empty answer."""
_SURVEYED_TERMS = 30


class BrokenError(Exception):
    """The evaluation ends with a permanent error."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


class EnoughError(Exception):
    """A survey has seen more than anybody needs to know."""


@dataclass(slots=True)
class Tally:
    """What an evaluation has used up. One that is `lasting` (a survey) notes that a limit is passed and goes on."""

    lasting: bool
    cost: int = 0
    voids: list[Place] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _noted: bool = False

    def term(self, place: Place) -> None:
        """A term that asks the DNS begins. `BrokenError` at the eleventh, in a survey `EnoughError` at the 31st."""
        if self.lasting and self.cost == _SURVEYED_TERMS:
            raise EnoughError
        self.cost += 1
        self._noted = False
        if self.cost > MOST_TERMS:
            self._over(Fault(Trouble.MANY_TERMS, place.domain, place))

    def void(self, place: Place) -> None:
        """The present term had an empty answer: it counts once, however many it had. `BrokenError` at the third."""
        if self._noted:
            return
        self._noted = True
        self.voids.append(place)
        if len(self.voids) > MOST_VOIDS:
            self._over(Fault(Trouble.MANY_VOIDS, place.domain, place))

    def _over(self, fault: Fault) -> None:
        if not self.lasting:
            raise BrokenError(fault)
        if all(other.trouble is not fault.trouble for other in self.faults):
            self.faults.append(fault)
