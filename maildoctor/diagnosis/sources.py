"""Every source of settings that was asked, what it proposes, and whether the servers agree: for the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from maildoctor.diagnosis import places, ports
from maildoctor.diagnosis.seen import good, only_the_name, seen
from maildoctor.diagnosis.side import side_of
from maildoctor.discovery import questions
from maildoctor.discovery.proposals import Proposal, proposed
from maildoctor.discovery.recognition import recognised
from maildoctor.model.case import Case
from maildoctor.model.contrast import EditValue
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import FetchFact, LookupFact, Outcome
from maildoctor.model.probe import HOST, Endpoint, Fetch, Lookup
from maildoctor.model.report import Source
from maildoctor.model.settings import Direction, Protocol, Security

_DOCUMENTS = ("autoconfig", "autodiscover", "mx-autoconfig", "ispdb")


def sources(case: Case, evidence: Evidence) -> tuple[Source, ...]:
    """The sources asked, in order of trust."""
    rows = [*_documents(case, evidence), *_knowledge(case, evidence), *_records(case, evidence)]
    rows += _certificates(evidence)
    for direction in case.sides:
        rows += _guesses(case, direction, evidence)
    return tuple(sorted(rows, key=lambda row: questions.ORDER.index(row.source)))


def _documents(case: Case, evidence: Evidence) -> Iterator[Source]:
    asked: dict[str, tuple[Fetch, ...]] = {
        "autoconfig": questions.autoconfig(case),
        "autodiscover": questions.autodiscover(case),
    }
    if any(isinstance(o.probe, Fetch) and o.probe.within != case.domain for o in evidence):
        asked["mx-autoconfig"] = questions.of_the_exchangers(case, evidence)
        asked["ispdb"] = questions.ispdb(case, evidence)
    for source in _DOCUMENTS:
        for probe in asked.get(source, ()):
            fact = evidence.get(probe)
            if fact is None or not fact.final:
                continue
            url = probe.url.partition("?")[0]
            mine = [p for p in proposed(case, tuple(Protocol), evidence) if p.source == source and p.asked == url]
            yield _row(source, url, _outcome(fact), mine, evidence)


def _outcome(fact: FetchFact) -> str:
    """The outcome in the words of the report."""
    if fact.outcome is Outcome.ANSWERED and not fact.trouble:
        return "answered"
    if fact.trouble in ("no-such-name", "no-such-address") or fact.status in (404, 410):
        return "absent"
    if fact.outcome in (Outcome.SILENT, Outcome.CUT_OFF):
        return "timeout"
    if fact.outcome in (Outcome.REFUSED, Outcome.REJECTED, Outcome.BLOCKED, Outcome.UNREACHABLE):
        return "refused"
    return "broken"


def _knowledge(case: Case, evidence: Evidence) -> Iterator[Source]:
    for found in recognised(case, evidence):
        mine = [p for p in proposed(case, tuple(Protocol), evidence) if p.source == "provider"]
        mine = [p for p in mine if p.asked == found.provider.id]
        yield _row("provider", f"{found.provider.id} ({found.by} {found.name})", "answered", mine, evidence)


def _records(case: Case, evidence: Evidence) -> Iterator[Source]:
    for question in questions.services(case, tuple(Protocol)):
        fact = evidence.get(question)
        if fact is None or not fact.final:
            continue
        mine = [p for p in proposed(case, tuple(Protocol), evidence) if p.asked == f"SRV {question.name}"]
        yield _row("srv", f"SRV {question.name}", _answer(fact), mine, evidence)


def _answer(fact: LookupFact) -> str:
    if fact.values:
        return "answered"
    return "absent" if fact.absent else "timeout" if fact.outcome is Outcome.SILENT else "broken"


def _certificates(evidence: Evidence) -> Iterator[Source]:
    """Names on a certificate of another name that were tried in its place."""
    for endpoint, fact in evidence.endpoints():
        if not only_the_name(fact):
            continue
        for name in fact.chain[0].names:
            other = evidence.get(replace(endpoint, host=name))
            if other is not None and other.final:
                asked = Proposal("certificate", name, endpoint.protocol, endpoint.port, endpoint.security)
                yield _row("certificate", endpoint.target, "answered", [asked], evidence)


def _guesses(case: Case, direction: Direction, evidence: Evidence) -> Iterator[Source]:
    """What was tried without any source: only where the search had to look for hosts at all."""
    if not any(evidence.get(Lookup(f"{g}.{case.domain}", HOST)) for g in questions.GUESSES[direction]):
        return
    side = side_of(case, direction)
    for proposal in places.proposals(case, side, evidence):
        if proposal.source in ("mx-host", "guess"):
            yield _row(proposal.source, proposal.asked, "answered", [proposal], evidence, side.protocols[0])


def _row(
    source: str,
    asked: str,
    outcome: str,
    proposals: list[Proposal],
    evidence: Evidence,
    protocol: Protocol | None = None,
) -> Source:
    shown: dict[Direction, dict[str, EditValue]] = {}
    states: list[bool] = []
    for proposal in proposals:
        speaks = proposal.protocol or protocol or Protocol.IMAP
        direction = Direction.OUTGOING if speaks is Protocol.SMTP else Direction.INCOMING
        tried = list(_tried(proposal, speaks, evidence))
        states += [any(ok for _, ok in tried)] if tried else []
        if direction not in shown:
            shown[direction] = _settings(proposal, speaks, tried)
    live = "not-tried" if not states else "agrees" if all(states) else "contradicts"
    return Source(source, asked, outcome, shown.get(Direction.INCOMING), shown.get(Direction.OUTGOING), live)


def _settings(proposal: Proposal, protocol: Protocol, tried: list[tuple[Endpoint, bool]]) -> dict[str, EditValue]:
    """What is proposed; where the source names no port, the one that works."""
    settings: dict[str, EditValue] = {"protocol": protocol.value, "host": proposal.host}
    working = next((e for e, ok in tried if ok), tried[0][0] if tried else None)
    port = proposal.port or (working.port if working is not None else None)
    security = proposal.security or (working.security if working is not None else None)
    if port is not None:
        settings |= {"port": port, "security": security.value if security is not None else None}
    if proposal.username is not None:
        settings["username"] = proposal.username
    return settings


def _tried(proposal: Proposal, protocol: Protocol, evidence: Evidence) -> Iterator[tuple[Endpoint, bool]]:
    pairs: tuple[tuple[int, Security], ...] = ports.PAIRS[protocol]
    if proposal.port is not None and proposal.security is not None:
        pairs = ((proposal.port, proposal.security),)
    for port, security in pairs:
        endpoint = Endpoint(proposal.host, port, protocol, security)
        fact = evidence.get(endpoint)
        if fact is not None and fact.final:
            yield endpoint, good(seen(endpoint, fact))
