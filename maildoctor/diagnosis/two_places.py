"""Two runs of one account from two places, one verdict (`report --with`).

Where the place is all that differs and mail works at one of them alone, the line of the other is the cause: whatever
looked like a fault of the server or of a box is taken back. Where that is not proved, nothing is changed.
"""

from __future__ import annotations

from dataclasses import replace

from maildoctor.diagnosis.compare import compare
from maildoctor.model.contrast import Certainty, Severity
from maildoctor.model.difference import Places, Turn
from maildoctor.model.field import Field, Link, Owner
from maildoctor.model.finding import Code, Finding, Status, Text, Title
from maildoctor.model.report import CheckResult, Diagnosis, FieldRow, FieldVerdict, Report

CHECK = "network.two-places"
_TITLE = Title("2 つの場所の比較", "Two places compared")
_FIELD = {
    Link.ADDRESS: Field.NETWORK_RESOLVER,
    Link.CONNECT: Field.NETWORK_PORT,
    Link.CERTIFICATE: Field.NETWORK_INTERCEPTION,
}
_BLAMED = (FieldVerdict.WRONG, FieldVerdict.SUSPECT)

LINE = Code(
    "line-is-the-cause", Status.FAIL, Field.NETWORK_ADDRESS, Link.CONNECT,
    ja=Text(
        "同じ PC と設定で、「{works}」では使え、「{place}」では使えません。原因は「{place}」の回線です。",
        why="違うのは調べた場所だけでした。設定、アカウント、メール会社のサーバーは、別の回線では正しく働いています。",
        fix="「{place}」の回線の管理者か回線会社に、この結果を伝えてください。それまでは、使えた回線をお使いください。",
    ),
    en=Text(
        'With the same PC and settings it works at "{works}" and not at "{place}": the line of "{place}" is the cause.',
        why="Only the place was different. Settings, account and servers work over another line.",
        fix='Give this result to whoever runs the line of "{place}". Until then, use the line that works.',
    ),
    owner=Owner.NETWORK,
)  # fmt: skip
PLACE = Code(
    "place-is-the-cause", Status.FAIL, Field.NETWORK_ADDRESS, Link.CONNECT,
    ja=Text(
        "同じ設定で、「{works}」では使え、「{place}」では使えません。原因は「{place}」の回線か、その PC です。",
        why="設定、アカウント、メール会社のサーバーは、別の場所では正しく働いています。",
        fix="同じ PC を別の回線(スマートフォンなど)につないで、もう一度調べてください。どちらなのかが分かります。",
    ),
    en=Text(
        'With the same settings it works at "{works}" and not at "{place}": the line of "{place}", or that PC, is the '
        "cause.",
        why="Settings, account and servers work at another place.",
        fix="Connect the same PC to another line (a phone's) and check again: that tells which of the two it is.",
    ),
    owner=Owner.NETWORK,
    certainty=Certainty.LIKELY,
)  # fmt: skip
BOTH = Code(
    "same-at-both-places", Status.PASS, None, Link.CONNECT,
    ja=Text("「{place}」でも「{works}」でも、結果は同じです。場所のせいではありません。"),
    en=Text('The result is the same at "{place}" and at "{works}": it is not the place.'),
)  # fmt: skip
SAME = Code(
    "places-not-different", Status.PASS, None, Link.CONNECT,
    ja=Text("2 つの報告は同じ場所から調べたものです。場所のせいかどうかは分かりません。"),
    en=Text("Both reports were made at the same place: they do not tell whether it is the place."),
)  # fmt: skip
OPEN = Code(
    "places-not-compared", Status.PASS, None, Link.CONNECT,
    ja=Text(
        "「{place}」と「{works}」では、場所のほかにも違いがあります(設定、DNS、証明書、時刻のどれか)。"
        "場所のせいかどうかは分かりません。1 時間以内に、同じ設定で調べ直してください。"
    ),
    en=Text(
        'More than the place differs between "{place}" and "{works}" (settings, DNS, certificate or time), so it is '
        "not proved to be the place. Check both within one hour with the same settings."
    ),
)  # fmt: skip
CODES = (LINE, PLACE, BOTH, SAME, OPEN)


def joined(one: Report, other: Report) -> tuple[Report, Finding]:
    """The report of the place where mail does not work, judged with what was seen at the other; and what that says.

    Raises:
        NotTheSameError: they are about different accounts.
    """
    found = compare(one, other)
    proved = found.places in (Places.LINE, Places.PLACE)
    here, there = (other, one) if proved and not _fails(one) else (one, other)
    code = {Places.LINE: LINE, Places.PLACE: PLACE, Places.SAME: SAME}.get(found.places)
    if code is None:
        fails = [m for m in found.matters if m.told.severity is Severity.FAIL]
        alike = all(m.turn is Turn.STAYED for m in fails) and one.verdict is other.verdict
        code = BOTH if alike else OPEN
    cause = code(place=_name(here, "1"), works=_name(there, "2"))
    report = _with_cause(here, cause) if proved else here
    result = CheckResult(CHECK, _TITLE, cause.status, (_seen(cause, here) if proved else cause,), bundled=True)
    return replace(report, checks=(*report.checks, result)), cause


def _fails(report: Report) -> tuple[Diagnosis, ...]:
    return tuple(d for d in report.diagnoses if d.severity is Severity.FAIL)


def _name(report: Report, number: str) -> str:
    place = report.place
    return place.label or place.v4 or place.v6 or place.host or number


def _seen(cause: Finding, report: Report) -> Finding:
    ids = dict.fromkeys(identifier for d in _fails(report) for identifier in d.evidence)
    return replace(cause, field=_field(report), evidence=tuple(ids))


def _field(report: Report) -> Field:
    """The place's part in it: as the run itself found it, else by the first link that broke."""
    first = _fails(report)[0]
    if first.field.place == "network":
        return first.field
    contrast = first.finding.contrast
    return _FIELD.get(contrast.link, Field.NETWORK_ADDRESS) if contrast is not None else Field.NETWORK_ADDRESS


def _with_cause(report: Report, cause: Finding) -> Report:
    taken_back = _fails(report)
    cause = _seen(cause, report)
    certainty = cause.code.certainty if cause.code is not None else Certainty.LIKELY
    blamed = {d.field for d in taken_back if d.field.place not in ("network", "client")}
    # The edits of a port that the line blocks are a way around it: they stay worth doing.
    edits = next((d.edits for d in taken_back if d.field.place == "network" and d.verified), ())
    diagnosis = Diagnosis(
        cause,
        _field(report),
        Severity.FAIL,
        certainty,
        Owner.NETWORK,
        edits,
        bool(edits),
        ruled_out=tuple(sorted(blamed)),
        evidence=cause.evidence,
    )
    kept = tuple(d for d in report.diagnoses if d.severity is not Severity.FAIL)
    rows = report.fields if edits else tuple(_unblamed(row) for row in report.fields)
    # Whether it is the same over another line is answered now.
    left = tuple(q for q in report.questions if not any(field.place == "network" for field in q.settles))
    return replace(report, diagnoses=(diagnosis, *kept), fields=rows, questions=left)


def _unblamed(row: FieldRow) -> FieldRow:
    return replace(row, verdict=FieldVerdict.NOT_REACHED, should_be=None) if row.verdict in _BLAMED else row
