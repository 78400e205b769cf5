"""What was tried beside the settings as they are: servers, logins, sources, and what is not the cause."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.model.evidence import Observation
from maildoctor.model.fact import EndpointFact, LoginFact
from maildoctor.model.probe import Endpoint, Login
from maildoctor.model.report import Report
from maildoctor.report.engineer.blocks import Block, Cell, Code, Grid, Paragraph, Refs, State, Tone
from maildoctor.report.engineer.chain import direction_of
from maildoctor.report.engineer.seen import brief
from maildoctor.report.engineer.words import link_word, outcome_state, security_word
from maildoctor.report.voice import Voice
from maildoctor.report.words import direction_name, outcome_word, source_word


def tried(report: Report, voice: Voice) -> tuple[Block, ...]:
    """Tables of the servers, the logins and the sources; what is not there is left out."""
    blocks: list[Block] = []
    head: tuple[str, ...]
    servers = tuple(_servers(report, voice))
    if servers:
        head = (
            "", voice.pick("向き", "Direction"), voice.pick("プロトコル", "Protocol"), voice.pick("サーバー", "Server"),
            voice.pick("番号", "Port"), voice.pick("暗号化", "Encryption"), voice.pick("役割", "Role"),
            voice.pick("届いた所", "Reached"), voice.pick("結果", "Result"), voice.pick("見えたもの", "Seen"),
        )  # fmt: skip
        blocks.append(Grid("servers", head, servers))
    logins = tuple(_logins(report, voice))
    if logins:
        head = (
            "", voice.pick("サーバー", "Server"), voice.pick("ユーザー名", "User name"),
            voice.pick("認証", "Authentication"), voice.pick("結果", "Result"), voice.pick("返事", "Reply"),
        )  # fmt: skip
        blocks.append(Grid("logins", head, logins))
    innocent = list(dict.fromkeys(field for d in report.diagnoses for field in d.ruled_out))
    if innocent:
        names = voice.pick("、", ", ").join(voice.label(field.value) for field in innocent)
        blocks.append(Paragraph(voice.pick(f"原因ではないもの: {names}", f"Not the cause: {names}")))
    sources = tuple(_sources(report, voice))
    if sources:
        head = (
            voice.pick("設定の案内", "Source of settings"), voice.pick("聞いたこと", "Asked"),
            voice.pick("答え", "Answer"), voice.pick("受信", "Incoming"), voice.pick("送信", "Outgoing"),
            voice.pick("実際と", "Servers"),
        )  # fmt: skip
        blocks.append(Grid("sources", head, sources))
    return tuple(blocks)


def _servers(report: Report, voice: Voice) -> Iterator[tuple[Cell, ...]]:
    for observation in report.evidence:
        probe, fact = observation.probe, observation.fact
        if not isinstance(probe, Endpoint) or not isinstance(fact, EndpointFact):
            continue
        direction = direction_of(report, probe)
        if direction is None:
            continue
        security = security_word(probe.security, voice)
        legacy = " (TLS 1.0+)" if probe.handshake.value == "legacy" else ""
        yield (
            Refs((observation.id,)),
            direction_name(direction, voice),
            voice.value("protocol", probe.protocol.value),
            Code(probe.host),
            str(probe.port),
            security + legacy,
            voice.pick("、", ", ").join(_roles(report, probe, voice)),
            link_word(fact.reached, voice),
            outcome_state(observation, voice),
            Code(brief(observation)),
        )


def _roles(report: Report, probe: Endpoint, voice: Voice) -> Iterator[str]:
    """Whether these are the settings as they are, and whether they are the recommended ones."""
    for direction, side in report.contrasts.sides.items():
        if direction_of(report, probe) is not direction:
            continue
        given, best = report.case.settings.side(direction), side.recommended
        ours = (probe.protocol, probe.host, probe.port, probe.security)
        if (given.host or "").lower() == probe.host and (given.port, given.security) == (probe.port, probe.security):
            yield voice.pick("今の設定", "as configured")
        if best is not None and (best.protocol, best.host, best.port, best.security) == ours:
            yield voice.pick("勧める設定", "recommended")


def _logins(report: Report, voice: Voice) -> Iterator[tuple[Cell, ...]]:
    for observation in report.evidence:
        probe, fact = observation.probe, observation.fact
        if isinstance(probe, Login) and isinstance(fact, LoginFact):
            yield (
                Refs((observation.id,)),
                Code(probe.endpoint.target),
                Code(probe.username),
                fact.mechanism or voice.value("auth", probe.auth.value),
                _login_state(observation, fact, voice),
                Code(fact.reply),
            )


def _login_state(observation: Observation, fact: LoginFact, voice: Voice) -> State:
    state = outcome_state(observation, voice)
    if fact.refusal is None:
        return state
    return State(f"{state.word} ({fact.refusal.value})", state.tone)


_LIVE = {
    "agrees": ("合う", "agree", Tone.GOOD),
    "contradicts": ("合わない", "contradict", Tone.BAD),
    "not-tried": ("", "", Tone.QUIET),
}


def _sources(report: Report, voice: Voice) -> Iterator[tuple[Cell, ...]]:
    for source in report.discovery:
        ja, en, tone = _LIVE[source.live]
        yield (
            source_word(source.source, voice),
            Code(source.asked),
            outcome_word(source.outcome, voice),
            *(
                Code(" ".join(str(value) for value in settings.values() if value is not None)) if settings else ""
                for settings in (source.incoming, source.outgoing)
            ),
            State(voice.pick(ja, en), tone),
        )
