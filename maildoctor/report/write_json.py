"""The report as JSON (`maildoctor.report/1`), and the schema of it.

On stdout it is pure ASCII: a pipe of Windows PowerShell garbles anything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec

from maildoctor.discovery.recognition import recognised
from maildoctor.model.contrast import Edit
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import EndpointFact, LookupFact
from maildoctor.model.finding import Finding
from maildoctor.model.report import Report
from maildoctor.model.settings import Direction, ServerSettings
from maildoctor.report import document as d
from maildoctor.report.questions import kind_of, target_of
from maildoctor.report.voice import Voice
from maildoctor.wire.readable import clean


def to_json(report: Report, voice: Voice, ascii_only: bool) -> str:
    """The whole report as one JSON document with a final line end."""
    plain = msgspec.to_builtins(to_document(report, voice))
    plain["observations"] += [dict(foreign.raw) for foreign in report.evidence.foreign]
    return json.dumps(plain, ensure_ascii=ascii_only, indent=1, allow_nan=False) + "\n"


def to_document(report: Report, voice: Voice) -> d.Document:
    """The report as the classes of the public schema."""
    case, options, environment, place = report.case, report.case.options, report.environment, report.place
    sides = report.contrasts.sides
    proofs = {direction: sides[direction].proof.value if direction in sides else "none" for direction in Direction}
    return d.Document(
        schema="maildoctor.report/1",
        tool=d.Tool("maildoctor", report.version),
        lang="ja" if report.lang == "ja" else "en",
        pseudonymised=report.pseudonymised,
        started_at=case.now.isoformat(timespec="seconds"),
        elapsed_ms=report.elapsed_ms,
        subject=d.Subject(str(case.address) if case.address else None, case.domain, _provider(report)),
        options=d.Options(
            options.login,  # type: ignore[arg-type]
            _number(options.timeout_s),
            _number(options.deadline_s),
            list(options.only),
            list(options.skip),
            list(options.connect_to),
            list(options.resolvers),
            options.login_budget_left,
            list(options.login_hosts),
            list(options.exceptions),
            list(options.require),
        ),
        environment=d.Environment(
            environment.python,
            environment.openssl,
            environment.platform,
            list(environment.resolvers),
            environment.trust,
            [d.Plugin(p.name, p.version) for p in environment.plugins],
        ),
        place=d.Place(place.label, place.remote, place.host, place.os, d.SourceAddress(place.v4, place.v6)),
        symptom=d.Symptom(case.settings.saw),
        verdict=report.verdict.value,
        settings=d.Settings(
            report.source,  # type: ignore[arg-type]
            d.Configured(
                case.settings.address,
                case.settings.client,
                given_keys(case.settings.incoming),
                given_keys(case.settings.outgoing),
            ),
            d.Recommended(_whole(report, Direction.INCOMING), _whole(report, Direction.OUTGOING)),
            d.Proof(proofs[Direction.INCOMING], proofs[Direction.OUTGOING]),  # type: ignore[arg-type]
        ),
        discovery=[
            d.Source(
                s.source,  # type: ignore[arg-type]
                s.asked,
                s.outcome,  # type: ignore[arg-type]
                dict(s.incoming) if s.incoming is not None else None,
                dict(s.outgoing) if s.outgoing is not None else None,
                s.live,  # type: ignore[arg-type]
            )
            for s in report.discovery
        ],
        diagnoses=[_diagnosis(report, index, voice) for index in range(len(report.diagnoses))],
        questions=[
            d.Question(q.id, voice.asks(q), [f.value for f in q.settles], list(report.evidence.ids(q.probes)))
            for q in report.questions
        ],
        fields=[
            d.FieldRow(row.name, row.value, row.verdict.value, row.should_be, list(row.evidence))
            for row in report.fields
        ],
        checks=[
            d.Check(
                result.id,
                voice.title(result.title),
                result.status.value,
                result.target,
                result.elapsed_ms,
                [_finding(finding, voice, result.replayed) for finding in result.findings],
            )
            for result in report.checks
        ],
        observations=[_observation(o) for o in _in_order(report.evidence)],
    )


def _number(seconds: float) -> float:
    """Whole seconds without a fraction: typed or read from a file, the same text."""
    return int(seconds) if seconds == int(seconds) else seconds


def _provider(report: Report) -> str | None:
    """The id of the provider that is recognised the surest way, None where none is."""
    found = recognised(report.case, report.evidence)
    return found[0].provider.id if found else None


def given_keys(settings: ServerSettings) -> dict[str, d.Value]:
    """The keys that were given, as they are written in a settings file."""
    keys = ("protocol", "host", "port", "security", "username", "auth", "keep", "same_as_incoming", "sender")
    found = {key: getattr(settings, key) for key in keys}
    return {key: v.value if isinstance(v, Enum) else v for key, v in found.items() if v is not None}


def _whole(report: Report, direction: Direction) -> d.Whole | None:
    side = report.contrasts.sides.get(direction)
    found = side.recommended if side is not None else None
    if found is None:
        return None
    return d.Whole(found.protocol.value, found.host, found.port, found.security.value, found.username, found.auth.value)


def _diagnosis(report: Report, index: int, voice: Voice) -> d.Diagnosis:
    found = report.diagnoses[index]
    return d.Diagnosis(
        found.finding.id,
        found.field.value,
        found.severity.value,
        found.certainty.value,
        [_edit(edit) for edit in found.edits],
        found.verified,
        [[_edit(edit) for edit in edits] for edits in found.alternatives],
        found.decides,
        found.owner.value,
        [f.value for f in found.ruled_out],
        _data(found.finding.arguments),
        voice.says(found.finding),
        voice.says(found.finding, "why"),
        voice.says(found.finding, "fix"),
        list(found.evidence),
    )


def _edit(edit: Edit) -> d.Edit:
    return d.Edit(edit.field.value, edit.old, edit.new)


def _finding(finding: Finding, voice: Voice, replayed: bool) -> d.Finding:
    who = finding.who
    return d.Finding(
        finding.id,
        finding.status.value,
        finding.field.value if finding.field else None,
        who.value if who else None,
        voice.says(finding),
        _data(finding.arguments) if replayed else {**_data(finding.arguments), "replayed": False},
        list(finding.evidence),
    )


def _data(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in arguments.items()}


def _in_order(evidence: Evidence) -> list[Observation]:
    return sorted(evidence, key=lambda o: (len(o.id), o.id))


def _observation(o: Observation) -> d.Observation:
    data = msgspec.to_builtins(o.fact)
    outcome = data.pop("outcome")
    address = data.pop("address", None)
    via = o.fact.server if isinstance(o.fact, LookupFact) else None
    if isinstance(o.fact, EndpointFact) and o.fact.dials and not o.fact.address:
        address = o.fact.dials[0].address
    return d.Observation(
        o.id,
        kind_of(o.probe),
        msgspec.to_builtins(o.probe),
        via or None,
        target_of(o.probe),
        address,
        o.start_ms,
        o.elapsed_ms,
        outcome,
        {**data, "address": getattr(o.fact, "address", None)} if isinstance(o.fact, EndpointFact) else data,
        [[who, clean(line, 1024)] for who, line in o.transcript],
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the report: closed, every key required, except inside the free-form objects."""
    return closed(msgspec.json.schema(d.Document))


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """A generated schema in which no unknown key is allowed and none may be left out."""
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    for definition in schema.get("$defs", {}).values():
        if "properties" in definition:
            definition["additionalProperties"] = False
            definition["required"] = list(definition["properties"])
    return schema
