"""One account in a scripted world, examined and judged as in a run, without a network."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from maildoctor.api import Evidence, Observation
from maildoctor.exam.conclude import Frame, conclude
from maildoctor.exam.plan import plan
from maildoctor.exam.registry import load
from maildoctor.model.case import Address, Case
from maildoctor.model.report import Environment, Place, Report
from maildoctor.model.settings import Settings
from maildoctor.testing import NOW
from tests.failures.answers import answer
from tests.failures.world import (
    CLOSED,
    DOMAIN,
    DROPPED,
    INCOMING,
    IP,
    MAIL,
    OUTGOING,
    PORTS,
    USER,
    Port,
    World,
)

__all__ = [
    "CLOSED", "DOMAIN", "DROPPED", "INCOMING", "IP", "MADE", "MAIL", "OUTGOING", "PORTS", "USER", "Port", "Told",
    "World", "examine",
]  # fmt: skip


_HERE = Place()
MADE: list[Report] = []
"""The reports of the test that is running."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says: all codes, the questions, and (code, field) of the failing and the warning diagnoses."""

    report: Report
    codes: frozenset[str]
    questions: tuple[str, ...]
    fails: tuple[tuple[str, str], ...]
    warns: tuple[tuple[str, str], ...]

    def edits(self) -> dict[str, object]:
        """Every edit of every failing diagnosis."""
        return {e.field.value: e.new for d in self.report.diagnoses for e in d.edits}


def examine(world: World, place: Place = _HERE) -> Told:
    """Ask, answer and judge until nothing new is wanted.

    Raises:
        AssertionError: it never ends.
    """
    local, _, domain = world.address.rpartition("@")
    settings = Settings(world.address, world.incoming, world.outgoing, world.client, world.saw)
    secrets = frozenset(("password",)) if world.login == "given" else frozenset[str]()
    case = Case(
        domain, Address(local, domain, domain), settings, replace(world.options, login=world.login), NOW, secrets
    )
    checks = load(None).loaded
    evidence = Evidence()
    for _ in range(400):
        of_checks = (probe for entry in checks for probe in entry.check.probes(case, evidence))
        new = [probe for probe in plan(case, evidence, of_checks).wanted if probe not in evidence]
        if not new:
            break
        for probe in new:
            number = sum(1 for _ in evidence) + 1
            evidence = evidence.with_(Observation(f"o{number}", probe, answer(world, probe)))
    else:
        raise AssertionError("it never ends")
    frame = Frame("file", Environment("3", "3", "linux", (), "system"), place, "ja", "0", 1)
    report = asyncio.run(conclude(case, evidence, checks, (), frame))
    MADE.append(report)
    named = [(d.finding.id, d.field.value, d.severity.value) for d in report.diagnoses]
    return Told(
        report,
        frozenset(f.id for c in report.checks for f in c.findings),
        tuple(q.id for q in report.questions),
        tuple((code, where) for code, where, how in named if how == "fail"),
        tuple((code, where) for code, where, how in named if how == "warn"),
    )
