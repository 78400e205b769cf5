"""Many runs of one account, looked at together: how often a fault was there, and how often each address answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from maildoctor.model.contrast import Severity
from maildoctor.model.fact import EndpointFact, Outcome
from maildoctor.model.finding import Finding
from maildoctor.model.probe import Endpoint
from maildoctor.model.report import Report, Verdict


@dataclass(frozen=True, slots=True)
class Heard:
    """One address of one server ("host:port") in one run."""

    target: str
    address: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What is kept of one run: hours of watching must not keep every report."""

    at: dt.datetime
    verdict: Verdict
    faults: tuple[Finding, ...]
    heard: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """The runs so far, the first one first."""

    looks: tuple[Look, ...]

    def verdicts(self, verdict: Verdict) -> int:
        """How many runs ended so."""
        return sum(1 for look in self.looks if look.verdict is verdict)

    @property
    def turns(self) -> int:
        """How often it went from faulty to sound or back. Runs that could not be carried out say neither."""
        faulty = [look.verdict is Verdict.FAIL for look in self.looks if look.verdict is not Verdict.UNKNOWN]
        return sum(1 for one, other in pairwise(faulty) if one is not other)

    @property
    def changed_at(self) -> dt.datetime | None:
        """Since when it is as it is now; None where it never was otherwise."""
        sure = [look for look in self.looks if look.verdict is not Verdict.UNKNOWN]
        for one, other in zip(reversed(sure[:-1]), reversed(sure), strict=False):
            if (one.verdict is Verdict.FAIL) is not (other.verdict is Verdict.FAIL):
                return other.at
        return None

    @property
    def faults(self) -> tuple[tuple[Finding, int], ...]:
        """Each fault as it was told last, with the number of runs it was there, the most frequent first."""
        seen: dict[tuple[str, str], Finding] = {}
        times: dict[tuple[str, str], int] = {}
        for look in self.looks:
            now = {(fault.id, str(fault.field)): fault for fault in look.faults}
            seen |= now
            for key in now:
                times[key] = times.get(key, 0) + 1
        return tuple((seen[key], times[key]) for key in sorted(seen, key=lambda key: -times[key]))

    @property
    def addresses(self) -> tuple[tuple[str, str, int, int], ...]:
        """Target, address, in how many runs it answered, in how many it was called."""
        called: dict[tuple[str, str], list[bool]] = {}
        for look in self.looks:
            for heard in look.heard:
                called.setdefault((heard.target, heard.address), []).append(heard.answered)
        return tuple((target, address, sum(found), len(found)) for (target, address), found in sorted(called.items()))


def look_at(report: Report) -> Look:
    """What is kept of a run."""
    faults = tuple(d.finding for d in report.diagnoses if d.severity is Severity.FAIL)
    called: dict[tuple[str, str], bool] = {}
    for observation in report.evidence:
        fact = observation.fact
        if isinstance(observation.probe, Endpoint) and isinstance(fact, EndpointFact):
            for dial in fact.dials:
                key = (observation.probe.target, dial.address)
                called[key] = called.get(key, False) or dial.outcome is Outcome.ANSWERED
    heard = tuple(Heard(target, address, answered) for (target, address), answered in called.items())
    return Look(report.case.now, report.verdict, faults, heard)
