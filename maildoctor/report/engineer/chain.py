"""The chain with its times: every question of a direction in the order in which it was put, as a waterfall."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.model.evidence import Observation
from maildoctor.model.fact import EndpointFact
from maildoctor.model.probe import Endpoint, Envelope, Fetch, Login, Lookup, Mailbox, Probe
from maildoctor.model.report import Report
from maildoctor.model.settings import Direction, Protocol
from maildoctor.report.engineer.blocks import Bar, Block, Cell, Code, Folded, Grid, Paragraph, Refs
from maildoctor.report.engineer.seen import asked
from maildoctor.report.engineer.words import kind_word, outcome_state
from maildoctor.report.voice import Voice

_EXCHANGE_PORT = 25
_TITLE = {Direction.INCOMING: ("受信", "Incoming"), Direction.OUTGOING: ("送信", "Outgoing")}
_OF_A_HOST = ("HOST", "A", "AAAA")


def chain(report: Report, voice: Voice) -> tuple[Block, ...]:
    """A waterfall for each direction, then those of the domain and of documents, folded in."""
    blocks: list[Block] = []
    told: set[str] = set()
    for direction in report.case.sides:
        steps = list(_of_direction(report, direction))
        told.update(o.id for o in steps)
        if steps:
            blocks += [Paragraph(voice.pick(*_TITLE[direction])), _grid(direction.value, steps, report, voice)]
    rest = [o for o in report.evidence if o.id not in told and isinstance(o.probe, Lookup | Endpoint | Fetch)]
    documents = [o for o in rest if isinstance(o.probe, Fetch)]
    others = [o for o in rest if not isinstance(o.probe, Fetch)]
    for name, steps, title in (
        ("domain", others, voice.pick("DNS、宛先のサーバー、比べた相手", "DNS, exchangers, servers compared with")),
        ("documents", documents, voice.pick("取りに行った文書", "Documents asked for")),
    ):
        if steps:
            count = voice.pick(f"{len(steps)} 件", f"{len(steps)} questions")
            blocks.append(Folded((title, count), (_grid(name, steps, report, voice),)))
    return tuple(blocks)


def endpoint_of(probe: Probe) -> Endpoint | None:
    """The server and port that a probe speaks to, None where it speaks to none."""
    if isinstance(probe, Endpoint):
        return probe
    if isinstance(probe, Login | Envelope):
        return probe.endpoint
    return probe.login.endpoint if isinstance(probe, Mailbox) else None


def direction_of(report: Report, endpoint: Endpoint) -> Direction | None:
    """Whose chain a server belongs to. Port 25 is for exchangers, unless it stands in the customer's settings."""
    if endpoint.protocol is not Protocol.SMTP:
        return Direction.INCOMING
    outgoing = report.case.settings.outgoing
    meant = endpoint.port != _EXCHANGE_PORT or outgoing.port == _EXCHANGE_PORT
    return Direction.OUTGOING if meant and endpoint.host in _hosts(report, Direction.OUTGOING) else None


def _hosts(report: Report, direction: Direction) -> set[str]:
    """The hosts of one direction: as set, as recommended, as examined, and those of the mail servers tried beside."""
    side = report.contrasts.sides.get(direction)
    found = {(report.case.settings.side(direction).host or "").lower()}
    if side is not None:
        found |= {s.host for s in (side.recommended, side.target) if s is not None and hasattr(s, "host")}
    protocols = {Protocol.SMTP} if direction is Direction.OUTGOING else {Protocol.IMAP, Protocol.POP3}
    found |= {
        probe.host
        for probe, _ in report.evidence.endpoints()
        if probe.protocol in protocols and probe.port != _EXCHANGE_PORT
    }
    return found - {""}


def _of_direction(report: Report, direction: Direction) -> Iterator[Observation]:
    hosts = _hosts(report, direction)
    for observation in sorted(report.evidence, key=lambda o: (o.start_ms, len(o.id), o.id)):
        probe, endpoint = observation.probe, endpoint_of(observation.probe)
        if isinstance(probe, Lookup):
            if probe.name in hosts and probe.type in _OF_A_HOST:
                yield observation
        elif endpoint is not None and direction_of(report, endpoint) is direction:
            yield observation


def _grid(name: str, steps: list[Observation], report: Report, voice: Voice) -> Grid:
    head = ["", voice.pick("したこと", "Step"), voice.pick("相手", "With"), voice.pick("結果", "Result")]
    if not report.stable:
        head += [voice.pick("始まり", "At"), voice.pick("時間", "Took"), _scale(report, voice)]
        head.append(voice.pick("そのうち", "Of which"))
    return Grid(f"chain {name}", tuple(head), tuple(_row(step, report, voice) for step in steps))


def _scale(report: Report, voice: Voice) -> str:
    return voice.pick(f"0 から {report.elapsed_ms:,} ms", f"0 to {report.elapsed_ms:,} ms")


def _row(step: Observation, report: Report, voice: Voice) -> tuple[Cell, ...]:
    state = outcome_state(step, voice)
    cells: tuple[Cell, ...] = (Refs((step.id,)), kind_word(step, voice), Code(asked(step, voice)), state)
    if report.stable:
        return cells
    whole = max(report.elapsed_ms, step.start_ms + step.elapsed_ms, 1)
    bar = Bar(step.start_ms, step.elapsed_ms, whole, state.tone)
    parts = voice.pick("、", ", ").join(_parts(step, voice))
    return (*cells, f"{step.start_ms:,} ms", f"{step.elapsed_ms:,} ms", bar, parts)


def _parts(step: Observation, voice: Voice) -> Iterator[str]:
    """What was measured inside a conversation. On a port that begins with TLS the greeting includes the handshake."""
    fact = step.fact
    if not isinstance(fact, EndpointFact):
        return
    dial = next((d for d in fact.dials if d.address == fact.address and d.elapsed_ms is not None), None)
    if dial is not None:
        yield f"TCP {dial.elapsed_ms:,} ms"
    if fact.greeted_ms is not None:
        yield voice.pick(f"あいさつまで {fact.greeted_ms:,} ms", f"greeting {fact.greeted_ms:,} ms")
