"""The JSON of `diff` as classes: their names and types are a public schema (`maildoctor.diff/1`).

Every key is always there. The schema that is shipped is generated from these classes and closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from maildoctor.report.document import ProofName, Subject, Tool, Value, Whole

VerdictName = Literal["pass", "warn", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class Run:
    """One of the two runs. `source` is the address it was seen from."""

    started_at: str
    verdict: VerdictName
    place: str
    host: str
    remote: bool
    source: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A change that made a diagnosis go or come. `what`: the field, "name TYPE", host or "host:port"."""

    kind: Literal["setting", "record", "certificate", "server"]
    what: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One diagnosis of either run. `severity` is the newer one."""

    turn: Literal["gone", "eased", "new", "hardened", "stayed", "unseen", "uncovered"]
    code: str
    field: str
    severity: Literal["fail", "warn"]
    title: str
    because: list[Reason]


class Setting(msgspec.Struct, frozen=True, rename={"old": "from", "new": "to"}):
    """One box of the client; null: left out."""

    field: str
    old: Value
    new: Value


class Found(msgspec.Struct, frozen=True, rename={"old": "from", "new": "to"}):
    """Settings that are recommended otherwise, though nothing else was configured."""

    direction: Literal["incoming", "outgoing"]
    old: Whole
    new: Whole


class Record(msgspec.Struct, frozen=True, rename={"old": "from", "new": "to"}):
    """The DNS records of one type at one name."""

    name: str
    type: str
    old: list[str]
    new: list[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What matters of one certificate."""

    names: list[str]
    issuer: str
    not_after: str
    sha256: str


class Certificate(msgspec.Struct, frozen=True, rename={"old": "from", "new": "to"}):
    """The certificate of one host."""

    host: str
    ports: list[int]
    old: Shown
    new: Shown


class Server(msgspec.Struct, frozen=True, rename={"old": "from", "new": "to"}):
    """The configured server answers now and did not, or the other way round."""

    target: str
    answers: bool
    old: str
    new: str


class Proof(msgspec.Struct, frozen=True, rename={"old": "from", "new": "to"}):
    """How far one direction was proved."""

    direction: Literal["incoming", "outgoing"]
    old: ProofName
    new: ProofName


@dataclass(frozen=True, slots=True)
class Document:
    """The whole difference. `changed` False: only `stayed` diagnoses are in it."""

    schema: Literal["maildoctor.diff/1"]
    tool: Tool
    lang: Literal["ja", "en"]
    subject: Subject
    before: Run
    after: Run
    changed: bool
    places: Literal["same", "different", "line", "place"]
    notes: list[Literal["reversed", "readdressed"]]
    diagnoses: list[Matter]
    settings: list[Setting]
    found: list[Found]
    records: list[Record]
    certificates: list[Certificate]
    servers: list[Server]
    proof: list[Proof]
    conclusion: str
