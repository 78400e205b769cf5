"""From findings to diagnoses: one entry for each root cause, its consequences folded into it, the root first.

Reads fields, links and numbers, never prose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from maildoctor.model.case import Case
from maildoctor.model.contrast import Certainty, Contrast, Contrasts, Severity
from maildoctor.model.evidence import Evidence
from maildoctor.model.field import Field, Link, Owner
from maildoctor.model.finding import Code, Finding, Status, Text
from maildoctor.model.report import CheckResult, Diagnosis, Verdict

SETTING_WRONG = Code(
    "setting-wrong",
    Status.FAIL,
    None,
    Link.NAME,
    ja=Text(
        "{field} の設定では使えません。",
        why="ほかの値なら使えることを確かめました(この点を説明する検査は、今回は外されています)。",
        fix="表の「直す値」のとおりに直してください。",
    ),
    en=Text(
        "The account does not work with the present value of {field}.",
        why="Another value was seen to work (the check that explains it was left out of this run).",
        fix="Change it to the value in the table.",
    ),
)
"""For a contrast that no loaded check claims: leaving a check out cannot hide a cause."""

STOPS_ALL = frozenset((Field.NETWORK_OFFLINE, Field.NETWORK_RESOLVER))
"""Faults of the place that end an examination: nothing behind them was seen."""


def diagnose(
    case: Case, contrasts: Contrasts, results: Sequence[CheckResult], evidence: Evidence
) -> tuple[Diagnosis, ...]:
    """All root causes, most probable first."""
    said = [
        finding for result in results for finding in result.findings if finding.status in (Status.FAIL, Status.WARN)
    ]
    stopped = next((finding for finding in said if _stops_all(finding)), None)
    if stopped is not None:
        return (_plain(stopped, evidence),)
    claims = {finding.contrast.key: finding for finding in said if finding.contrast is not None}
    roots = [finding for finding in said if finding.code is not None and finding.code.explains]
    folded = {c.key: root for c in contrasts if (root := next((f for f in roots if _explains(f, c)), None)) is not None}
    found = [
        _of_contrast(c, claims.get(c.key) or SETTING_WRONG.of(c, field=c.field.value), evidence)
        for c in contrasts
        if c.key not in folded
    ]
    seen: set[tuple[str, Field | None]] = {(d.finding.id, d.field) for d in found}
    for finding in said:
        if finding.contrast is not None or finding.field is None or (finding.id, finding.field) in seen:
            continue
        if any(_covers(root, finding) for root in said):
            continue
        seen.add((finding.id, finding.field))
        plain = _plain(finding, evidence)
        found.append(replace(plain, severity=Severity.FAIL) if finding in folded.values() else plain)
    return tuple(sorted(found, key=_order))


def _explains(finding: Finding, contrast: Contrast) -> bool:
    """True where `contrast` follows from what was found: of the same host, or of a host in the domain it is about."""
    if finding.code is None or contrast.what not in finding.code.explains:
        return False
    host, domain = dict(contrast.seen).get("host"), finding.arguments.get("domain")
    if "host" in finding.arguments or host is None:
        return finding.arguments.get("host") == host
    return f".{host}".endswith(f".{domain}")


def _hosts(finding: Finding) -> frozenset[str]:
    """The hosts that a finding speaks of."""
    several = finding.arguments.get("hosts", ())
    named = (str(finding.arguments.get("host", "")), *(several if isinstance(several, tuple) else ()))
    return frozenset(host for host in named if host)


def _covers(root: Finding, finding: Finding) -> bool:
    """True where `finding` follows from `root`: it speaks of no host that `root` does not explain."""
    return root.code is not None and finding.id in root.code.covers and _hosts(finding) <= _hosts(root)


def _stops_all(finding: Finding) -> bool:
    """Nothing at all could be asked. A resolver that lies about one address (a later link) stops less."""
    if finding.field not in STOPS_ALL or finding.status is not Status.FAIL:
        return False
    return finding.field is Field.NETWORK_OFFLINE or finding.code is None or finding.code.link is Link.NAME


def _order(diagnosis: Diagnosis) -> tuple[bool, bool, int]:
    """Failures first; what the search proved before what a single look-up says; then in the order of the links."""
    contrast = diagnosis.finding.contrast
    link = (
        contrast.link if contrast is not None else diagnosis.finding.code.link if diagnosis.finding.code else Link.NAME
    )
    return diagnosis.severity is not Severity.FAIL, contrast is None, int(link)


def _of_contrast(contrast: Contrast, finding: Finding, evidence: Evidence) -> Diagnosis:
    return Diagnosis(
        finding,
        contrast.field,
        contrast.severity,
        contrast.certainty,
        contrast.owner or finding.owner or contrast.field.owner,
        contrast.edits,
        contrast.verified,
        contrast.alternatives,
        contrast.decides,
        contrast.ruled_out,
        evidence.ids(contrast.probes),
    )


def _plain(finding: Finding, evidence: Evidence) -> Diagnosis:
    named = finding.field
    assert named is not None
    return Diagnosis(
        finding,
        named,
        Severity.FAIL if finding.status is Status.FAIL else Severity.WARN,
        finding.code.certainty if finding.code is not None else Certainty.CERTAIN,
        finding.who or Owner.PROVIDER,
        evidence=finding.evidence or evidence.ids(finding.probes),
    )


def verdict(
    contrasts: Contrasts, diagnoses: Sequence[Diagnosis], results: Sequence[CheckResult], interrupted: bool
) -> Verdict:
    """The whole run in one word, in the order of the contract ("Exit status")."""
    if any(_stops_all(d.finding) for d in diagnoses):
        return Verdict.UNKNOWN
    if any(d.severity is Severity.FAIL for d in diagnoses):
        return Verdict.FAIL
    gaps = [side.unexamined for side in contrasts.sides.values() if side.unexamined is not None]
    broken = any(r.status is Status.ERROR and r.bundled for r in results)
    if gaps or broken or interrupted:
        return Verdict.UNKNOWN
    return Verdict.WARN if diagnoses else Verdict.PASS
