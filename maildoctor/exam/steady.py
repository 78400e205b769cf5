"""The same evidence gives the same bytes (`--stable`): no times, no place, one order.

It has two halves. Before the judging the observations get one order and new numbers, so that everything said of them
comes in that order; afterwards all that only this run had is taken out. What was found is the same with and without.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from maildoctor.model.evidence import Evidence, Foreign, Observation
from maildoctor.model.fact import Dial, EndpointFact, EnvelopeFact, Fact, LoginFact, LookupFact, RecipientAnswer
from maildoctor.model.finding import Argument, Finding
from maildoctor.model.probe import Login
from maildoctor.model.report import CheckResult, Environment, Place, Report

NO_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""What stands in place of every time. A report with it cannot be judged again: whatever ends would seem far away."""

_TIME = (
    r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\b20\d{12}\b"  # 20261124100000, as in the id of a policy
)
_TIMES = re.compile(_TIME)
_CHANGING = re.compile(
    _TIME + r"|<[^<>\s]*\d{3}[^<>\s]*>"  # APOP's stamp, a message id
    r"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?: [+-]\d{4}| [A-Z]{3,4})?"
    r"|\b\d\d:\d\d:\d\d\b|\b\d{9,}\b"  # a time of day, seconds since 1970
    # the id of a message or of a connection: ten signs or more, with three digits among the letters
    r"|(?<![\w.-])(?=[\w-]{10,}(?![\w.-]))(?=(?:[A-Za-z_-]*\d){3})(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]+"
)
_IN_ITS_PLACE = "..."


def in_fixed_order(evidence: Evidence) -> tuple[Evidence, Mapping[str, str]]:
    """The same observations numbered by what they ask, and the new id of each old one.

    Logins keep their order among themselves: it is the order of trying, and says something.
    """
    asked = sorted((o for o in evidence if not isinstance(o.probe, Login)), key=_what)
    tried = [o for o in evidence if isinstance(o.probe, Login)]
    ids: dict[str, str] = {}
    numbered: list[Observation] = []
    for number, observation in enumerate((*asked, *tried), 1):
        ids[observation.id] = f"o{number}"
        numbered.append(replace(observation, id=f"o{number}"))
    foreign: list[Foreign] = []
    for number, other in enumerate(evidence.foreign, len(numbered) + 1):
        ids[other.id] = f"o{number}"
        foreign.append(Foreign(f"o{number}", {**other.raw, "id": f"o{number}"}))
    return Evidence(numbered, tuple(foreign)), ids


def renumbered(results: tuple[CheckResult, ...], ids: Mapping[str, str]) -> tuple[CheckResult, ...]:
    """Results that were carried over from a file, with the new ids of what they rest on."""
    return tuple(
        replace(
            result,
            findings=tuple(replace(f, evidence=_under(f.evidence, ids)) for f in result.findings),
        )
        for result in results
    )


def without_the_unused(report: Report) -> Report:
    """The report without questions that nothing rests on and sources that propose nothing.

    Whether a late question is still asked when the settings are already proved depends on who answers first.
    """
    findings = [f for result in report.checks for f in result.findings]
    findings += [d.finding for d in report.diagnoses]
    used = {number for f in findings for number in f.evidence}
    used.update(number for row in report.fields for number in row.evidence)
    used.update(number for made in report.diagnoses for number in made.evidence)
    kept = Evidence(
        (o for o in report.evidence if o.id in used), tuple(o for o in report.evidence.foreign if o.id in used)
    )
    evidence, ids = in_fixed_order(kept)
    return replace(
        report,
        evidence=evidence,
        checks=renumbered(report.checks, ids),
        fields=tuple(replace(row, evidence=_under(row.evidence, ids)) for row in report.fields),
        diagnoses=tuple(
            replace(
                made,
                evidence=_under(made.evidence, ids),
                finding=replace(made.finding, evidence=_under(made.finding.evidence, ids)),
            )
            for made in report.diagnoses
        ),
        discovery=tuple(s for s in report.discovery if s.incoming is not None or s.outgoing is not None),
    )


def steadied(report: Report) -> Report:
    """The report without what another run of the same world would have otherwise: times, place, dialogues."""
    return replace(
        report,
        case=replace(report.case, now=NO_TIME),
        evidence=Evidence(
            (replace(o, fact=_steady(o.fact), start_ms=0, elapsed_ms=0, transcript=()) for o in report.evidence),
            tuple(
                Foreign(o.id, {**o.raw, "start_ms": 0, "elapsed_ms": 0, "transcript": []})
                for o in report.evidence.foreign
            ),
        ),
        environment=Environment(
            "", "", "", report.environment.resolvers, report.environment.trust, report.environment.plugins
        ),
        place=Place(report.place.label, report.place.remote),
        elapsed_ms=0,
        diagnoses=tuple(replace(d, finding=_finding(d.finding)) for d in report.diagnoses),
        checks=tuple(
            replace(result, elapsed_ms=0, findings=tuple(_finding(f) for f in result.findings))
            for result in report.checks
        ),
        stable=True,
    )


def _under(numbers: tuple[str, ...], ids: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(ids.get(number, number) for number in numbers)


def _what(observation: Observation) -> tuple[str, str]:
    probe = observation.probe
    return type(probe).__name__, repr(probe)


def _steady(fact: Fact) -> Fact:
    if isinstance(fact, LookupFact):
        return replace(fact, ttl=None)
    if isinstance(fact, EndpointFact):
        dials = tuple(Dial(d.address, d.outcome, None, d.error) for d in fact.dials)
        return replace(
            fact,
            dials=dials,
            greeting=_reply(fact.greeting),
            reply=_reply(fact.reply),
            greeted_ms=None,
            source=None,
        )
    if isinstance(fact, LoginFact):
        held = None if fact.not_before is None else NO_TIME.isoformat()
        return replace(fact, reply=_reply(fact.reply), not_before=held)
    if isinstance(fact, EnvelopeFact):
        answers = tuple(RecipientAnswer(r.recipient, r.reading, _reply(r.reply)) for r in fact.recipients)
        return replace(fact, reply=_reply(fact.reply), recipients=answers)
    return fact


def _finding(finding: Finding) -> Finding:
    arguments = {name: _argument(name, value) for name, value in finding.arguments.items()}
    return replace(finding, arguments=arguments, message=_TIMES.sub(_IN_ITS_PLACE, finding.message))


def _argument(name: str, value: Argument) -> Argument:
    if name == "reply" and isinstance(value, str):
        return _reply(value)
    if isinstance(value, tuple):
        return tuple(_TIMES.sub(_IN_ITS_PLACE, item) for item in value)
    return _TIMES.sub(_IN_ITS_PLACE, value) if isinstance(value, str) else value


def _reply(text: str) -> str:
    """A server's words without times and numbers of one moment; its codes stay."""
    return _CHANGING.sub(_IN_ITS_PLACE, text)
