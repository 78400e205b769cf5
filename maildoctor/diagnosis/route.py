"""The way from the configured settings to an endpoint that works, and what is still to be asked on that way.

One function serves the plan (what to ask next), the logins (which endpoint to use) and the search (what broke): so
what is asked is exactly what is judged. The order of candidates is the contract's table "Which field is named": keep
what answers, and change as few boxes as possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from maildoctor.diagnosis import offers, places, ports
from maildoctor.diagnosis.seen import (
    Seen,
    answers,
    doubtful,
    good,
    in_clear,
    only_the_name,
    other_securities,
    seen,
)
from maildoctor.diagnosis.side import Side
from maildoctor.model.case import Case
from maildoctor.model.contrast import Break
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EndpointFact, EnvelopeFact, Outcome
from maildoctor.model.field import Link
from maildoctor.model.probe import HOST, Endpoint, Envelope, Handshake, Lookup, Probe
from maildoctor.model.settings import Protocol, Security
from maildoctor.wire.x509 import name_fits

_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One broken link and where the way goes on. `new` None: it goes no further. `ties`: as good, as few edits."""

    what: Break
    link: Link
    old: Endpoint
    new: Endpoint | None
    ties: tuple[Endpoint, ...] = ()
    asked: tuple[Probe, ...] = ()


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
class _Walk:
    """The state of one walk; lives for the length of one call."""

    case: Case
    side: Side
    evidence: Evidence
    asks: dict[Probe, None] = field(default_factory=dict)
    moot: list[Probe] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    waiting: bool = False

    def ask(self, *probes: Probe) -> None:
        self.asks.update(dict.fromkeys(probes))

    def fact(self, endpoint: Endpoint) -> EndpointFact | None:
        return self.evidence.get(endpoint)

    def look(self, endpoint: Endpoint) -> Seen:
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
        return what in (Seen.WAITING, Seen.QUIET)


def route(case: Case, side: Side, evidence: Evidence) -> Route:
    """The way of `side` as far as `evidence` goes."""
    walk = _Walk(case, side, evidence)
    start = _start(walk) if side.host is not None else _open(walk)
    now = start
    if start is not None and side.host is not None:
        now = _repair(walk, start)
    if now is not None:
        now = _demanded(walk, now) if _sends_without_login(side) else _encrypt(walk, now)
    if now is not None:
        now = _right_name(walk, now, blamed=side.host is not None)
    if now is not None:
        now = _with_login(walk, now)
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


def _lookup_failed(walk: _Walk) -> bool:
    """True where the name of the configured host got no answer at all: then nothing can be said of it."""
    if walk.side.host is None:
        return False
    fact = walk.evidence.get(Lookup(walk.side.host, HOST))
    return fact is not None and fact.outcome is not Outcome.ANSWERED and not fact.values


def _start(walk: _Walk) -> Endpoint | None:
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


def _repair(walk: _Walk, start: Endpoint) -> Endpoint | None:
    """From the configured endpoint to one where greeting and TLS hold."""
    what = walk.reach(start)
    if what is not None and not doubtful(what):
        if what is Seen.WAITING:
            walk.waiting = True
        return start
    walk.waiting = False
    if what is Seen.TLS_TROUBLE and walk.unfinished(walk.reach(replace(start, handshake=Handshake.LEGACY))):
        walk.waiting = True
    same_host = [] if what is None else list(_on_same_host(walk, start, what))
    alive = [answers(walk.look(e)) for e in same_host if e != start]
    dropped = what in (Seen.DROPPED, Seen.QUIET, Seen.CUT_OFF)
    fenced = dropped and start.port in ports.STANDARD[start.protocol] and any(alive)
    groups: list[list[Endpoint]] = []
    groups.append([e for e in same_host if e.port == start.port and e.protocol is start.protocol])
    groups.append([e for e in same_host if e.port != start.port and e.protocol is start.protocol])
    other = [e for e in same_host if e.protocol is not start.protocol]
    keeps_host = what is Seen.OTHER_MAIL or fenced
    if keeps_host:
        groups.append(other)
    if _host_in_doubt(walk, start, what, same_host) and not (keeps_host and any(good(walk.look(e)) for e in other)):
        groups.append(_elsewhere(walk, start))
    if not keeps_host:
        groups.append(other)
    for group in groups:
        chosen = _first_good(walk, group)
        if chosen is not None:
            _settle(walk, start, chosen, groups)
            walk.steps.append(_named(walk, start, what, chosen, groups))
            return chosen
        if walk.waiting:
            return None
    if walk.unfinished(what):
        walk.waiting = True
        return None
    walk.steps.append(_named(walk, start, what, None, groups))
    return None


