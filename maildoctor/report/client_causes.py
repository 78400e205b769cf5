"""The causes in the customer's own program, where the account is in order and the program is what is left."""

from __future__ import annotations

from maildoctor.model.contrast import Severity
from maildoctor.model.finding import Finding
from maildoctor.model.report import Report, Verdict

CHECK_ID = "client.causes"


def client_causes(report: Report) -> tuple[Finding, ...]:
    """The findings that name them, the first suspect first; nothing where something else was found to be changed."""
    if report.verdict not in (Verdict.PASS, Verdict.WARN) or report.interrupted:
        return ()
    if any(d.severity is Severity.FAIL or d.edits for d in report.diagnoses):
        return ()
    return tuple(finding for result in report.checks if result.id == CHECK_ID for finding in result.findings)
