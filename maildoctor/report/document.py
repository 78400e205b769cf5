"""The JSON report as classes: their names and types are the public schema (`maildoctor.report/1`).

Every key is always there. The schema that is shipped is generated from these classes and closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Subject:
    address: str | None
    domain: str
    provider: str | None


@dataclass(frozen=True, slots=True)
class Options:
    login: Literal["given", "none", "forbidden"]
    timeout_s: float
    deadline_s: float
    only: list[str]
    skip: list[str]
    connect_to: list[str]
    resolvers: list[str]
    login_budget_left: int
    login_hosts: list[str]
    exceptions: list[str]
    require: list[str]


@dataclass(frozen=True, slots=True)
class Plugin:
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Environment:
    python: str
    openssl: str
    platform: str
    resolvers: list[str]
    trust: str
    plugins: list[Plugin]


@dataclass(frozen=True, slots=True)
class SourceAddress:
    v4: str | None
    v6: str | None


@dataclass(frozen=True, slots=True)
class Place:
    label: str | None
    remote: bool
    host: str
    os: str
    source: SourceAddress


@dataclass(frozen=True, slots=True)
class Symptom:
    saw: str | None


@dataclass(frozen=True, slots=True)
class Configured:
    address: str | None
    client: str | None
    incoming: dict[str, Value]
    outgoing: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Whole:
    protocol: Literal["imap", "pop3", "smtp"]
    host: str
    port: int
    security: Literal["tls", "starttls", "auto", "none"]
    username: str
    auth: str


@dataclass(frozen=True, slots=True)
class Recommended:
    incoming: Whole | None
    outgoing: Whole | None


ProofName = Literal["login", "auth-offered", "connected", "documented", "none"]


@dataclass(frozen=True, slots=True)
class Proof:
    incoming: ProofName
    outgoing: ProofName


@dataclass(frozen=True, slots=True)
class Settings:
    source: Literal["file", "options", "client", "none"]
    configured: Configured
    recommended: Recommended
    proof: Proof


@dataclass(frozen=True, slots=True)
class Source:
    source: Literal[
        "autoconfig",
        "provider",
        "srv",
        "autodiscover",
        "mx-autoconfig",
        "ispdb",
        "certificate",
        "mx-host",
        "guess",
    ]
    asked: str
    outcome: Literal["answered", "absent", "refused", "broken", "timeout", "skipped"]
    incoming: dict[str, Value] | None
    outgoing: dict[str, Value] | None
    live: Literal["agrees", "contradicts", "not-tried"]


class Edit(msgspec.Struct, frozen=True, rename={"old": "from", "new": "to"}):
    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Diagnosis:
    code: str
    field: str
    severity: Literal["fail", "warn"]
    certainty: Literal["certain", "likely", "possible"]
    edits: list[Edit]
    verified: bool
    alternatives: list[list[Edit]]
    decides: str | None
    owner: Literal["client", "network", "provider", "dns", "account", "registrar", "recipient", "nobody"]
    ruled_out: list[str]
    data: dict[str, Any]
    title: str
    explanation: str
    fix: str
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    ask: str
    settles: list[str]
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class FieldRow:
    field: str
    value: Value
    verdict: Literal["correct", "wrong", "suspect", "not-reached", "not-tested"]
    should_be: Value
    evidence: list[str]


StatusName = Literal["pass", "warn", "fail", "skip", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    status: StatusName
    field: str | None
    owner: str | None
    message: str
    data: dict[str, Any]
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    title: str
    status: StatusName
    target: str | None
    elapsed_ms: int
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Observation:
    id: str
    kind: str
    asks: dict[str, Any]
    via: str | None
    target: str
    address: str | None
    start_ms: int
    elapsed_ms: int
    outcome: str
    data: dict[str, Any]
    transcript: list[list[str]]


@dataclass(frozen=True, slots=True)
class Document:
    schema: Literal["maildoctor.report/1"]
    tool: Tool
    lang: Literal["ja", "en"]
    pseudonymised: bool
    started_at: str
    elapsed_ms: int
    subject: Subject
    options: Options
    environment: Environment
    place: Place
    symptom: Symptom
    verdict: Literal["pass", "warn", "fail", "unknown"]
    settings: Settings
    discovery: list[Source]
    diagnoses: list[Diagnosis]
    questions: list[Question]
    fields: list[FieldRow]
    checks: list[Check]
    observations: list[Observation]