def _settle(walk: _Walk, start: Endpoint, chosen: Endpoint, groups: list[list[Endpoint]]) -> None:
    """What is still silent and can change nothing any more need not be waited for.

    A port that answers to TLS has told why it was silent without. Any other silence of the configured port has to last
    for the whole time limit before it counts.
    """
    silent = [e for group in groups for e in group if walk.look(e) is Seen.QUIET]
    if walk.look(start) is Seen.QUIET and (chosen.host, chosen.port) == (start.host, start.port):
        silent.append(start)
    walk.moot.extend(silent)


def _on_same_host(walk: _Walk, start: Endpoint, what: Seen) -> Iterator[Endpoint]:
    """Everything worth trying on the configured host, asked at once: other securities, other ports, other protocol."""
    fact = walk.fact(start)
    if fact is not None and fact.connected and what is not Seen.OTHER_MAIL:
        for security in other_securities(start):
            yield _asked(walk, replace(start, security=security))
    for port, security in _by_edits(walk.side, start.protocol, ports.PAIRS[start.protocol]):
        if port != start.port:
            yield _asked(walk, Endpoint(start.host, port, start.protocol, security))
    other = ports.other_mail(start.protocol)
    if other is None:
        return
    if what is Seen.OTHER_MAIL and fact is not None and fact.speaks == other.value:
        for security in (start.security, *other_securities(start)):
            yield _asked(walk, Endpoint(start.host, start.port, other, security))
    for port, security in _by_edits(walk.side, other, ports.PAIRS[other]):
        if port != start.port:
            yield _asked(walk, Endpoint(start.host, port, other, security))


def _asked(walk: _Walk, endpoint: Endpoint) -> Endpoint:
    walk.reach(endpoint)
    return endpoint


def _by_edits(side: Side, protocol: Protocol, pairs: tuple[tuple[int, Security], ...]) -> list[tuple[int, Security]]:
    """Pairs in order of how many configured boxes they change; ties as a mail client's maker would advise."""

    def cost(pair: tuple[int, Security]) -> tuple[int, bool]:
        port, security = pair
        edits = (side.port not in (None, port)) + (side.security not in (None, security))
        # Ties: who did not ask for TLS from the first byte is sent to 587, as every provider's page does.
        prefers_starttls = protocol is Protocol.SMTP and side.security is not Security.TLS
        return edits, prefers_starttls and port != 587

    return sorted(pairs, key=cost)


def _host_in_doubt(walk: _Walk, start: Endpoint, what: Seen | None, same_host: list[Endpoint]) -> bool:
    """True where no port of the host speaks the protocol, as far as is known, and none is still being tried."""
    if what is None:
        return True
    states = [what, *(walk.look(e) for e in same_host if e.protocol is start.protocol)]
    return not any(good(state) or state is Seen.WAITING for state in states)


def _elsewhere(walk: _Walk, start: Endpoint) -> list[Endpoint]:
    """The same protocol on other hosts: spelt almost alike first, then in order of trust."""
    walk.ask(*places.discovery_lookups(walk.case, walk.side))
    if not places.discovery_done(walk.case, walk.side, walk.evidence):
        walk.waiting = True
    found = places.proposals(walk.case, walk.side, walk.evidence)
    ordered = sorted(found, key=lambda p: places.distance(start.host, p.host) > 2)
    endpoints: dict[Endpoint, None] = {}
    for proposal in ordered:
        if proposal.protocol not in (None, start.protocol):
            continue
        same = (start.port, start.security)
        pairs: list[tuple[int, Security]] = list(ports.PAIRS[start.protocol])
        if start.port != 25:
            pairs.insert(0, same)
        if proposal.port is not None and proposal.security is not None:
            pairs.append((proposal.port, proposal.security))
        for port, security in _by_edits(walk.side, start.protocol, tuple(dict.fromkeys(pairs))):
            if security is not Security.NONE:
                endpoints[_asked(walk, Endpoint(proposal.host, port, start.protocol, security))] = None
    return list(endpoints)


