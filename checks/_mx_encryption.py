"""What each mail exchanger showed on port 25 of its encryption: shared by the two checks about what senders demand.

Seen from this line. Where a device on it changes the traffic, nothing of this can be held against the exchanger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maildoctor.api import Break, Case, Contrasts, EndpointFact, Evidence, Fault, Link, Probe, masked

from . import _mx, mx_reach

_AT_THE_END = frozenset((Fault.SELF_SIGNED, Fault.UNKNOWN_ROOT))
_DATES = frozenset((Fault.EXPIRED, Fault.NOT_YET_VALID))


@dataclass(frozen=True, slots=True)
class Shown:
    """One exchanger: `encrypts` None where that cannot be told from here, `faults` why the public refuses its chain."""

    host: str
    encrypts: bool | None
    faults: tuple[Fault, ...] = ()
    fact: EndpointFact | None = None

    @property
    def known(self) -> bool:
        """True where it was seen with or without encryption, and nothing on the way is in doubt."""
        return self.encrypts is not None


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """Port 25 of the exchangers, asked as `mx.reach` asks."""
    yield from mx_reach.probes(case, evidence)


def shown(case: Case, evidence: Evidence, contrasts: Contrasts) -> tuple[Shown, ...]:
    """Each exchanger of the domain, best preference first."""
    clock = any(c.what is Break.CLOCK and c.link is Link.CERTIFICATE for c in contrasts)
    hosts = [e.host for e in _mx.exchangers(case, evidence)[: _mx.MOST] if not e.literal]
    return tuple(_shown(host, evidence.get(mx_reach.endpoint(host)), case.now, clock) for host in hosts)


def _shown(host: str, fact: EndpointFact | None, now: dt.datetime, clock: bool) -> Shown:
    if fact is None or not fact.final or masked(fact):
        return Shown(host, None)
    if fact.chain:
        opened = not fact.here and bool(_AT_THE_END & set(fact.public))
        dates = tuple(fault for fault in fact.public if fault in _DATES)
        if opened or (clock and dates):
            return Shown(host, None)
        return Shown(host, True, fact.public, fact)
    return Shown(host, False, (), fact) if fact.ready and fact.starttls is False else Shown(host, None)


def decides(bad: Iterable[str], all_of_them: Iterable[Shown]) -> bool:
    """True where the exchangers in `bad` leave a sender none to deliver to: then mail is lost, not only delayed.

    An exchanger that could not be examined from here may be a good one.
    """
    left = set(bad)
    return all(each.host in left for each in all_of_them)
