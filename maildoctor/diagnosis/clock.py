"""By how much this PC's clock is wrong: as servers say themselves, and as the certificates of strangers have it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from maildoctor.model.contrast import Certainty
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import Certificate, Fault, FetchFact
from maildoctor.model.probe import Fetch, Probe

WRONG_FROM_S = 600
"""A clock that is off by less does no harm to mail, and servers are that wrong themselves."""
_AGREE_WITHIN_S = 120


@dataclass(frozen=True, slots=True)
class Told:
    """By how many seconds servers are ahead of this PC, all of those that told their time, and who they are."""

    ahead_s: int
    probes: tuple[Probe, ...]
    certainty: Certainty


def by_servers(evidence: Evidence) -> Told | None:
    """What the web servers of this run say; None where none does, or they do not agree with each other."""
    told = {
        o.probe: o.fact.clock_s
        for o in evidence
        if isinstance(o.probe, Fetch) and isinstance(o.fact, FetchFact) and o.fact.clock_s is not None
    }
    if not told or max(told.values()) - min(told.values()) > _AGREE_WITHIN_S:
        return None
    ahead = sorted(told.values())[len(told) // 2]
    several = len({probe.host for probe in told}) > 1
    return Told(ahead, tuple(told), Certainty.CERTAIN if several else Certainty.LIKELY)


def explains(told: Told, leaf: Certificate, now: dt.datetime) -> bool:
    """True where the certificate is good at the time that the servers tell."""
    then = now + dt.timedelta(seconds=told.ahead_s)
    return dt.datetime.fromisoformat(leaf.not_before) <= then <= dt.datetime.fromisoformat(leaf.not_after)


def least_days(evidence: Evidence, now: dt.datetime) -> int | None:
    """By how many days the clock is off at least, where every certificate seen is out of date in the same sense.

    They must not belong to one owner: that one may have forgotten all of his.
    """
    leaves: dict[str, tuple[Fault | None, Certificate]] = {}
    for _, fact in evidence.endpoints():
        if fact.chain:
            reasons = (*fact.here, *fact.public)
            when = next((f for f in (Fault.EXPIRED, Fault.NOT_YET_VALID) if f in reasons), None)
            leaves[fact.chain[0].sha256] = (when, fact.chain[0])
    kinds = {when for when, _ in leaves.values()}
    owners = [frozenset(".".join(name.split(".")[-2:]) for name in leaf.names) for _, leaf in leaves.values()]
    if len(kinds) != 1 or None in kinds or not any(not (a & b) for a in owners for b in owners):
        return None
    if Fault.EXPIRED in kinds:
        off = max(now - dt.datetime.fromisoformat(leaf.not_after) for _, leaf in leaves.values())
    else:
        off = max(dt.datetime.fromisoformat(leaf.not_before) - now for _, leaf in leaves.values())
    return max(1, off.days)
