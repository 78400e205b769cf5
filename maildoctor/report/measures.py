"""The figures of a run that a monitoring system draws: times, days of certificates, how full the mailbox is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from maildoctor.model.evidence import Observation
from maildoctor.model.fact import EndpointFact, MailboxFact
from maildoctor.model.probe import Endpoint
from maildoctor.model.report import Report
from maildoctor.model.settings import Direction, Security

CERTIFICATE_DAYS = 14
"""A certificate that ends within so many days is a warning (contract, "Severity")."""

QUOTA_PERCENT = 90
"""From here on a mailbox is a warning; at 100 it is full (contract, "Severity")."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `warn` and `crit` are ranges as monitoring plugins write them ("14:" is "alert below 14").

    `unit` is one that the Monitoring Plugins Development Guidelines know: "s", "%", or "" for a count.
    """

    name: str
    value: str
    unit: str = ""
    warn: str = ""
    crit: str = ""
    least: str = ""
    most: str = ""


def measures(report: Report) -> tuple[Measure, ...]:
    """Every figure that this run has; what was not measured is left out. Under --stable nothing that the clock
    goes into."""
    return tuple(_measures(report))


def servers_of(report: Report, direction: Direction) -> Iterator[Observation]:
    """The conversations with the server of this direction: first by the settings as set, then by those that work."""
    side = report.contrasts.sides.get(direction)
    given = report.case.settings.incoming if direction is Direction.INCOMING else report.case.settings.outgoing
    ways: list[tuple[str | None, int | None, Security | None]] = [(given.host, given.port, given.security)]
    if side is not None and side.recommended is not None:
        ways.append((side.recommended.host, side.recommended.port, side.recommended.security))
    for host, port, security in ways:
        for observation in report.evidence:
            probe = observation.probe
            if isinstance(probe, Endpoint) and (probe.host, probe.port, probe.security) == (
                (host or "").lower(),
                port,
                security,
            ):
                yield observation


def _measures(report: Report) -> Iterator[Measure]:
    if not report.stable:
        limit = f"{report.case.options.deadline_s:g}"
        yield Measure("time", f"{report.elapsed_ms / 1000:.3f}", "s", least="0", most=limit)
    for direction in report.case.sides:
        talks = [(o, o.fact) for o in servers_of(report, direction) if isinstance(o.fact, EndpointFact)]
        reached = next((o for o, fact in talks if fact.connected), None)
        if reached is not None and not report.stable:
            yield Measure(f"{direction.value}_time", f"{reached.elapsed_ms / 1000:.3f}", "s", least="0")
        shown = next((fact for _, fact in talks if fact.chain), None)
        days = _days_left(shown, report.case.now) if shown is not None and not report.stable else None
        if days is not None:
            yield Measure(f"{direction.value}_certificate_days", str(days), warn=f"{CERTIFICATE_DAYS}:", crit="0:")
    box = next((o.fact for o in report.evidence if isinstance(o.fact, MailboxFact)), None)
    if box is not None and box.messages is not None:
        yield Measure("messages", str(box.messages), least="0")
    if box is not None and box.quota_used is not None and box.quota_limit:
        percent = f"{100 * box.quota_used / box.quota_limit:.1f}"
        yield Measure("quota", percent, "%", str(QUOTA_PERCENT), "100", "0", "100")


def _days_left(fact: EndpointFact, now: dt.datetime) -> int | None:
    """Whole days until the server's own certificate ends; below zero once it has."""
    try:
        ends = dt.datetime.fromisoformat(fact.chain[0].not_after)
    except ValueError:
        return None
    return (ends - now).days
