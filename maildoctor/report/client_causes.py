"""The causes in the customer's own program, where the account is in order and the program is what is left."""

from __future__ import annotations

from dataclasses import dataclass

from maildoctor.model.contrast import Certainty, Severity
from maildoctor.model.finding import Finding
from maildoctor.model.report import Report, Verdict
from maildoctor.report.voice import Voice

CHECK_ID = "client.causes"


@dataclass(frozen=True, slots=True)
class ClientCause:
    """One cause in the customer's own program: what it is and how sure that is, how to tell it, what to do."""

    title: str
    decides: str
    fix: str


def client_causes(report: Report) -> tuple[Finding, ...]:
    """The findings that name them, the first suspect first; nothing where something else was found to be changed."""
    if report.verdict not in (Verdict.PASS, Verdict.WARN) or report.interrupted:
        return ()
    if any(d.severity is Severity.FAIL or d.edits for d in report.diagnoses):
        return ()
    return tuple(finding for result in report.checks if result.id == CHECK_ID for finding in result.findings)


def told(finding: Finding, voice: Voice) -> ClientCause:
    """One of them in the words of the reader."""
    likely = finding.code is not None and finding.code.certainty is Certainty.LIKELY
    sure = voice.pick("可能性が高い", "likely") if likely else voice.pick("可能性がある", "possible")
    title = voice.says(finding)
    title = voice.pick(f"{title.removesuffix('。')}({sure})。", f"{title.removesuffix('.')} ({sure}).")
    return ClientCause(title, voice.says(finding, "why"), voice.says(finding, "fix"))
