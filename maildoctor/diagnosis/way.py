"""A way being explored: its steps so far, what was asked on it, and what is still to be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from maildoctor.diagnosis import places
from maildoctor.diagnosis.seen import (
    Seen,
    good,
    seen,
)
from maildoctor.diagnosis.side import Side
from maildoctor.discovery.proposals import proposed
from maildoctor.model.case import Case
from maildoctor.model.contrast import Break
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EndpointFact
from maildoctor.model.field import Link
from maildoctor.model.probe import Endpoint, Probe
from maildoctor.model.settings import Protocol, Security


@dataclass(frozen=True, slots=True)
class Step:
    """One broken link and where the way goes on.

    `new` None: it goes no further. `ties`: as good, as few edits. `seen`: small values for the texts.
    """

    what: Break
    link: Link
    old: Endpoint
    new: Endpoint | None
    ties: tuple[Endpoint, ...] = ()
    asked: tuple[Probe, ...] = ()
    seen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one direction as far as the evidence goes.

    `start` is the configured endpoint (or the best that agrees with what is configured), `now` where the way stands.
    `settled`: no answer that is still out can change `now`. `moot`: running questions whose answer no longer matters.
    """

    side: Side
    start: Endpoint | None = None
    now: Endpoint | None = None
    steps: tuple[Step, ...] = ()
    asks: tuple[Probe, ...] = ()
    settled: bool = False
    moot: tuple[Probe, ...] = ()
    lookups_failed: bool = False
    tried: tuple[Probe, ...] = ()


@dataclass
class Explorer:
    """The state of one walk; lives for the length of one call."""

    case: Case
    side: Side
    evidence: Evidence
    asks: dict[Probe, None] = field(default_factory=dict)
    moot: list[Probe] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    waiting: bool = False

    def ask(self, *probes: Probe) -> None:
        """Put questions on the list of what is worth asking."""
        self.asks.update(dict.fromkeys(probes))

    def fact(self, endpoint: Endpoint) -> EndpointFact | None:
        """What is known of an endpoint."""
        return self.evidence.get(endpoint)

    def look(self, endpoint: Endpoint) -> Seen:
        """What an endpoint turned out to be, without asking for it."""
        return seen(endpoint, self.fact(endpoint))

    def reach(self, endpoint: Endpoint) -> Seen | None:
        """Ask for `endpoint` and say what is seen; None where it cannot be dialled (no such name)."""
        known = places.addresses(self.case, self.evidence, endpoint.host)
        mapped = places.mapping_of(self.case, endpoint.host, endpoint.port) is not None
        self.ask(*places.lookups(endpoint.host))
        if known is None and not mapped:
            return Seen.WAITING
        if not known and not mapped:
            return None
        self.ask(endpoint)
        return self.look(endpoint)

    def unfinished(self, what: Seen | None) -> bool:
        """True where an answer may still come."""
        return what in (Seen.WAITING, Seen.QUIET)


def ask_for(walk: Explorer, endpoint: Endpoint) -> Endpoint:
    """`endpoint` itself, put on the list of what is to be asked."""
    walk.reach(endpoint)
    return endpoint


def by_edits(
    walk: Explorer, host: str, protocol: Protocol, pairs: tuple[tuple[int, Security], ...]
) -> list[tuple[int, Security]]:
    """Pairs in order of how many configured boxes they change.

    Ties: what a source documents for this host, in its order of trust; then as a mail client's maker would advise.
    """
    side = walk.side
    told = [
        (p.port, p.security)
        for p in proposed(walk.case, (protocol,), walk.evidence)
        if p.host == host and p.port is not None and not p.hint
    ]

    def cost(pair: tuple[int, Security]) -> tuple[int, int, bool]:
        port, security = pair
        edits = (side.port not in (None, port)) + (side.security not in (None, security))
        # Who did not ask for TLS from the first byte is sent to 587, as every provider's page does.
        prefers_starttls = protocol is Protocol.SMTP and side.security is not Security.TLS
        return edits, told.index(pair) if pair in told else len(told), prefers_starttls and port != 587

    return sorted(pairs, key=cost)


def first_good(walk: Explorer, group: list[Endpoint]) -> Endpoint | None:
    """The first of `group` where greeting and TLS hold, with a good certificate if one has it.

    Sets `waiting` where one in front of it is not decided yet.
    """
    ready = None
    for endpoint in group:
        what = walk.look(endpoint)
        if what is Seen.READY:
            ready = endpoint
            break
        if what in (Seen.WAITING, Seen.QUIET) and _may_answer(walk, endpoint):
            walk.waiting = True
            return None
    return ready or next((e for e in group if good(walk.look(e))), None)


def _may_answer(walk: Explorer, endpoint: Endpoint) -> bool:
    known = places.addresses(walk.case, walk.evidence, endpoint.host)
    mapped = places.mapping_of(walk.case, endpoint.host, endpoint.port) is not None
    return mapped or known is None or bool(known)


def edit_count(side: Side, endpoint: Endpoint) -> int:
    """How many configured boxes `endpoint` changes."""
    return (
        (side.typed.protocol not in (None, endpoint.protocol))
        + (side.host not in (None, endpoint.host))
        + (side.port not in (None, endpoint.port))
        + (side.security not in (None, endpoint.security))
    )


def ties_with(walk: Explorer, start: Endpoint, chosen: Endpoint, groups: list[list[Endpoint]]) -> Iterator[Endpoint]:
    """Other endpoints that work and change as many boxes as the chosen one."""
    count = edit_count(walk.side, chosen)
    for group in groups:
        for endpoint in group:
            if endpoint != chosen and walk.look(endpoint) is Seen.READY and edit_count(walk.side, endpoint) == count:
                yield endpoint
