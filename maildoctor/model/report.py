"""The report of one run: everything the renderers walk, and nothing they have to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from maildoctor.model.case import Case
from maildoctor.model.contrast import Certainty, Contrasts, Edit, EditValue, Severity
from maildoctor.model.evidence import Evidence
from maildoctor.model.field import Field, Owner
from maildoctor.model.finding import Finding, Question, Status, Title


class Verdict(StrEnum):
    """The whole run in one word."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One root cause: the finding that tells it, and the consequences folded into it."""

    finding: Finding
    field: Field
    severity: Severity
    certainty: Certainty
    owner: Owner
    edits: tuple[Edit, ...] = ()
    verified: bool = False
    alternatives: tuple[tuple[Edit, ...], ...] = ()
    decides: str | None = None
    ruled_out: tuple[Field, ...] = ()
    evidence: tuple[str, ...] = ()


class FieldVerdict(StrEnum):
    """What is known of one configured key (contract, "fields")."""

    CORRECT = "correct"
    WRONG = "wrong"
    SUSPECT = "suspect"
    NOT_REACHED = "not-reached"
    NOT_TESTED = "not-tested"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One box of the customer's client. `name` is the field, or a configured key that no diagnosis blames."""

    name: str
    value: EditValue
    verdict: FieldVerdict
    should_be: EditValue = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check said. `replayed` False: carried over from a saved report, not judged anew."""

    id: str
    title: Title
    status: Status
    findings: tuple[Finding, ...] = ()
    target: str | None = None
    elapsed_ms: int = 0
    bundled: bool = True
    replayed: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """One source of settings that was asked. Settings as plain key → value, None where it proposes nothing."""

    source: str
    asked: str
    outcome: str
    incoming: Mapping[str, EditValue] | None
    outgoing: Mapping[str, EditValue] | None
    live: str


@dataclass(frozen=True, slots=True)
class Plugin:
    """Somebody else's package that brought checks."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Environment:
    """Where and with what the run was made."""

    python: str
    openssl: str
    platform: str
    resolvers: tuple[str, ...]
    trust: str
    plugins: tuple[Plugin, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was tested. The source addresses are as mail servers echoed them."""

    label: str | None = None
    remote: bool = False
    host: str = ""
    os: str = ""
    v4: str | None = None
    v6: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One run, whole. `lang` is the language its texts were or will be spoken in.

    `stable`: times and place were taken out, so that the same evidence gives the same bytes. No renderer shows them.
    """

    case: Case
    evidence: Evidence
    contrasts: Contrasts
    verdict: Verdict
    source: str
    environment: Environment
    place: Place
    lang: str
    version: str
    elapsed_ms: int
    diagnoses: tuple[Diagnosis, ...] = ()
    questions: tuple[Question, ...] = ()
    fields: tuple[FieldRow, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    discovery: tuple[Source, ...] = ()
    pseudonymised: bool = False
    interrupted: bool = False
    stable: bool = False
    carried: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
