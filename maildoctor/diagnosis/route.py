"""The way from the configured settings to an endpoint that works, and what is still to be asked on that way.

One function serves the plan (what to ask next), the logins (which endpoint to use) and the search (what broke): so
what is asked is exactly what is judged. The order of candidates is the contract's table "Which field is named": keep
what answers, and change as few boxes as possible.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.diagnosis import offers, places, ports
from maildoctor.diagnosis.onward import (
    encrypted,
    sends_without_login,
    under_its_right_name,
    where_a_login_is_offered,
    where_logins_are_taken,
)
from maildoctor.diagnosis.repair import repair
from maildoctor.diagnosis.seen import (
    Seen,
    good,
    only_the_name,
)
from maildoctor.diagnosis.side import Side, side_of
from maildoctor.diagnosis.way import Explorer, Route
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import Outcome, Refusal
from maildoctor.model.probe import HOST, Endpoint, Lookup
from maildoctor.model.settings import Direction, Security


def route(case: Case, side: Side, evidence: Evidence) -> Route:
    """The way of `side` as far as `evidence` goes."""
    walk = Explorer(case, side, evidence)
    start = _start(walk) if side.host is not None else _open(walk)
    now = start
    if start is not None and side.host is not None:
        now = None if places.unanswered(evidence, side.host) else repair(walk, start)
    if now is not None:
        now = where_logins_are_taken(walk, now) if sends_without_login(side) else encrypted(walk, now)
    if now is not None:
        now = under_its_right_name(walk, now, side.host is not None, lambda: _incoming(case, side, evidence))
    if now is not None:
        now = where_a_login_is_offered(walk, now)
    return Route(
        side,
        start,
        now,
        tuple(walk.steps),
        tuple(walk.asks),
        not walk.waiting,
        tuple(walk.moot),
        lookups_failed=_lookup_failed(walk),
        tried=tuple(p for p in walk.asks if p in evidence),
    )


def _incoming(case: Case, side: Side, evidence: Evidence) -> Route | None:
    """The way of the incoming direction, for the outgoing one; None for itself, and where it is not examined."""
    if side.direction is Direction.INCOMING or Direction.INCOMING not in case.sides:
        return None
    return route(case, side_of(case, Direction.INCOMING), evidence)


def _lookup_failed(walk: Explorer) -> bool:
    """True where the name of the configured host got no answer at all: then nothing can be said of it."""
    if walk.side.host is None:
        return False
    fact = walk.evidence.get(Lookup(walk.side.host, HOST))
    if places.unanswered(walk.evidence, walk.side.host):
        return True
    return fact is not None and fact.outcome is not Outcome.ANSWERED and not fact.values


def _start(walk: Explorer) -> Endpoint | None:
    """The endpoint that the client would use; where keys are left out, the best that agrees with the rest."""
    side = walk.side
    candidates = [
        Endpoint(side.host or "", port, protocol, security)
        for protocol in side.protocols
        for port, security in ports.pairs(protocol, side.port, side.security)
    ]
    found = [(candidate, walk.reach(candidate)) for candidate in candidates]
    for candidate, what in found:
        if walk.unfinished(what):
            walk.waiting = True
        if what is not None and good(what):
            walk.waiting = any(walk.unfinished(w) for _, w in found[: candidates.index(candidate)])
            return candidate
    return candidates[0]


def _open(walk: Explorer) -> Endpoint | None:
    """Nothing is configured: the best endpoint that any source proposes.

    Endpoints are asked as the sources name them; only the choice waits until all have spoken.
    """
    walk.ask(*places.discovery_lookups(walk.case, walk.side, walk.evidence))
    if not places.discovery_done(walk.case, walk.side, walk.evidence):
        walk.waiting = True
    order = list(dict.fromkeys(_candidates(walk)))
    states = [walk.reach(endpoint) for endpoint in order]
    if walk.waiting:
        return None
    best = _best(walk, order)
    if best is not None:
        if any(walk.unfinished(w) for w in states[: order.index(best)]) and not _let_in(walk, best):
            walk.waiting = True
        return best
    if any(walk.unfinished(w) for w in states):
        walk.waiting = True
    return None


def _candidates(walk: Explorer) -> Iterator[Endpoint]:
    """The endpoints worth trying: as the sources name them, then the standard ports of the hosts they name."""
    side = walk.side
    found = places.proposals(walk.case, side, walk.evidence)
    for protocol in side.protocols:
        fitting = [p for p in found if p.protocol in (None, protocol)]
        for p in fitting:
            if p.port is None or p.security is None or p.security is Security.NONE or p.port == 25:
                continue
            if side.port in (None, p.port) and side.security in (None, p.security):
                yield Endpoint(p.host, p.port, protocol, p.security)
        for p in fitting:
            for port, security in ports.pairs(protocol, side.port, side.security):
                if security is not Security.NONE and port != 25:
                    yield Endpoint(p.host, port, protocol, security)


def _best(walk: Explorer, order: list[Endpoint]) -> Endpoint | None:
    """Where a login was accepted; else ready and offering a login, else ready, else at least speaking the protocol."""
    ready = [e for e in order if walk.look(e) is Seen.READY]
    inside = next((e for e in ready if _let_in(walk, e)), None)
    if inside is not None:
        return inside
    for endpoint in _the_untried_first(walk, ready):
        fact = walk.fact(endpoint)
        if fact is not None and fact.encrypted and offers.mechanisms(endpoint.protocol, fact):
            return endpoint
    named = [e for e in order if (f := walk.fact(e)) is not None and only_the_name(f)]
    return next(iter(ready), None) or next(iter(named), None) or next((e for e in order if good(walk.look(e))), None)


def _the_untried_first(walk: Explorer, ready: list[Endpoint]) -> list[Endpoint]:
    """Another server's turn, where the login at the first was refused, or not made because nobody vouches for it.

    After a refusal only a server that a document names is tried: a password is not carried from door to door. Where
    none was sent yet, a host under the domain itself will do.
    """
    logins = [(login.endpoint, fact) for login, fact in walk.evidence.logins() if login.endpoint in ready]
    refused = {endpoint for endpoint, fact in logins if fact.refusal is Refusal.CREDENTIALS}
    withheld = {endpoint for endpoint, fact in logins if fact.refusal is Refusal.HOST_NOT_ALLOWED}
    if not refused | withheld:
        return ready
    told = {
        (p.host, p.port)
        for p in places.proposals(walk.case, walk.side, walk.evidence)
        if p.source in ("autoconfig", "provider", "srv", "autodiscover") and not p.hint
    }
    known = {a for e in refused | withheld for a in places.addresses(walk.case, walk.evidence, e.host) or ()}
    protocol = logins[0][0].protocol
    fresh = [
        e
        for e in ready
        if e not in refused | withheld
        and e.protocol is protocol
        and ((e.host, e.port) in told or (not refused and e.host.endswith(f".{walk.case.domain}")))
        and not known & set(places.addresses(walk.case, walk.evidence, e.host) or ())
    ]
    return fresh + [e for e in ready if e not in fresh]


def _let_in(walk: Explorer, endpoint: Endpoint) -> bool:
    """True where a login was accepted: a source that speaks up later cannot take the way elsewhere."""
    return any(login.endpoint == endpoint and fact.accepted for login, fact in walk.evidence.logins())