def _first_good(walk: _Walk, group: list[Endpoint]) -> Endpoint | None:
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


def _may_answer(walk: _Walk, endpoint: Endpoint) -> bool:
    known = places.addresses(walk.case, walk.evidence, endpoint.host)
    mapped = places.mapping_of(walk.case, endpoint.host, endpoint.port) is not None
    return mapped or known is None or bool(known)


_WHAT_AT_PORT = {
    Seen.REFUSED: Break.PORT_REFUSED,
    Seen.NOT_MAIL: Break.PORT_NOT_MAIL,
    Seen.OTHER_MAIL: Break.OTHER_PROTOCOL,
    Seen.OTHER_SECURITY: Break.SECURITY,
    Seen.REJECTS: Break.SERVICE_REFUSES,
    Seen.DEFERS: Break.SERVICE_REFUSES,
    Seen.TLS_TROUBLE: Break.TLS_REFUSED,
    Seen.BROKEN: Break.SERVICE_BROKEN,
}


def _named(
    walk: _Walk, start: Endpoint, what: Seen | None, chosen: Endpoint | None, groups: list[list[Endpoint]]
) -> Step:
    """The step, named by what is seen at the configured host and port (contract, "Which field is named")."""
    asked: tuple[Probe, ...] = (
        *places.lookups(start.host),
        start,
        *(e for group in groups for e in group if e.host == start.host),
    )
    ties = tuple(_ties(walk, start, chosen, groups)) if chosen is not None else ()
    if what is None:
        return Step(Break.NO_SUCH_HOST, Link.ADDRESS, start, chosen, ties, asked)
    if chosen is not None and chosen.host != start.host:
        return Step(Break.HOST_DEAD, Link.CONNECT, start, chosen, ties, asked)
    if chosen is not None and chosen.port == start.port and chosen.protocol is start.protocol:
        return Step(Break.SECURITY, Link.GREETING, start, chosen, ties, asked)
    if chosen is not None and chosen.protocol is not start.protocol and what is Seen.OTHER_MAIL:
        return Step(Break.PROTOCOL_NOT_OFFERED, Link.GREETING, start, chosen, ties, asked)
    standard = start.port in ports.STANDARD[start.protocol]
    if what in (Seen.DROPPED, Seen.QUIET, Seen.CUT_OFF) and (chosen is not None or _host_alive(walk, start, groups)):
        kind = Break.PORT_DROPPED if standard else Break.PORT_SILENT
        return Step(kind, Link.CONNECT, start, chosen, ties, asked)
    if what in (Seen.DROPPED, Seen.CUT_OFF):
        return Step(Break.HOST_DEAD, Link.CONNECT, start, None, (), asked)
    if what is Seen.MUTE:
        kind = Break.SERVICE_BROKEN if standard or chosen is None else Break.PORT_SILENT
        return Step(kind, Link.GREETING, start, chosen, ties, asked)
    if chosen is not None and chosen.protocol is not start.protocol and what is Seen.REFUSED:
        return Step(Break.PROTOCOL_NOT_OFFERED, Link.CONNECT, start, chosen, ties, asked)
    if what is Seen.TLS_TROUBLE and _only_old_tls(walk, start):
        return Step(Break.TLS_TOO_OLD, Link.GREETING, start, chosen, ties, asked)
    link = Link.CONNECT if what is Seen.REFUSED else Link.GREETING
    if what is Seen.REFUSED and chosen is None:
        return Step(Break.SERVICE_DOWN, link, start, None, (), asked)
    if what is Seen.BROKEN and (fact := walk.fact(start)) is not None and fact.trouble == "injection":
        return Step(Break.STARTTLS_BROKEN, link, start, None, (), asked)
    return Step(_WHAT_AT_PORT.get(what, Break.SERVICE_BROKEN), link, start, chosen, ties, asked)


def _host_alive(walk: _Walk, start: Endpoint, groups: list[list[Endpoint]]) -> bool:
    return any(
        answers(walk.look(e)) for group in groups for e in group if e.host == start.host and e.port != start.port
    )


