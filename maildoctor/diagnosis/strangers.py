"""A machine under the customer's name whose certificate is of another company than the domain's mail goes to.

Its names lead to a server that answers, and perhaps still lets the customer in; but new mail does not arrive there. So
none of them is proposed. Where SPF shows that the move is done, the company that gets the mail is; else nobody can
tell from outside which of the two is the new one. A filter or forwarder in front of the mailbox is no such company.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, replace

from maildoctor.diagnosis import places, ports
from maildoctor.diagnosis.way import Explorer, Route, ask_for, by_edits
from maildoctor.discovery import companies
from maildoctor.knowledge.provider import Provider
from maildoctor.model.contrast import Break
from maildoctor.model.probe import Endpoint, Lookup, Probe
from maildoctor.model.settings import Direction, Security
from maildoctor.wire.spf_terms import Mechanism, parse_record


@dataclass(frozen=True, slots=True)
class Move:
    """Two companies that have nothing to do with each other: mail goes to `ours`, the client is set to `theirs`.

    `done`: the list of senders (SPF) has the one and not the other, so it is clear which of them was left.
    """

    ours: tuple[Provider, ...]
    theirs: tuple[Provider, ...]
    done: bool
    asked: tuple[Probe, ...]

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Both companies, for the texts."""
        return (("mail", self.ours[0].id), ("client", self.theirs[0].id))


def move_from(
    walk: Explorer, now: Endpoint, names: tuple[str, ...], incoming: Callable[[], Route | None]
) -> Move | None:
    """The move of which `names`, on the certificate at `now`, tell; None where there is none, or none is known yet.

    Sending through another company's server is ordinary: the outgoing side only follows the incoming one. Sets
    `waiting` where an answer is still out that decides.
    """
    case, evidence = walk.case, walk.evidence
    shown = [companies.owners(case, evidence, "certificate", name.removeprefix("*.")) for name in names]
    theirs = tuple({p.id: p for found in shown for p in found}.values())
    if not theirs:
        return None
    mx, policy = Lookup(case.domain, "MX"), Lookup(case.domain, "TXT")
    if not _heard(walk, mx):
        return None
    hosts = companies.exchangers(case, evidence)
    owned = [_mailbox_company(walk, host) for host in hosts]
    if not owned or not all(companies.strangers(ours, theirs) for ours in owned):
        return None
    if walk.side.direction is Direction.OUTGOING and not _follows(walk, incoming()):
        return None
    if not _heard(walk, policy):
        return None
    here = frozenset(places.addresses(case, evidence, now.host) or ())
    for host in hosts:
        walk.ask(*places.lookups(host))
        there = places.addresses(case, evidence, host)
        if there is None or here & frozenset(there):
            walk.waiting = walk.waiting or there is None
            return None
    done = companies.sends_only_by(case, evidence, owned[0], theirs) and not _sends_from(walk, now.host, here)
    return Move(owned[0], theirs, done, (mx, policy))


def where_mail_arrives(walk: Explorer, now: Endpoint, move: Move) -> list[Endpoint]:
    """The endpoints of the company that gets the mail, as it documents them, then the exchangers; none while unclear.

    They are asked at once, those that change the fewest boxes first.
    """
    if not move.done:
        return []
    known = {p.id for p in move.ours}
    told = [
        p
        for p in places.proposals(walk.case, walk.side, walk.evidence)
        if p.protocol in (None, now.protocol)
        and (p.source == "mx-host" or (p.source == "provider" and not p.hint and p.asked in known))
    ]
    endpoints: dict[Endpoint, None] = {}
    for host in dict.fromkeys(p.host for p in told):
        pairs = [(p.port, p.security) for p in told if p.host == host and p.port is not None and p.security is not None]
        pairs = [(now.port, now.security), *pairs, *ports.PAIRS[now.protocol]]
        for port, security in by_edits(walk, host, now.protocol, tuple(dict.fromkeys(pairs))):
            if security is not Security.NONE:
                endpoints[ask_for(walk, replace(now, host=host, port=port, security=security))] = None
    return list(endpoints)


def _heard(walk: Explorer, *probes: Lookup) -> bool:
    """Ask, and say whether all have answered; the walk waits for them else."""
    walk.ask(*probes)
    facts = [walk.evidence.get(probe) for probe in probes]
    if all(fact is not None and fact.final for fact in facts):
        return True
    walk.waiting = True
    return False


def _mailbox_company(walk: Explorer, host: str) -> tuple[Provider, ...]:
    """The company of an exchanger, unless it may be a gateway of theirs in front of somebody else's mailboxes.

    It is none where the company's servers are known, or where its mailboxes are read at names like the exchanger's.
    """
    owners = companies.owners(walk.case, walk.evidence, "mx", host)
    read_there = {p.id for p in companies.owners(walk.case, walk.evidence, "host", host)}
    return owners if all(p.servers or p.id in read_there for p in owners) else ()


def _follows(walk: Explorer, incoming: Route | None) -> bool:
    """True where the incoming side is at the company that was left, too."""
    if incoming is None:
        return False
    if any(step.what is Break.CERTIFICATE_STRANGER for step in incoming.steps):
        return True
    if not incoming.settled:
        walk.waiting = True
    return False


def _sends_from(walk: Explorer, host: str, addresses: frozenset[str]) -> bool:
    """True where the list of senders has this very machine, by name or by address: its company is not left altogether.

    RFC 7208 sections 5.3 to 5.6. What stands behind an `include` is the company's, and told by its name.
    """
    terms = [t for record in companies.sender_policy(walk.case, walk.evidence) for t in parse_record(record).terms]
    for term in terms:
        if isinstance(term, Mechanism):
            if term.domain is not None and term.domain.lower().rstrip(".") == host:
                return True
            if term.network is not None and any(ipaddress.ip_address(a) in term.network for a in addresses):
                return True
    return False
