"""For the tests of checks: a scripted network, and one check run on it. Nothing is sent anywhere.

said, unanswered = run_check(CHECK, {Lookup("example.jp", "MX"): LookupFact(Outcome.ANSWERED, "NOERROR")})
assert [finding.id for finding in said] == ["mx-missing"]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

from maildoctor.diagnosis.search import search
from maildoctor.model.case import Address, Case, Options
from maildoctor.model.check import Check
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import Fact
from maildoctor.model.finding import Finding, Question, Said
from maildoctor.model.probe import Probe
from maildoctor.model.settings import Settings
from maildoctor.report.voice import Voice

__all__ = ["NOW", "case_of", "run_check", "speak"]

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
"""The "now" of a scripted run, unless the test says otherwise."""

_MOST_ROUNDS = 200
_Question = TypeVar("_Question", bound=Probe)


def case_of(
    address: str = "user@example.jp",
    settings: Settings | None = None,
    *,
    now: dt.datetime = NOW,
    options: Options | None = None,
) -> Case:
    """The case of one account, or of a bare domain where `address` has no "@"."""
    local, at, domain = address.rpartition("@")
    ascii_domain = domain.encode("idna").decode("ascii") if not domain.isascii() else domain.lower()
    account = Address(local, ascii_domain, domain) if at else None
    return Case(ascii_domain, account, settings or Settings(), options or Options(), now)


def run_check(
    check: Check,
    answers: Mapping[_Question, Fact],
    *,
    address: str = "user@example.jp",
    settings: Settings | None = None,
    now: dt.datetime = NOW,
    options: Options | None = None,
) -> tuple[list[Said], list[Probe]]:
    """Run `check` on a network that knows `answers`: what it said, and what it asked in vain.

    The check is asked again for its probes as long as new answers come in, as in a real run. Answers that it did not
    ask for are evidence too: other checks may have asked. A probe without an answer stays unanswered.

    Raises:
        AssertionError: it asked what it did not declare in `asks`, never stopped asking, or said what is no finding of
            its own `codes` and no question.
    """
    case = case_of(address, settings, now=now, options=options)
    evidence = Evidence(Observation(f"o{n}", probe, fact) for n, (probe, fact) in enumerate(answers.items(), 1))
    unanswered = _unanswered(check, case, evidence)
    said = list(check.judge(case, evidence, search(case, evidence)))
    for item in said:
        if isinstance(item, Question):
            continue
        if not isinstance(item, Finding):
            raise AssertionError(f"{check.id} said a {type(item).__name__}")
        if item.code not in check.codes:
            raise AssertionError(f"{check.id} said {item.id}, which is not among its codes")
    return said, unanswered


def _unanswered(check: Check, case: Case, evidence: Evidence) -> list[Probe]:
    """Ask as a run does: with the evidence that the questions asked so far have brought, until nothing new comes."""
    known = Evidence()
    asked: dict[Probe, None] = {}
    for _ in range(_MOST_ROUNDS):
        new = [probe for probe in check.probes(case, known) if probe not in asked]
        if not new:
            return [probe for probe in asked if probe not in evidence]
        for probe in new:
            if type(probe) not in check.asks:
                raise AssertionError(f"{check.id} asks a {type(probe).__name__} without declaring it")
            asked[probe] = None
            observation = evidence.observation(probe)
            if observation is not None:
                known = known.with_(observation)
    raise AssertionError(f"{check.id} never stops asking")


def speak(finding: Said, lang: str = "en", part: str = "says", client: str = "generic") -> str:
    """What is said to people: `part` is "says", "why" or "fix", `lang` "ja" or "en"."""
    voice = Voice(lang, client)
    return voice.asks(finding) if isinstance(finding, Question) else voice.says(finding, part)
