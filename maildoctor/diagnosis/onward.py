"""The links behind greeting and TLS: encryption, the name on the certificate, and a port that takes logins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from maildoctor.diagnosis import offers, places, ports
from maildoctor.diagnosis.attempts import login_demanded
from maildoctor.diagnosis.seen import (
    Seen,
    in_clear,
    only_the_name,
)
from maildoctor.diagnosis.side import Side
from maildoctor.diagnosis.strangers import Move, move_from, where_mail_arrives
from maildoctor.diagnosis.way import Explorer, Route, Step, ask_for, by_edits, first_good, ties_with
from maildoctor.model.contrast import Break
from maildoctor.model.fact import Outcome
from maildoctor.model.field import Link
from maildoctor.model.probe import HOST, Endpoint, Lookup, Probe
from maildoctor.model.settings import Protocol, Security
from maildoctor.wire.certificate_name import name_fits

_MOST_NAMES = 5


def sends_without_login(side: Side) -> bool:
    """True where the client is set not to authenticate when it sends."""
    return side.auth is not None and not side.auth.logs_in


def where_logins_are_taken(walk: Explorer, now: Endpoint) -> Endpoint:
    """A client that sends without a login, at a server that turned out to demand one: to where it can log in."""
    fact = walk.fact(now)
    if fact is None or walk.look(now) is not Seen.READY or not login_demanded(walk.evidence):
        return now
    if fact.encrypted and offers.mechanisms(now.protocol, fact):
        return now
    candidates = [replace(now, security=Security.STARTTLS)] if now.port not in ports.IMPLICIT else []
    candidates += [
        Endpoint(now.host, port, now.protocol, security)
        for port, security in by_edits(walk, now.host, now.protocol, ports.PAIRS[now.protocol])
        if port != now.port
    ]
    for candidate in candidates:
        if candidate != now:
            ask_for(walk, candidate)
    fitting = [c for c in candidates if (c != now and walk.unfinished(walk.look(c))) or _takes_logins(walk, c)]
    chosen = first_good(walk, fitting)
    if chosen is None:
        return now
    walk.steps.append(Step(Break.AUTH_NEEDED, Link.LOGIN, now, chosen, (), (now, *candidates)))
    return chosen


def _takes_logins(walk: Explorer, endpoint: Endpoint) -> bool:
    fact = walk.fact(endpoint)
    return fact is not None and fact.ready and fact.encrypted and bool(offers.mechanisms(endpoint.protocol, fact))


def encrypted(walk: Explorer, now: Endpoint) -> Endpoint | None:
    """From a connection in clear to the encrypted pair of the same host, if there is one."""
    fact = walk.fact(now)
    if fact is None or not in_clear(fact):
        return now
    candidates = [replace(now, security=s) for s in (Security.STARTTLS,) if now.port not in ports.IMPLICIT]
    candidates += [
        Endpoint(now.host, port, now.protocol, security)
        for port, security in by_edits(walk, now.host, now.protocol, ports.PAIRS[now.protocol])
        if port != now.port
    ]
    for candidate in candidates:
        ask_for(walk, candidate)
    chosen = first_good(walk, candidates)
    if chosen is None and walk.waiting:
        return now
    asked = (now, *candidates)
    if chosen is None:
        walk.steps.append(Step(Break.PLAINTEXT_ONLY, Link.CAPABILITIES, now, None, (), asked))
        return now
    if now.security in (Security.NONE, Security.AUTO):
        refused = offers.refuses_plain(now.protocol, fact)
        what = Break.PLAIN_REFUSED if refused else Break.UNENCRYPTED
        ties = tuple(ties_with(walk, now, chosen, [candidates]))
        walk.steps.append(Step(what, Link.CAPABILITIES, now, chosen, ties, asked))
    return chosen


def under_its_right_name(walk: Explorer, now: Endpoint, blamed: bool, incoming: Callable[[], Route | None]) -> Endpoint:
    """From a host whose certificate carries other names to one of these names, if it leads to the same server.

    Where these are the names of a company that the domain's mail does not go to, none of them is proposed. `incoming`
    is the way of the other direction, None where this one is the incoming one or the only one.
    """
    fact = walk.fact(now)
    if fact is None or fact.outcome is not Outcome.UNTRUSTED or not only_the_name(fact):
        return now
    here = places.addresses(walk.case, walk.evidence, now.host) or ()
    shown = fact.chain[0]
    move = move_from(walk, now, shown.names, incoming)
    if move is not None:
        return _to_where_mail_arrives(walk, now, blamed, move)
    names = [n for n in shown.names if not n.startswith("*") and places.is_host(n)][:_MOST_NAMES]
    known = [p for p in places.proposals(walk.case, walk.side, walk.evidence) if name_fits(shown.names, (), p.host)]
    names += [p.host for p in known if p.host not in names]
    by_rule = {p.host for p in known if p.source == "provider" and not p.hint}
    candidates = []
    for name in names:
        walk.ask(*places.lookups(name))
        there = places.addresses(walk.case, walk.evidence, name)
        if there is None:
            walk.waiting = True
        elif set(there) & set(here):
            candidates.append(ask_for(walk, replace(now, host=name)))
        elif there and name in by_rule:
            # Another address, as the provider's rule has it: the same server if it shows the same certificate.
            elsewhere = ask_for(walk, replace(now, host=name))
            other = walk.fact(elsewhere)
            if other is None or not other.final or (other.chain and other.chain[0].sha256 == shown.sha256):
                candidates.append(elsewhere)
    chosen = None if walk.waiting else first_good(walk, candidates)
    if chosen is not None and walk.look(chosen) is not Seen.READY:
        chosen = None
    if chosen is None and walk.waiting:
        return now
    if blamed:
        ties = tuple(e for e in candidates if e != chosen and walk.look(e) is Seen.READY)
        asked: tuple[Probe, ...] = (now, *(Lookup(name, HOST) for name in names), *candidates)
        walk.steps.append(Step(Break.CERTIFICATE_NAME, Link.CERTIFICATE, now, chosen, ties, asked))
    return chosen or now


def _to_where_mail_arrives(walk: Explorer, now: Endpoint, blamed: bool, move: Move) -> Endpoint:
    """To the company that the domain moved to where that is clear and it answers; else no further."""
    candidates = where_mail_arrives(walk, now, move)
    chosen = None if walk.waiting else first_good(walk, candidates)
    if chosen is None and walk.waiting:
        return now
    if chosen is not None and walk.look(chosen) is not Seen.READY:
        chosen = None
    if chosen is not None:
        walk.moot.extend(e for e in candidates if walk.look(e) is Seen.QUIET)
    if blamed or chosen is None:
        asked = (now, *move.asked, *candidates)
        walk.steps.append(Step(Break.CERTIFICATE_STRANGER, Link.CERTIFICATE, now, chosen, (), asked, move.names))
    return chosen or now


def where_a_login_is_offered(walk: Explorer, now: Endpoint) -> Endpoint:
    """From a port that offers no login at all (a port for other servers) to one of the same host that does."""
    fact, side = walk.fact(now), walk.side
    if fact is None or walk.look(now) is not Seen.READY or not fact.encrypted or now.protocol is not Protocol.SMTP:
        return now
    if (side.auth is not None and not side.auth.logs_in) or offers.mechanisms(now.protocol, fact):
        return now
    candidates = [
        ask_for(walk, Endpoint(now.host, port, now.protocol, security))
        for port, security in by_edits(walk, now.host, now.protocol, ports.PAIRS[now.protocol])
        if port != now.port
    ]
    chosen = first_good(walk, candidates)
    if chosen is None:
        return now
    there = walk.fact(chosen)
    if there is None or not offers.mechanisms(chosen.protocol, there):
        return now
    walk.steps.append(Step(Break.AUTH_NOT_OFFERED, Link.CAPABILITIES, now, chosen, (), (now, *candidates)))
    return chosen
