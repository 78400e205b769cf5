"""Reading a saved report back: the case and the evidence, exactly as the live run had them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from maildoctor.exam.conclude import INTERRUPTED, Frame
from maildoctor.exam.secrets import secrets_seen
from maildoctor.model.case import Address, Case, Options
from maildoctor.model.evidence import Evidence, Foreign, Observation
from maildoctor.model.fact import (
    EndpointFact,
    EnvelopeFact,
    Fact,
    FetchFact,
    LoginFact,
    LookupFact,
    MailboxFact,
    TypedFact,
)
from maildoctor.model.field import Field, Owner
from maildoctor.model.finding import Finding, Status, Title
from maildoctor.model.probe import Endpoint, Envelope, Fetch, Login, Lookup, Mailbox, Probe, Typed
from maildoctor.model.report import CheckResult, Environment, Place, Plugin
from maildoctor.model.settings import ServerSettings, Settings
from maildoctor.report import document as d
from maildoctor.report.questions import WHOIS

_READ: dict[str, tuple[type[Probe], type[Fact]]] = {
    "maildoctor.typed": (Typed, TypedFact),
    "dns": (Lookup, LookupFact),
    "endpoint": (Endpoint, EndpointFact),
    "login": (Login, LoginFact),
    "envelope": (Envelope, EnvelopeFact),
    "mailbox": (Mailbox, MailboxFact),
    "https": (Fetch, FetchFact),
    WHOIS: (Fetch, FetchFact),
}


class NotAReportError(ValueError):
    """The text is no report of this program. `args[0]` says where and why."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved run: what it was about, what was seen, and the frame of its report.

    `results` are the findings as they were said then, by check id.
    """

    case: Case
    evidence: Evidence
    frame: Frame
    results: Mapping[str, CheckResult]


def read_report(text: str) -> Saved:
    """Read a JSON report.

    Raises:
        NotAReportError: it is none, or one of a later version.
    """
    try:
        raw: Any = json.loads(text)
    except ValueError as error:
        raise NotAReportError(f"not JSON ({error})") from None
    if not isinstance(raw, dict) or raw.get("schema") != "maildoctor.report/1":
        raise NotAReportError('no "schema": "maildoctor.report/1"')
    try:
        document = msgspec.convert(raw, d.Document)
        evidence = _evidence(document.observations, raw["observations"])
        case = _case(document, evidence)
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        raise NotAReportError(str(error)) from None
    return Saved(case, evidence, _frame(document), {check.id: _result(check) for check in document.checks})


def _evidence(observations: list[d.Observation], raw: list[Any]) -> Evidence:
    known: list[Observation] = []
    foreign: list[Foreign] = []
    for entry, source in zip(observations, raw, strict=True):
        kinds = _READ.get(entry.kind)
        if kinds is None:
            foreign.append(Foreign(entry.id, source))
            continue
        probe_type, fact_type = kinds
        probe = msgspec.convert(entry.asks, probe_type)
        fact = msgspec.convert({**entry.data, "outcome": entry.outcome}, fact_type)
        lines = tuple((line[0], line[1]) for line in entry.transcript)
        known.append(Observation(entry.id, probe, fact, entry.start_ms, entry.elapsed_ms, lines))
    return Evidence(known, tuple(foreign))


def _case(document: d.Document, evidence: Evidence) -> Case:
    o, configured = document.options, document.settings.configured
    address = None
    if document.subject.address is not None:
        local, _, domain = document.subject.address.rpartition("@")
        address = Address(local, domain, domain)
    options = Options(
        o.login,
        o.timeout_s,
        o.deadline_s,
        tuple(o.only),
        tuple(o.skip),
        tuple(o.connect_to),
        tuple(o.resolvers),
        o.login_budget_left,
        tuple(o.login_hosts),
        tuple(o.exceptions),
        tuple(o.require),
    )
    settings = Settings(
        configured.address,
        msgspec.convert(configured.incoming, ServerSettings),
        msgspec.convert(configured.outgoing, ServerSettings),
        configured.client,
        document.symptom.saw,
    )
    return Case(
        document.subject.domain,
        address,
        settings,
        options,
        dt.datetime.fromisoformat(document.started_at),
        secrets_seen(evidence, options),
    )


def _frame(document: d.Document) -> Frame:
    e, p = document.environment, document.place
    return Frame(
        document.settings.source,
        Environment(
            e.python,
            e.openssl,
            e.platform,
            tuple(e.resolvers),
            e.trust,
            tuple(Plugin(x.name, x.version) for x in e.plugins),
        ),
        Place(p.label, p.remote, p.host, p.os, p.source.v4, p.source.v6),
        document.lang,
        document.tool.version,
        document.elapsed_ms,
        interrupted=any(f.code == INTERRUPTED.id for check in document.checks for f in check.findings),
        pseudonymised=document.pseudonymised,
    )


def _result(check: d.Check) -> CheckResult:
    findings = tuple(
        Finding(
            f.code,
            Status(f.status),
            Field(f.field) if f.field else None,
            Owner(f.owner) if f.owner else None,
            {key: tuple(v) if isinstance(v, list) else v for key, v in f.data.items() if key != "replayed"},
            message=f.message,
            evidence=tuple(f.evidence),
        )
        for f in check.findings
    )
    title = Title(check.title, check.title)
    return CheckResult(
        check.id, title, Status(check.status), findings, check.target, check.elapsed_ms, False, replayed=False
    )
