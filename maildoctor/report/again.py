"""The hint how the check is repeated once something was changed."""

from __future__ import annotations

from maildoctor.model.contrast import Break, Severity
from maildoctor.model.report import Report
from maildoctor.report.voice import Voice


def again_line(report: Report, voice: Voice, command: str | None) -> str:
    """「直したら: maildoctor check --case .」, "" where nothing has to be changed or no case keeps what it needs."""
    told = [d for d in report.diagnoses if d.severity is Severity.FAIL or d.edits]
    if command is None or not told:
        return ""
    contrasts = [d.finding.contrast for d in told]
    if all(contrast is not None and contrast.what is Break.PASSWORD for contrast in contrasts):
        return voice.pick(f"新しいパスワードで: {command}", f"With the new password: {command}")
    return voice.pick(f"直したら: {command}", f"Once changed: {command}")
