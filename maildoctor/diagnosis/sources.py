"""Every source of settings that was asked, what it proposes, and whether the servers agree: for the report."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.diagnosis import places, ports
from maildoctor.diagnosis.seen import good, seen
from maildoctor.diagnosis.side import side_of
from maildoctor.model.case import Case
from maildoctor.model.contrast import EditValue
from maildoctor.model.evidence import Evidence
from maildoctor.model.probe import Endpoint, Lookup
from maildoctor.model.report import Source
from maildoctor.model.settings import Direction, Protocol, Security

_ORDER = ("srv", "mx-host", "guess")


def sources(case: Case, evidence: Evidence) -> tuple[Source, ...]:
    """The sources asked, in order of trust."""
    rows = [row for direction in case.sides for row in _of_side(case, direction, evidence)]
    return tuple(sorted(rows, key=lambda row: _ORDER.index(row.source)))


def _of_side(case: Case, direction: Direction, evidence: Evidence) -> Iterator[Source]:
    side = side_of(case, direction)
    for protocol in side.protocols:
        for service, security in places.SERVICES[protocol]:
            question = Lookup(f"{service}.{case.domain}", "SRV")
            fact = evidence.get(question)
            if fact is None or not fact.final:
                continue
            found = [
                p
                for p in places.proposals(case, side, evidence)
                if p.source == "srv" and p.protocol is protocol and p.security is security
            ]
            outcome = "answered" if fact.values else "absent" if fact.absent else "timeout"
            first = found[0] if found else None
            yield _row("srv", f"SRV {question.name}", outcome, direction, case, evidence, first, protocol)
    asked_guesses = any(evidence.get(Lookup(f"{g}.{case.domain}", "HOST")) for g in places.GUESSES[direction])
    for proposal in places.proposals(case, side, evidence) if asked_guesses else ():
        if proposal.source in ("mx-host", "guess"):
            asked = f"MX {case.domain}" if proposal.source == "mx-host" else proposal.host
            protocol = side.protocols[0]
            yield _row(proposal.source, asked, "answered", direction, case, evidence, proposal, protocol)


def _row(
    source: str,
    asked: str,
    outcome: str,
    direction: Direction,
    case: Case,
    evidence: Evidence,
    proposal: places.Proposal | None,
    protocol: Protocol,
) -> Source:
    settings: dict[str, EditValue] | None = None
    live = "not-tried"
    if proposal is not None:
        tried = list(_tried(proposal, protocol, evidence))
        working = next((e for e, ok in tried if ok), None)
        live = "agrees" if working else "contradicts" if tried else "not-tried"
        shown = working or (tried[0][0] if tried else None)
        settings = {"protocol": protocol.value, "host": proposal.host}
        if shown is not None or proposal.port is not None:
            settings["port"] = shown.port if shown else proposal.port
            security = shown.security if shown else proposal.security
            settings["security"] = security.value if security else None
    incoming = settings if direction is Direction.INCOMING else None
    outgoing = settings if direction is Direction.OUTGOING else None
    return Source(source, asked, outcome, incoming, outgoing, live)


def _tried(proposal: places.Proposal, protocol: Protocol, evidence: Evidence) -> Iterator[tuple[Endpoint, bool]]:
    pairs: tuple[tuple[int, Security], ...] = ports.PAIRS[protocol]
    if proposal.port is not None and proposal.security is not None:
        pairs = ((proposal.port, proposal.security),)
    for port, security in pairs:
        endpoint = Endpoint(proposal.host, port, protocol, security)
        fact = evidence.get(endpoint)
        if fact is not None and fact.final:
            yield endpoint, good(seen(endpoint, fact))
