"""Mail servers elsewhere that the user gave to compare with: which they are, what to ask them, and what they showed.

A judge reads no options: a control is an endpoint on a host that has nothing to do with the account.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    HOST,
    Case,
    Direction,
    Endpoint,
    EndpointFact,
    Evidence,
    Fault,
    Lookup,
    Outcome,
    Probe,
    Protocol,
    Security,
    dialable,
    is_address,
    lookups,
    mapping_of,
    proposed,
    side_of,
)

from . import _mx, _place

Seen = tuple[tuple[Endpoint, EndpointFact], ...]

PORTS = (25, 587, 993)
"""What a control is asked for where no port was given."""
_SPOKEN = {
    25: (Protocol.SMTP, Security.STARTTLS),
    110: (Protocol.POP3, Security.STARTTLS),
    143: (Protocol.IMAP, Security.STARTTLS),
    465: (Protocol.SMTP, Security.TLS),
    587: (Protocol.SMTP, Security.STARTTLS),
    993: (Protocol.IMAP, Security.TLS),
    995: (Protocol.POP3, Security.TLS),
    2525: (Protocol.SMTP, Security.STARTTLS),
}
_SILENT = (Outcome.SILENT, Outcome.BLOCKED)


def endpoints(control: str) -> Iterator[Endpoint]:
    """What to ask of "host" or "host:port"."""
    host, _, port = control.partition(":")
    for number in (int(port),) if port else PORTS:
        if number in _SPOKEN:
            yield Endpoint(host, number, *_SPOKEN[number])


def questions(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The controls that were given and have nothing to do with the account: their names, then their ports."""
    kin = _kin(case, evidence)
    for control in case.options.controls:
        host = control.partition(":")[0]
        if _place.base(host) in kin:
            continue
        yield from lookups(host)
        known = evidence.get(Lookup(host, HOST))
        there = known is not None and known.final and any(dialable(value) for value in known.values)
        for endpoint in endpoints(control):
            if there or mapping_of(case, host, endpoint.port) is not None:
                yield endpoint


def seen(case: Case, evidence: Evidence) -> Seen:
    """What the controls showed, as far as their story is at its end."""
    kin = _kin(case, evidence)
    return tuple(
        (e, fact) for e, fact in _place.told(evidence) if not is_address(e.host) and _place.base(e.host) not in kin
    )


def _kin(case: Case, evidence: Evidence) -> frozenset[str]:
    """The owners of all hosts that the account has to do with, as the last labels of their names.

    A name on the certificate of such a host belongs to it as well: the search tries these names.
    """
    hosts = {case.domain, *(e.host for e in _mx.exchangers(case, evidence))}
    hosts |= {host for direction in Direction if (host := side_of(case, direction).host)}
    hosts |= {proposal.host for proposal in proposed(case, tuple(Protocol), evidence)}
    kin = {_place.base(host) for host in hosts if not is_address(host)}
    for endpoint, fact in evidence.endpoints():
        if fact.chain and (endpoint.host in hosts or _place.base(endpoint.host) in kin):
            kin |= {_place.base(name.removeprefix("*.")) for name in fact.chain[0].names}
    return frozenset(kin)


def is_silent(fact: EndpointFact) -> bool:
    """True where not even a connection came, and nobody refused it."""
    return fact.final and not fact.connected and fact.outcome in _SILENT


def silent_exchangers(case: Case, evidence: Evidence) -> tuple[Endpoint, ...]:
    """Port 25 of the exchangers, where every one of them is silent; empty where one is not, or is still open."""
    mine = {e.host for e in _mx.exchangers(case, evidence)}
    found = [(e, fact) for e, fact in evidence.endpoints() if e.port == 25 and e.host in mine]
    return tuple(e for e, _ in found) if all(is_silent(fact) for _, fact in found) else ()


def refused_at_25(case: Case, evidence: Evidence) -> tuple[Endpoint, ...]:
    """Port 25 of the exchangers and of the customer's client, where it is turned away: a line may do that, too."""
    mine = {e.host for e in _mx.exchangers(case, evidence)} | {side_of(case, d).host for d in case.sides}
    found = [(e, fact) for e, fact in evidence.endpoints() if e.port == 25 and e.host in mine]
    return tuple(e for e, _ in found) if found and all(is_refused(fact) for _, fact in found) else ()


def is_refused(fact: EndpointFact) -> bool:
    """True where the connection was turned away before it stood."""
    return fact.final and not fact.connected and fact.outcome in (Outcome.REFUSED, Outcome.RESET)


def silent_configured(case: Case, evidence: Evidence) -> tuple[Endpoint, ...]:
    """The ports in the customer's client that are silent; a host that is none of the account's own has no other."""
    set_to = {(side.host, side.port) for side in (side_of(case, direction) for direction in case.sides)}
    found = [(e, fact) for e, fact in evidence.endpoints() if (e.host, e.port) in set_to]
    by_target: dict[str, Endpoint] = {}
    for endpoint, fact in found:
        others = [f for e, f in found if e.target == endpoint.target]
        if is_silent(fact) and not any(f.connected for f in others):
            by_target.setdefault(endpoint.target, endpoint)
    return tuple(by_target.values())


def foreign_issuer(fact: EndpointFact) -> str | None:
    """The issuer in the certificate that nobody outside knows, None for an ordinary one or one signed by itself."""
    opened = _place.opened_by(fact)
    if opened is not None or not fact.chain:
        return opened
    leaf = fact.chain[0]
    return leaf.issuer if Fault.UNKNOWN_ROOT in fact.public and leaf.issuer != leaf.subject else None


def foreign(case: Case, evidence: Evidence) -> tuple[tuple[Endpoint, str], ...]:
    """The account's own endpoints with such an issuer."""
    strangers = {endpoint for endpoint, _ in seen(case, evidence)}
    return tuple(
        (endpoint, issuer)
        for endpoint, fact in _place.told(evidence)
        if endpoint not in strangers and (issuer := foreign_issuer(fact)) is not None
    )
