"""The difference of two runs as JSON (`maildoctor.diff/1`), and the schema of it."""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec

from maildoctor.discovery.recognition import recognised
from maildoctor.model.difference import (
    CertificateChange,
    Change,
    Difference,
    FoundChange,
    Matter,
    RecordChange,
    ServerChange,
    SettingChange,
)
from maildoctor.model.fact import Certificate
from maildoctor.model.report import Report
from maildoctor.model.settings import Recommended
from maildoctor.report import change_document as d
from maildoctor.report.change_outline import change_outline
from maildoctor.report.document import Subject, Tool, Whole
from maildoctor.report.voice import Voice
from maildoctor.report.write_json import closed


def to_change_json(difference: Difference, voice: Voice, ascii_only: bool) -> str:
    """The whole difference as one JSON document with a final line end."""
    plain = msgspec.to_builtins(_document(difference, voice))
    return json.dumps(plain, ensure_ascii=ascii_only, indent=1, allow_nan=False) + "\n"


def change_schema() -> dict[str, Any]:
    """The JSON Schema of the difference: closed, every key required."""
    return closed(msgspec.json.schema(d.Document))


def _document(difference: Difference, voice: Voice) -> d.Document:
    after = difference.after
    found = recognised(after.case, after.evidence)
    notes: list[Literal["reversed", "readdressed"]] = []
    if difference.reversed:
        notes.append("reversed")
    if difference.readdressed:
        notes.append("readdressed")
    return d.Document(
        "maildoctor.diff/1",
        Tool("maildoctor", after.version),
        "ja" if voice.lang == "ja" else "en",
        Subject(
            str(after.case.address) if after.case.address else None,
            after.case.domain,
            found[0].provider.id if found else None,
        ),
        _run(difference.before),
        _run(after),
        not difference.empty,
        difference.places.value,
        notes,
        [_matter(matter, voice) for matter in difference.matters],
        [d.Setting(change.name, change.old, change.new) for change in difference.settings],
        [d.Found(change.direction.value, _whole(change.old), _whole(change.new)) for change in difference.found],
        [d.Record(c.name, c.type, list(c.old), list(c.new)) for c in difference.records],
        [d.Certificate(c.host, list(c.ports), _shown(c.old), _shown(c.new)) for c in difference.certificates],
        [d.Server(c.target, c.answers, c.old.value, c.new.value) for c in difference.servers],
        [d.Proof(p.direction.value, p.old.value, p.new.value) for p in difference.proofs],
        change_outline(difference, voice).conclusion,
    )


def _run(report: Report) -> d.Run:
    place = report.place
    return d.Run(
        report.case.now.isoformat(timespec="seconds"),
        report.verdict.value,
        place.label or place.host,
        place.host,
        place.remote,
        place.v4 or place.v6,
    )


def _matter(matter: Matter, voice: Voice) -> d.Matter:
    told = matter.told
    return d.Matter(
        matter.turn.value,
        told.finding.id,
        told.field.value,
        told.severity.value,
        voice.says(told.finding),
        [reason for change in matter.by if (reason := _reason(change)) is not None],
    )


def _reason(change: Change) -> d.Reason | None:
    match change:
        case SettingChange():
            return d.Reason("setting", change.name)
        case RecordChange():
            return d.Reason("record", f"{change.name} {change.type}")
        case CertificateChange():
            return d.Reason("certificate", change.host)
        case ServerChange():
            return d.Reason("server", change.target)
        case FoundChange():
            return None


def _shown(certificate: Certificate) -> d.Shown:
    return d.Shown(list(certificate.names), certificate.issuer, certificate.not_after, certificate.sha256)


def _whole(found: Recommended) -> Whole:
    return Whole(found.protocol.value, found.host, found.port, found.security.value, found.username, found.auth.value)
