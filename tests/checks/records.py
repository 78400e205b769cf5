"""A scripted name service for the checks about TXT records, and what they must and must not say of it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TypeGuard

from maildoctor.api import Check, Evidence, Finding, Lookup, LookupFact, Outcome, Probe, Status
from maildoctor.exam.registry import load
from maildoctor.testing import case_of, run_check, speak

ABSENT = LookupFact(Outcome.ANSWERED, "NOERROR")
NO_SUCH_NAME = LookupFact(Outcome.ANSWERED, "NXDOMAIN")
FAILED = (
    LookupFact(Outcome.SILENT, error="timeout"),
    LookupFact(Outcome.DEFERRED, "SERVFAIL"),
    LookupFact(Outcome.CUT_OFF),
    LookupFact(Outcome.ANSWERED, "NOERROR", final=False),
    LookupFact(Outcome.ANSWERED, "NOERROR", ("x" * 4093 + "...",)),
)
"""Answers that prove nothing."""

Answers = Mapping[str, LookupFact]
"""TXT answers by name."""


@functools.cache
def check(identifier: str) -> Check:
    """The bundled check of this id, as the registry loads it."""
    (found,) = (entry.check for entry in load().loaded if entry.check.id == identifier and entry.bundled)
    return found


def txt(*values: str, aliases: tuple[str, ...] = ()) -> LookupFact:
    """An answer with these TXT values."""
    return LookupFact(Outcome.ANSWERED, "NOERROR", values, aliases)


def mx(*hosts: str) -> LookupFact:
    """An answer with these mail exchangers."""
    return LookupFact(Outcome.ANSWERED, "NOERROR", tuple(f"10 {host}" for host in hosts))


def judged(
    identifier: str,
    answers: Answers,
    *,
    address: str = "user@example.jp",
    exchangers: LookupFact | None = None,
    otherwise: LookupFact | None = NO_SUCH_NAME,
    also: Mapping[Lookup, LookupFact] | None = None,
) -> list[Finding]:
    """What the check says. Names that are not in `answers` get `otherwise`; None: they stay unanswered.

    Every other domain takes mail, unless `also`, with answers of any type, says otherwise.
    """
    asked = check(identifier)
    domain = address.rpartition("@")[2]
    known: dict[Probe, LookupFact] = {Lookup(domain, "MX"): exchangers or mx(f"mx.{domain}")}
    known |= {Lookup(name, "TXT"): fact for name, fact in answers.items()}
    for question, fact in (also or {}).items():
        known[question] = fact
    while True:
        said, unanswered = run_check(asked, known, address=address)
        if otherwise is None or not unanswered:
            break
        known |= {each: mx(f"mx.{each.name}") if _asks_for_mail(each) else otherwise for each in unanswered}
    assert len(known) < 60
    return [finding for finding in said if isinstance(finding, Finding)]


def _asks_for_mail(probe: Probe) -> TypeGuard[Lookup]:
    return isinstance(probe, Lookup) and probe.type == "MX"


def ids(findings: list[Finding]) -> list[str]:
    """The codes that were said, in order."""
    return [finding.id for finding in findings]


def by_id(findings: list[Finding], identifier: str) -> Finding:
    """The one finding of this code."""
    (found,) = (finding for finding in findings if finding.id == identifier)
    return found


def is_green(findings: list[Finding]) -> bool:
    """True where nothing is wrong."""
    return all(finding.status is Status.PASS for finding in findings)


def assert_well_said(findings: list[Finding]) -> None:
    """Every part of every text in both languages: whole, printable on a Japanese Windows, calm."""
    for finding in findings:
        assert finding.probes
        for lang in ("ja", "en"):
            for part in ("says", "why", "fix"):
                text = speak(finding, lang, part)
                text.encode("cp932")
                assert "{" not in text
                assert "!" not in text.replace("!10m", "")
        record = finding.arguments.get("record")
        if isinstance(record, str) and speak(finding, "ja", "fix"):
            assert speak(finding, "ja", "fix").endswith(record)
            assert speak(finding, "en", "fix").endswith(record)


def asked(identifier: str, address: str = "user@example.jp") -> list[Probe]:
    """The questions that come first."""
    return list(check(identifier).probes(case_of(address), Evidence()))
