"""A run from elsewhere (`--remote`): what is said about the line and the PC here is not about the customer's.

It stays to be read, as information; it names no field and makes no verdict. A link that broke because of it counts as
not examined, for the customer's own line may well let it through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from maildoctor.diagnosis.diagnose import STOPS_ALL
from maildoctor.model.contrast import Contrast, Contrasts, Severity
from maildoctor.model.field import Field
from maildoctor.model.finding import Finding, Status
from maildoctor.model.report import CheckResult
from maildoctor.model.settings import Direction

UNEXAMINED = "place"
"""Why a link was not examined: this place does not let it through."""
_OF_THE_PLACE = frozenset(("network", "client"))


def of_the_place(field: Field | None) -> bool:
    """True where `field` is about the line or the PC from which it was tested."""
    return field is not None and field.place in _OF_THE_PLACE


def from_elsewhere(contrasts: Contrasts, results: Sequence[CheckResult]) -> tuple[Contrasts, tuple[CheckResult, ...]]:
    """Both without anything against the line or the PC. What stops a whole examination stays: it blames nobody."""
    said = [finding for result in results for finding in result.findings if _taken_out(finding)]
    explained = {(what, str(f.arguments.get("host"))) for f in said if f.code is not None for what in f.code.explains}
    # What this PC takes for the host is not the host: nothing that was seen there is the account's.
    misled = {str(f.arguments.get("host")) for f in said if f.field is Field.CLIENT_HOSTS}
    gone = [c for c in contrasts if of_the_place(c.field) or (c.what, _host(c)) in explained or _host(c) in misled]
    gaps = {direction for c in gone if c.severity is Severity.FAIL for direction in c.directions}
    if any(finding.status is Status.FAIL and finding.contrast is None for finding in said):
        gaps |= set(Direction)
    sides = (
        replace(side, unexamined=side.unexamined or UNEXAMINED) if side.direction in gaps else side
        for side in contrasts.sides.values()
    )
    left = Contrasts((c for c in contrasts if c not in gone), sides)
    return left, tuple(_without(result, gone) for result in results)


def _host(contrast: Contrast) -> str:
    return str(dict(contrast.seen).get("host"))


def _taken_out(finding: Finding) -> bool:
    stops = finding.field in STOPS_ALL and finding.status is Status.FAIL
    return finding.status in (Status.FAIL, Status.WARN) and of_the_place(finding.field) and not stops


def _without(result: CheckResult, gone: Sequence[Contrast]) -> CheckResult:
    if not any(_taken_out(f) or f.contrast in gone for f in result.findings if f.status is not Status.PASS):
        return result
    findings = tuple(
        replace(f, status=Status.PASS, contrast=None) if _taken_out(f) or (f.contrast and f.contrast in gone) else f
        for f in result.findings
    )
    status = min((f.status for f in findings), key=lambda s: s.rank, default=result.status)
    return replace(result, findings=findings, status=status)
