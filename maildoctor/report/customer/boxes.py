"""The very boxes of the mail program: what stands there, what it becomes, and what stays."""

from __future__ import annotations

from maildoctor.model.contrast import Edit, EditValue
from maildoctor.model.report import FieldRow, FieldVerdict, Report
from maildoctor.model.settings import Recommended
from maildoctor.report.client_causes import client_causes
from maildoctor.report.customer.content import Box, Sheet
from maildoctor.report.customer.told import value
from maildoctor.report.voice import Voice
from maildoctor.wire.readable import clean

_MOST = 5
"""As many boxes as a page shows with ease: the changed ones are never left out, the others fill the room."""

_LONGEST = 60
"""Of what stands there now: it is only to be recognised. What is to be typed in stands there whole."""

_KEPT = ("host", "port", "security", "username")


def sheet(report: Report, edits: tuple[Edit, ...], voice: Voice) -> Sheet | None:
    """The boxes to change, and beside them those of the same kind that stay. None where no box changes."""
    changed = list({edit.field: edit for edit in edits}.values())
    if not changed:
        return None
    boxes = [_changed(edit, report, voice) for edit in changed]
    names = {edit.field.value for edit in changed}
    boxes += [_kept(row, voice) for row in _staying(report, changed) if row.name not in names][
        : max(_MOST - len(boxes), 0)
    ]
    return Sheet(_heads(voice), _in_order(report, boxes, voice), _dialog(changed, voice))


def found(report: Report, voice: Voice) -> Sheet | None:
    """The settings that work, to be typed in as they stand: where nothing was configured, or all is to be set anew."""
    if report.source != "none" and not client_causes(report):
        return None
    boxes: list[Box] = []
    for direction, side in report.contrasts.sides.items():
        right = side.recommended
        if isinstance(right, Recommended):
            given = (
                ("protocol", right.protocol.value),
                ("host", right.host),
                ("port", right.port),
                ("security", right.security.value),
                ("username", right.username),
            )
            boxes += [
                Box(
                    voice.label(f"{direction.value}.{kind}"), "", value(f"{direction.value}.{kind}", entry, voice), True
                )
                for kind, entry in given
                if kind != "protocol" or direction.value == "incoming"
            ]
    if not boxes:
        return None
    return Sheet((voice.pick("欄", "Box"), "", voice.pick("入れる値", "To be entered")), tuple(boxes))


def _dialog(edits: list[Edit], voice: Voice) -> str:
    """The way to the boxes on the client's screen, "" where it is not known."""
    sides = dict.fromkeys(edit.field.direction for edit in edits)
    ways = dict.fromkeys(way for side in sides if side is not None and (way := voice.where(side.value)))
    return voice.pick("、", "; ").join(ways)


def _heads(voice: Voice) -> tuple[str, str, str]:
    return voice.pick("欄", "Box"), voice.pick("今", "Now"), voice.pick("こう直します", "Change to")


def _changed(edit: Edit, report: Report, voice: Voice) -> Box:
    label, name = voice.label(edit.field.value), edit.field.value
    if edit.old is None and edit.new is None:
        return Box(
            label, voice.pick("(今のもの)", "(as it is)"), voice.pick("確かめて入れ直す", "check, enter again"), True
        )
    old = edit.old if edit.old is not None else _typed(edit, report)
    now = clean(value(name, old, voice), _LONGEST) if old is not None else voice.pick("(空欄)", "(empty)")
    return Box(label, now, value(name, edit.new, voice), True)


def _typed(edit: Edit, report: Report) -> EditValue:
    return next((row.value for row in report.fields if row.name == edit.field.value), None)


def _kept(row: FieldRow, voice: Voice) -> Box:
    return Box(
        voice.label(row.name),
        clean(value(row.name, row.value, voice), _LONGEST),
        voice.pick("(そのまま)", "(stays)"),
        False,
    )


def _staying(report: Report, changed: list[Edit]) -> list[FieldRow]:
    """Boxes proved right on the sides that change, the servers' first."""
    places = {edit.field.place for edit in changed}
    right = [
        row
        for row in report.fields
        if row.verdict is FieldVerdict.CORRECT and row.name.partition(".")[0] in places and row.value is not None
    ]
    kept = [row for row in right if row.name.rpartition(".")[2] in _KEPT]
    return sorted(kept, key=lambda row: _KEPT.index(row.name.rpartition(".")[2]))


def _in_order(report: Report, boxes: list[Box], voice: Voice) -> tuple[Box, ...]:
    """As on the screen: in the order of the settings, whatever changes."""
    order = [voice.label(row.name) for row in report.fields]
    return tuple(sorted(boxes, key=lambda box: order.index(box.label) if box.label in order else len(order)))
