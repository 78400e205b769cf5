"""The customer's settings, box by box, as on the client's own screen: proved right, wrong, or not known."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.diagnosis.side import Side, address_differs, side_of
from maildoctor.model.case import Case
from maildoctor.model.contrast import Break, Certainty, Contrast, Contrasts, Edit, EditValue, Proof, SideResult
from maildoctor.model.evidence import Evidence
from maildoctor.model.field import Field, Link
from maildoctor.model.probe import Probe
from maildoctor.model.report import FieldRow, FieldVerdict
from maildoctor.model.settings import Direction, ServerSettings

_KEYS = ("protocol", "host", "port", "security", "username", "auth", "keep", "same_as_incoming", "sender")
_SERVERS_WORDS = frozenset(
    (Break.PLAIN_REFUSED, Break.AUTH_NOT_OFFERED, Break.AUTH_NEEDED, Break.SENDER_REFUSED, Break.ADDRESS_DIFFERS)
)
"""Breaks that the server's own words (or the command line) name: wrong without any further proof."""
_PROVED_BY = {
    "protocol": Link.CAPABILITIES,
    "host": Link.CAPABILITIES,
    "port": Link.CAPABILITIES,
    "security": Link.CAPABILITIES,
    "auth": Link.LOGIN,
    "username": Link.LOGIN,
    "password": Link.LOGIN,
    "same_as_incoming": Link.LOGIN,
    "sender": Link.ACCOUNT,
}


def field_rows(case: Case, contrasts: Contrasts, evidence: Evidence) -> tuple[FieldRow, ...]:
    """One row for each configured key, in the order of the settings file."""
    rows: list[FieldRow] = []
    if case.settings.address is not None:
        rows.append(_address(case, contrasts, evidence))
    for direction in case.sides:
        rows.extend(_side(case, side_of(case, direction), contrasts, evidence))
    return tuple(rows)


def _address(case: Case, contrasts: Contrasts, evidence: Evidence) -> FieldRow:
    typed = case.settings.address
    if address_differs(case):
        return FieldRow("address", typed, FieldVerdict.WRONG, str(case.address))
    proved = contrasts.sides.get(Direction.OUTGOING)
    if proved is not None and proved.held is not None and proved.held >= Link.ACCOUNT and proved.proof is Proof.LOGIN:
        return FieldRow("address", typed, FieldVerdict.CORRECT, evidence=evidence.ids(_asked(proved)))
    return FieldRow("address", typed, FieldVerdict.NOT_TESTED)


def _side(case: Case, side: Side, contrasts: Contrasts, evidence: Evidence) -> Iterator[FieldRow]:
    typed = side.typed
    if not typed.given:
        return
    result = contrasts.sides[side.direction]
    for key in _KEYS:
        value = getattr(typed, key)
        if value is not None:
            yield _row(side, key, value, result, contrasts, evidence, case)
        if key == "auth" and _logs_in(typed):
            yield _row(side, "password", None, result, contrasts, evidence, case)


def _logs_in(typed: ServerSettings) -> bool:
    return (typed.auth is None or typed.auth.logs_in) and not typed.same_as_incoming


def _row(
    side: Side,
    key: str,
    value: EditValue,
    result: SideResult,
    contrasts: Contrasts,
    evidence: Evidence,
    case: Case,
) -> FieldRow:
    name = f"{side.direction.value}.{key}"
    named = next((f for f in Field if f.value == name), None)
    for contrast in contrasts:
        edit = next((e for e in contrast.edits if e.field is named), None)
        if edit is None and contrast.field is not named:
            continue
        verdict, should_be = _blamed(contrast, edit)
        return FieldRow(name, value, verdict, should_be, evidence.ids(contrast.probes))
    if any(named in contrast.suspects for contrast in contrasts):
        return FieldRow(name, value, FieldVerdict.SUSPECT, None, evidence.ids(_asked(result)))
    needed = _PROVED_BY.get(key)
    if needed is not None and result.held is not None and result.held >= needed and _really(key, result, case):
        return FieldRow(name, value, FieldVerdict.CORRECT, evidence=evidence.ids(_asked(result)))
    if needed is not None and _broken_before(result, needed, contrasts):
        return FieldRow(name, value, FieldVerdict.NOT_REACHED)
    return FieldRow(name, value, FieldVerdict.NOT_TESTED)


def _really(key: str, result: SideResult, case: Case) -> bool:
    """A login proves user name, password and mechanism only where there was one."""
    if key not in ("auth", "username", "password", "same_as_incoming"):
        return True
    typed = case.configured(result.direction)
    by_login = typed.auth is None or typed.auth.logs_in
    if key == "auth" and typed.auth is not None and typed.auth.value == "ntlm":
        return False
    return result.login is not None if by_login else key == "auth" and result.proof is Proof.LOGIN


def _blamed(contrast: Contrast, edit: Edit | None) -> tuple[FieldVerdict, EditValue]:
    should_be = edit.new if edit is not None else None
    certain = contrast.certainty is Certainty.CERTAIN
    if contrast.verified or (contrast.what in _SERVERS_WORDS and certain):
        return FieldVerdict.WRONG, should_be
    return FieldVerdict.SUSPECT, should_be


def _broken_before(result: SideResult, needed: Link, contrasts: Contrasts) -> bool:
    """True where a link in front of `needed` does not hold even with all edits applied."""
    held = result.held or Link.NAME
    return any(
        result.direction in c.directions and c.link <= needed and held < needed and c.severity.value == "fail"
        for c in contrasts
    )


def _asked(result: SideResult) -> tuple[Probe, ...]:
    return tuple(p for p in (result.login, result.target) if p is not None)
