"""Each observation whole: what was asked, what came, and the dialogue, folded in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from maildoctor.model.evidence import Foreign, Observation
from maildoctor.model.fact import EndpointFact, EnvelopeFact, Fact, FetchFact, LoginFact, LookupFact, MailboxFact
from maildoctor.model.probe import Endpoint, Login, Lookup
from maildoctor.model.report import Report
from maildoctor.report.engineer.blocks import Anchor, Block, Cell, Code, Dialogue, Folded, Pairs, Paragraph
from maildoctor.report.engineer.words import kind_word, outcome_state, security_word
from maildoctor.report.questions import target_of
from maildoctor.report.voice import Voice

_LEFT_OUT = frozenset(("outcome", "final", "der"))
"""Told elsewhere, or too long to be read: the certificates themselves are in the JSON report."""
_WORTH_TELLING_IF_TRUE = frozenset(("authenticated", "authoritative", "stamp"))


def evidence(report: Report, voice: Voice) -> tuple[Block, ...]:
    """All observations in the order of their ids, each behind one line; those of unknown kinds last."""
    blocks: list[Block] = []
    if report.pseudonymised:
        blocks.append(
            Paragraph(
                voice.pick("名前は仮のもので、通信の記録は外してあります。", "Names are masked, dialogues left out.")
            )
        )
    blocks += [_observation(observation, report, voice) for observation in report.evidence]
    blocks += [_foreign(foreign) for foreign in report.evidence.foreign]
    return tuple(blocks)


def brief(observation: Observation) -> str:
    """What came of it, in one line, in the words of the wire."""
    return ", ".join(part for part in _brief(observation.fact) if part)


def asked(observation: Observation, voice: Voice) -> str:
    """Who was asked for what, in one line."""
    probe, target = observation.probe, target_of(observation.probe)
    if isinstance(probe, Endpoint):
        protocol = voice.value("protocol", probe.protocol.value)
        return f"{protocol} {target} {security_word(probe.security, voice)}" + (
            " (TLS 1.0+)" if probe.handshake.value == "legacy" else ""
        )
    if isinstance(probe, Login):
        return f"{target} {probe.username}"
    if isinstance(probe, Lookup) and probe.server:
        return f"{target} @{probe.server}"
    return target


def _brief(fact: Fact) -> Iterator[str]:
    if isinstance(fact, LookupFact):
        yield from fact.values
        yield fact.error
    elif isinstance(fact, EndpointFact):
        yield fact.tls_version
        yield fact.tls_error
        yield from (fault.value for fault in fact.here)
        yield fact.trouble
        yield fact.greeting
    elif isinstance(fact, LoginFact):
        yield fact.mechanism
        yield fact.refusal.value if fact.refusal is not None else ""
        yield fact.reply
    elif isinstance(fact, EnvelopeFact):
        yield fact.reply
        yield from (f"{answer.recipient}: {answer.reply}" for answer in fact.recipients)
    elif isinstance(fact, MailboxFact):
        yield f"{fact.messages}" if fact.messages is not None else ""
        yield f"{fact.quota_used}/{fact.quota_limit} KiB" if fact.quota_limit else ""
        yield fact.reply
    elif isinstance(fact, FetchFact):
        yield str(fact.status) if fact.status is not None else ""
        yield fact.trouble
        yield from (fault.value for fault in fact.here)
        yield from fact.hops
    else:
        yield from fact.notes


def _observation(observation: Observation, report: Report, voice: Voice) -> Folded:
    summary: list[Cell] = [
        Anchor(observation.id),
        kind_word(observation, voice),
        Code(asked(observation, voice)),
        outcome_state(observation, voice),
    ]
    if not report.stable:
        summary.append(f"{observation.elapsed_ms:,} ms")
    blocks: list[Block] = []
    rows = tuple(_flat(msgspec.to_builtins(observation.fact)))
    if rows:
        blocks.append(Pairs(rows))
    if observation.transcript:
        blocks.append(Dialogue(observation.transcript))
    return Folded(tuple(summary), tuple(blocks), observation.id)


def _foreign(foreign: Foreign) -> Folded:
    """Another program's observation: its own words, nothing added."""
    raw = foreign.raw
    named = tuple(Code(str(raw[key])) for key in ("kind", "target", "outcome") if isinstance(raw.get(key), str))
    data = raw.get("data")
    rows = tuple(_flat(data)) if isinstance(data, Mapping) else ()
    said = raw.get("transcript")
    lines = tuple((str(line[0]), str(line[1])) for line in said if len(line) == 2) if isinstance(said, list) else ()
    blocks: list[Block] = [Pairs(rows)] if rows else []
    if lines:
        blocks.append(Dialogue(lines))
    return Folded((Anchor(foreign.id), *named), tuple(blocks), foreign.id)


def _flat(data: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    """What there is, name by name; of a list of things each one by its number."""
    for key, value in data.items():
        if key in _LEFT_OUT or value in (None, "", [], {}, ()):
            continue
        if value is False and key in _WORTH_TELLING_IF_TRUE:
            continue
        if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            for number, item in enumerate(value, 1):
                yield f"{key} {number}", Code(_one(item))
        else:
            yield str(key), Code(_one(value))


def _one(value: Any) -> str:
    if isinstance(value, Mapping):
        filled = {k: v for k, v in value.items() if v not in (None, "", [], {}, ())}
        return "; ".join(f"{key}={_one(item)}" for key, item in filled.items())
    if isinstance(value, list | tuple):
        return ", ".join(_one(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
