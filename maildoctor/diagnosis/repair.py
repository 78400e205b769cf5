"""From the configured endpoint to one where greeting and TLS hold: keep what answers, change few boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from maildoctor.diagnosis import places, ports
from maildoctor.diagnosis.line import turned_away_everywhere
from maildoctor.diagnosis.seen import (
    Seen,
    answers,
    doubtful,
    good,
    masked,
    other_securities,
)
from maildoctor.diagnosis.way import Explorer, Step, ask_for, by_edits, first_good, ties_with
from maildoctor.model.contrast import Break
from maildoctor.model.field import Link
from maildoctor.model.probe import Endpoint, Handshake, Probe
from maildoctor.model.settings import Security


def repair(walk: Explorer, start: Endpoint) -> Endpoint | None:
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
        chosen = first_good(walk, group)
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


def _settle(walk: Explorer, start: Endpoint, chosen: Endpoint, groups: list[list[Endpoint]]) -> None:
    """What is still silent and can change nothing any more need not be waited for.

    A port that answers to TLS has told why it was silent without. Any other silence of the configured port has to last
    for the whole time limit before it counts.
    """
    silent = [e for group in groups for e in group if walk.look(e) is Seen.QUIET]
    if walk.look(start) is Seen.QUIET and (chosen.host, chosen.port) == (start.host, start.port):
        silent.append(start)
    walk.moot.extend(silent)


def _on_same_host(walk: Explorer, start: Endpoint, what: Seen) -> Iterator[Endpoint]:
    """Everything worth trying on the configured host, asked at once: other securities, other ports, other protocol."""
    fact = walk.fact(start)
    if fact is not None and fact.connected and what is not Seen.OTHER_MAIL:
        for security in other_securities(start):
            yield ask_for(walk, replace(start, security=security))
    for port, security in by_edits(walk, start.host, start.protocol, ports.PAIRS[start.protocol]):
        if port != start.port:
            yield ask_for(walk, Endpoint(start.host, port, start.protocol, security))
    other = ports.other_mail(start.protocol)
    if other is None:
        return
    if what is Seen.OTHER_MAIL and fact is not None and fact.speaks == other.value:
        for security in (start.security, *other_securities(start)):
            yield ask_for(walk, Endpoint(start.host, start.port, other, security))
    for port, security in by_edits(walk, start.host, other, ports.PAIRS[other]):
        if port != start.port:
            yield ask_for(walk, Endpoint(start.host, port, other, security))


def _host_in_doubt(walk: Explorer, start: Endpoint, what: Seen | None, same_host: list[Endpoint]) -> bool:
    """True where no port of the host speaks the protocol, as far as is known, and none is still being tried."""
    if what is None:
        return True
    states = [what, *(walk.look(e) for e in same_host if e.protocol is start.protocol)]
    return not any(good(state) or state is Seen.WAITING for state in states)


def _elsewhere(walk: Explorer, start: Endpoint) -> list[Endpoint]:
    """The same protocol on other hosts: spelt almost alike first, then in order of trust."""
    walk.ask(*places.discovery_lookups(walk.case, walk.side, walk.evidence))
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
        for port, security in by_edits(walk, proposal.host, start.protocol, tuple(dict.fromkeys(pairs))):
            if security is not Security.NONE:
                endpoints[ask_for(walk, Endpoint(proposal.host, port, start.protocol, security))] = None
    return list(endpoints)


NOTHING_ALLOWED = "NO_PROTOCOLS_AVAILABLE"
"""OpenSSL's word where its own settings leave no version that we may use: the server was not even asked."""

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
    walk: Explorer, start: Endpoint, what: Seen | None, chosen: Endpoint | None, groups: list[list[Endpoint]]
) -> Step:
    """The step, named by what is seen at the configured host and port (contract, "Which field is named")."""
    asked: tuple[Probe, ...] = (
        *places.lookups(start.host),
        start,
        *(e for group in groups for e in group if e.host == start.host),
    )
    ties = tuple(ties_with(walk, start, chosen, groups)) if chosen is not None else ()
    fact = walk.fact(start)
    if fact is not None and fact.trouble == "starttls-missing" and masked(fact):
        return Step(Break.STARTTLS_MASKED, Link.GREETING, start, chosen, ties, asked)
    if what is None:
        return Step(Break.NO_SUCH_HOST, Link.ADDRESS, start, chosen, ties, asked)
    if what is Seen.REFUSED and turned_away_everywhere(walk.evidence, start.port):
        return Step(Break.PORT_DROPPED, Link.CONNECT, start, chosen, ties, asked)
    if chosen is not None and chosen.host != start.host:
        return Step(Break.HOST_DEAD, Link.CONNECT, start, chosen, ties, asked)
    if chosen is not None and chosen.port == start.port and chosen.protocol is start.protocol:
        return Step(Break.SECURITY, Link.GREETING, start, chosen, ties, asked)
    if chosen is not None and chosen.protocol is not start.protocol and what is Seen.OTHER_MAIL:
        return Step(Break.PROTOCOL_NOT_OFFERED, Link.GREETING, start, chosen, ties, asked)
    standard = start.port in ports.STANDARD[start.protocol]
    if what in (Seen.DROPPED, Seen.QUIET, Seen.CUT_OFF) and (chosen is not None or _host_alive(walk, start)):
        kind = Break.PORT_DROPPED if standard else Break.PORT_SILENT
        return Step(kind, Link.CONNECT, start, chosen, ties, asked)
    if what in (Seen.DROPPED, Seen.CUT_OFF):
        return Step(Break.HOST_DEAD, Link.CONNECT, start, None, (), asked)
    if what is Seen.MUTE:
        kind = Break.SERVICE_BROKEN if standard or chosen is None else Break.PORT_SILENT
        return Step(kind, Link.GREETING, start, chosen, ties, asked)
    if chosen is not None and chosen.protocol is not start.protocol and what is Seen.REFUSED:
        return Step(Break.PROTOCOL_NOT_OFFERED, Link.CONNECT, start, chosen, ties, asked)
    if what is Seen.TLS_TROUBLE and fact is not None and fact.tls_error == NOTHING_ALLOWED:
        return Step(Break.TLS_OFF_HERE, Link.GREETING, start, None, (), asked)
    if what is Seen.TLS_TROUBLE and _only_old_tls(walk, start):
        return Step(Break.TLS_TOO_OLD, Link.GREETING, start, chosen, ties, asked)
    link = Link.CONNECT if what is Seen.REFUSED else Link.GREETING
    if what is Seen.REFUSED and chosen is None:
        return Step(Break.SERVICE_DOWN, link, start, None, (), asked)
    if what is Seen.BROKEN and fact is not None and fact.trouble == "injection":
        return Step(Break.STARTTLS_BROKEN, link, start, None, (), asked)
    return Step(_WHAT_AT_PORT.get(what, Break.SERVICE_BROKEN), link, start, chosen, ties, asked)


def _host_alive(walk: Explorer, start: Endpoint) -> bool:
    """True where the host answered on another port, for whatever it was asked: a refusal is an answer, too."""
    return any(
        answers(walk.look(e)) for e, _ in walk.evidence.endpoints() if e.host == start.host and e.port != start.port
    )


def _only_old_tls(walk: Explorer, start: Endpoint) -> bool:
    fact = walk.evidence.get(replace(start, handshake=Handshake.LEGACY))
    return fact is not None and fact.tls_version in ("TLSv1", "TLSv1.1")