def _only_old_tls(walk: _Walk, start: Endpoint) -> bool:
    fact = walk.evidence.get(replace(start, handshake=Handshake.LEGACY))
    return fact is not None and fact.tls_version in ("TLSv1", "TLSv1.1")


def edit_count(side: Side, endpoint: Endpoint) -> int:
    """How many configured boxes `endpoint` changes."""
    return (
        (side.typed.protocol not in (None, endpoint.protocol))
        + (side.host not in (None, endpoint.host))
        + (side.port not in (None, endpoint.port))
        + (side.security not in (None, endpoint.security))
    )


def _ties(walk: _Walk, start: Endpoint, chosen: Endpoint, groups: list[list[Endpoint]]) -> Iterator[Endpoint]:
    """Other endpoints that work and change as many boxes as the chosen one."""
    count = edit_count(walk.side, chosen)
    for group in groups:
        for endpoint in group:
            if endpoint != chosen and walk.look(endpoint) is Seen.READY and edit_count(walk.side, endpoint) == count:
                yield endpoint


def _sends_without_login(side: Side) -> bool:
    return side.auth is not None and not side.auth.logs_in


def _demanded(walk: _Walk, now: Endpoint) -> Endpoint:
    """A client that sends without a login, at a server that turned out to demand one: to where it can log in."""
    fact = walk.fact(now)
    demanded = any(
        isinstance(o.probe, Envelope) and o.probe.login is None and isinstance(o.fact, EnvelopeFact)
        and o.fact.final and (o.fact.needs_login or o.fact.needs_tls)
        for o in walk.evidence
    )  # fmt: skip
    if fact is None or walk.look(now) is not Seen.READY or not demanded:
        return now
    if fact.encrypted and offers.mechanisms(now.protocol, fact):
        return now
    candidates = [replace(now, security=Security.STARTTLS)] if now.port not in ports.IMPLICIT else []
    candidates += [
        Endpoint(now.host, port, now.protocol, security)
        for port, security in _by_edits(walk.side, now.protocol, ports.PAIRS[now.protocol])
        if port != now.port
    ]
    for candidate in candidates:
        if candidate != now:
            _asked(walk, candidate)
    fitting = [c for c in candidates if (c != now and walk.unfinished(walk.look(c))) or _takes_logins(walk, c)]
    chosen = _first_good(walk, fitting)
    if chosen is None:
        return now
    walk.steps.append(Step(Break.AUTH_NEEDED, Link.LOGIN, now, chosen, (), (now, *candidates)))
    return chosen


def _takes_logins(walk: _Walk, endpoint: Endpoint) -> bool:
    fact = walk.fact(endpoint)
    return fact is not None and fact.ready and fact.encrypted and bool(offers.mechanisms(endpoint.protocol, fact))


def _encrypt(walk: _Walk, now: Endpoint) -> Endpoint | None:
    """From a connection in clear to the encrypted pair of the same host, if there is one."""
    fact = walk.fact(now)
    if fact is None or not in_clear(fact):
        return now
    candidates = [replace(now, security=s) for s in (Security.STARTTLS,) if now.port not in ports.IMPLICIT]
    candidates += [
        Endpoint(now.host, port, now.protocol, security)
        for port, security in _by_edits(walk.side, now.protocol, ports.PAIRS[now.protocol])
        if port != now.port
    ]
    for candidate in candidates:
        _asked(walk, candidate)
    chosen = _first_good(walk, candidates)
    if chosen is None and walk.waiting:
        return now
    asked = (now, *candidates)
    if chosen is None:
        walk.steps.append(Step(Break.PLAINTEXT_ONLY, Link.CAPABILITIES, now, None, (), asked))
        return now
    if now.security in (Security.NONE, Security.AUTO):
        refused = offers.refuses_plain(now.protocol, fact)
        what = Break.PLAIN_REFUSED if refused else Break.UNENCRYPTED
        ties = tuple(_ties(walk, now, chosen, [candidates]))
        walk.steps.append(Step(what, Link.CAPABILITIES, now, chosen, ties, asked))
    return chosen


def _right_name(walk: _Walk, now: Endpoint, blamed: bool) -> Endpoint:
    """From a host whose certificate carries other names to one of these names, if it leads to the same server."""
    fact = walk.fact(now)
    if fact is None or fact.outcome is not Outcome.UNTRUSTED or not only_the_name(fact):
        return now
    here = places.addresses(walk.case, walk.evidence, now.host) or ()
    names = [n for n in fact.chain[0].names if not n.startswith("*") and places.is_host(n)][:_MOST_NAMES]
    known = [p.host for p in places.proposals(walk.case, walk.side, walk.evidence)]
    names += [n for n in known if n not in names and name_fits(fact.chain[0].names, (), n)]
    candidates = []
    for name in names:
        walk.ask(*places.lookups(name))
        there = places.addresses(walk.case, walk.evidence, name)
        if there is None:
            walk.waiting = True
        elif set(there) & set(here):
            candidates.append(_asked(walk, replace(now, host=name)))
    chosen = None if walk.waiting else _first_good(walk, candidates)
    if chosen is not None and walk.look(chosen) is not Seen.READY:
        chosen = None
    if chosen is None and walk.waiting:
        return now
    if blamed:
        ties = tuple(e for e in candidates if e != chosen and walk.look(e) is Seen.READY)
        asked: tuple[Probe, ...] = (now, *(Lookup(name, HOST) for name in names), *candidates)
        walk.steps.append(Step(Break.CERTIFICATE_NAME, Link.CERTIFICATE, now, chosen, ties, asked))
    return chosen or now


def _with_login(walk: _Walk, now: Endpoint) -> Endpoint:
    """From a port that offers no login at all (a port for other servers) to one of the same host that does."""
    fact, side = walk.fact(now), walk.side
    if fact is None or walk.look(now) is not Seen.READY or not fact.encrypted or now.protocol is not Protocol.SMTP:
        return now
    if (side.auth is not None and not side.auth.logs_in) or offers.mechanisms(now.protocol, fact):
        return now
    candidates = [
        _asked(walk, Endpoint(now.host, port, now.protocol, security))
        for port, security in _by_edits(side, now.protocol, ports.PAIRS[now.protocol])
        if port != now.port
    ]
    chosen = _first_good(walk, candidates)
    if chosen is None:
        return now
    there = walk.fact(chosen)
    if there is None or not offers.mechanisms(chosen.protocol, there):
        return now
    walk.steps.append(Step(Break.AUTH_NOT_OFFERED, Link.CAPABILITIES, now, chosen, (), (now, *candidates)))
    return chosen


def _open(walk: _Walk) -> Endpoint | None:
    """Nothing is configured: the best endpoint that any source proposes."""
    side = walk.side
    walk.ask(*places.discovery_lookups(walk.case, side))
    if not places.discovery_done(walk.case, side, walk.evidence):
        walk.waiting = True
    candidates: dict[Endpoint, None] = {}
    for protocol in side.protocols:
        for proposal in places.proposals(walk.case, side, walk.evidence):
            if proposal.protocol not in (None, protocol):
                continue
            given = (side.port or proposal.port, side.security or proposal.security)
            for port, security in ports.pairs(protocol, *given):
                if security is not Security.NONE and port != 25:
                    candidates[Endpoint(proposal.host, port, protocol, security)] = None
    order = list(candidates)
    states = [walk.reach(endpoint) for endpoint in order]
    if walk.waiting:
        return None
    best = _best(walk, order)
    if best is not None:
        if any(walk.unfinished(w) for w in states[: order.index(best)]):
            walk.waiting = True
        return best
    if any(walk.unfinished(w) for w in states):
        walk.waiting = True
    return None


def _best(walk: _Walk, order: list[Endpoint]) -> Endpoint | None:
    """Ready and offering a login, else ready, else at least speaking the protocol."""
    ready = [e for e in order if walk.look(e) is Seen.READY]
    for endpoint in ready:
        fact = walk.fact(endpoint)
        if fact is not None and fact.encrypted and offers.mechanisms(endpoint.protocol, fact):
            return endpoint
    named = [e for e in order if (f := walk.fact(e)) is not None and only_the_name(f)]
    return next(iter(ready), None) or next(iter(named), None) or next((e for e in order if good(walk.look(e))), None)
