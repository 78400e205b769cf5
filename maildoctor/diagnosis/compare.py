"""Comparing two runs of one account: which diagnosis is gone, which is new, and which change made it so.

A diagnosis that is missing the second time is gone only where the second run looked there and found it in order; what
neither run proves is not said. A change is named as the cause only where the diagnosis had asked for just this change,
or where the very record or certificate that proved the fault is another one now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from maildoctor.diagnosis import compare_world
from maildoctor.diagnosis.compare_causes import asked, repaired, spoilt
from maildoctor.model.contrast import Break, EditValue, Severity
from maildoctor.model.difference import (
    Change,
    Difference,
    FoundChange,
    Matter,
    Places,
    ProofChange,
    SettingChange,
    Turn,
)
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import LookupFact, Outcome
from maildoctor.model.field import Field, Link
from maildoctor.model.finding import Status
from maildoctor.model.probe import Lookup, Probe
from maildoctor.model.report import CheckResult, Diagnosis, Report, Verdict
from maildoctor.model.settings import Direction, ServerSettings

_AT_ONCE = dt.timedelta(hours=1)
_KEYS = ("protocol", "host", "port", "security", "username", "auth", "keep", "same_as_incoming", "sender")
_OF_THE_WAY = (Link.ADDRESS, Link.CONNECT, Link.GREETING, Link.CERTIFICATE, Link.CAPABILITIES)


class NotTheSameError(ValueError):
    """The two reports are not about the same account. `args` are the two subjects."""


def compare(before: Report, after: Report) -> Difference:
    """What is different between two runs of one account.

    Raises:
        NotTheSameError: they are about different accounts.
    """
    readdressed = _same_subject(before, after)
    settings = tuple(_settings(before, after))
    records, shown = compare_world.records(before, after), compare_world.certificates(before, after)
    servers = compare_world.servers(before, after)
    found = () if settings else tuple(_found(before, after))
    changes: tuple[Change, ...] = (*settings, *records, *shown, *servers)
    matters = tuple(_matters(before, after, changes))
    alone = not (settings or records or shown)
    return Difference(
        before,
        after,
        matters,
        settings,
        found,
        records,
        shown,
        servers,
        tuple(_proofs(before, after)),
        _places(before, after, matters, alone),
        before.case.now > after.case.now,
        readdressed,
    )


def _subject(report: Report) -> str:
    return str(report.case.address) if report.case.address is not None else report.case.domain


def _same_subject(before: Report, after: Report) -> bool:
    """True where the address was put right in between.

    Raises:
        NotTheSameError: they are different accounts.
    """
    old, new = _subject(before), _subject(after)
    if old.casefold() == new.casefold():
        return False
    for report, other in ((before, new), (after, old)):
        for edit in (e for d in report.diagnoses for e in d.edits):
            if edit.field is Field.ADDRESS and str(edit.new).casefold() == other.casefold():
                return True
    typed = after.case.settings.address
    if typed is not None and typed.casefold() == old.casefold():
        return True
    raise NotTheSameError(old, new)


def _settings(before: Report, after: Report) -> Iterator[SettingChange]:
    old, new = before.case.settings.address, after.case.settings.address
    if old is not None and new is not None and old != new:
        yield SettingChange("address", old, new)
    for direction in Direction:
        one, other = before.case.configured(direction), after.case.configured(direction)
        for key in _KEYS:
            was, now = _value(one, key), _value(other, key)
            if was != now:
                yield SettingChange(f"{direction.value}.{key}", was, now)


def _value(side: ServerSettings, key: str) -> EditValue:
    value: EditValue = getattr(side, key)
    return str(value) if isinstance(value, str) else value


def _found(before: Report, after: Report) -> Iterator[FoundChange]:
    for direction, side in before.contrasts.sides.items():
        other = after.contrasts.sides.get(direction)
        if other is None or side.recommended is None or other.recommended is None:
            continue
        if side.recommended != other.recommended:
            yield FoundChange(direction, side.recommended, other.recommended)


def _proofs(before: Report, after: Report) -> Iterator[ProofChange]:
    for direction, side in before.contrasts.sides.items():
        other = after.contrasts.sides.get(direction)
        if other is not None and other.proof is not side.proof:
            yield ProofChange(direction, side.proof, other.proof)


def _matters(before: Report, after: Report, changes: tuple[Change, ...]) -> Iterator[Matter]:
    """Every diagnosis of either run, the old ones first, in the order of their reports."""
    pairs = _pairs(before.diagnoses, after.diagnoses)
    taken = {id(new) for _, new in pairs if new is not None}
    for old, new in pairs:
        if new is not None:
            yield Matter(_grown(old, new), old, new)
        elif _looked(old, before, after, gone=True):
            yield Matter(Turn.GONE, old, None, tuple(repaired(old, before, after, changes)))
        else:
            yield Matter(Turn.UNSEEN, old, None)
    for new in after.diagnoses:
        if id(new) in taken:
            continue
        if _looked(new, after, before, gone=False):
            yield Matter(Turn.NEW, None, new, tuple(spoilt(new, after, changes)))
        else:
            yield Matter(Turn.UNCOVERED, None, new)


def _grown(old: Diagnosis, new: Diagnosis) -> Turn:
    if old.severity is new.severity:
        return Turn.STAYED
    return Turn.EASED if new.severity is Severity.WARN else Turn.HARDENED


def _pairs(old: Iterable[Diagnosis], new: Iterable[Diagnosis]) -> list[tuple[Diagnosis, Diagnosis | None]]:
    """Each old diagnosis with the new one that is the same: first those about the same host, then those left."""
    left = list(new)
    found: dict[int, Diagnosis] = {}
    wanted = list(old)
    for same in (_same_thing, _same_code):
        for index, one in enumerate(wanted):
            other = next((d for d in left if same(one, d)), None) if index not in found else None
            if other is not None:
                found[index] = other
                left.remove(other)
    return [(one, found.get(index)) for index, one in enumerate(wanted)]


def _same_code(one: Diagnosis, other: Diagnosis) -> bool:
    return one.finding.id == other.finding.id and one.field is other.field


def _same_thing(one: Diagnosis, other: Diagnosis) -> bool:
    about = [[d.finding.arguments.get(key) for key in ("host", "name", "selector", "target")] for d in (one, other)]
    return _same_code(one, other) and about[0] == about[1]


def _looked(diagnosis: Diagnosis, told: Report, other: Report, gone: bool) -> bool:
    """True where `other` would have shown this diagnosis of `told` if it were there.

    `gone`: it was told the first time, so what is configured has to hold now; where it is new, it is enough that the
    first run came by, with the changes it proposed.
    """
    contrast = diagnosis.finding.contrast
    if other.verdict is Verdict.UNKNOWN and any(d.field.place == "network" for d in other.diagnoses):
        return False  # the place stopped everything: nothing of the account was seen
    if contrast is None:
        return _check_looked(diagnosis, told, other)
    if contrast.what is Break.ADDRESS_DIFFERS:
        return other.case.settings.address is not None
    if not _configured(diagnosis, other) and _configured(diagnosis, told):
        return False
    sides = [other.contrasts.sides.get(direction) for direction in contrast.directions]
    came = [(side.reached if gone else side.held) if side is not None else None for side in sides]
    return all(link is not None and link >= contrast.link for link in came)


def _configured(diagnosis: Diagnosis, report: Report) -> bool:
    direction = diagnosis.field.direction
    if direction is None or diagnosis.field.name_in_side not in _KEYS:
        return True
    return _value(report.case.configured(direction), diagnosis.field.name_in_side) is not None


def _check_looked(diagnosis: Diagnosis, told: Report, other: Report) -> bool:
    if diagnosis.field.place in ("network", "client"):
        return True  # these are only looked for where something points to them
    results = {result.id: result for result in other.checks}
    checks = [r.id for r in told.checks if any(_is_of(f.id, f.field, diagnosis) for f in r.findings)]
    if not any(_carried_out(results.get(identifier)) for identifier in checks):
        return False
    return not any(_failed_lookup(probe, other.evidence) for probe in asked(diagnosis, told))


def _is_of(identifier: str, field: Field | None, diagnosis: Diagnosis) -> bool:
    return identifier == diagnosis.finding.id and field is diagnosis.field


def _carried_out(result: CheckResult | None) -> bool:
    return result is not None and result.status not in (Status.SKIP, Status.ERROR)


def _failed_lookup(probe: Probe, evidence: Evidence) -> bool:
    fact = evidence.get(probe) if isinstance(probe, Lookup) else None
    return isinstance(fact, LookupFact) and fact.outcome is not Outcome.ANSWERED


def _places(before: Report, after: Report, matters: tuple[Matter, ...], alone: bool) -> Places:
    """Whether it was looked from two places, and whether that alone explains what is different."""
    one, other = before.place, after.place
    same_pc = one.host == other.host
    same_line = (one.v4, one.v6) == (other.v4, other.v6) or None in (one.v4 or one.v6, other.v4 or other.v6)
    if one.label == other.label and one.remote == other.remote and same_pc and same_line:
        return Places.SAME
    fails = [[d for d in r.diagnoses if d.severity is Severity.FAIL] for r in (before, after)]
    if not alone or bool(fails[0]) is bool(fails[1]) or not all(_of_the_way(d) for d in (*fails[0], *fails[1])):
        return Places.DIFFERENT
    turns = {m.turn for m in matters if m.told.severity is Severity.FAIL}
    soon = abs(after.case.now - before.case.now) <= _AT_ONCE
    if not turns <= {Turn.GONE, Turn.NEW} or not soon or Verdict.UNKNOWN in (before.verdict, after.verdict):
        return Places.DIFFERENT
    return Places.LINE if same_pc else Places.PLACE


def _of_the_way(diagnosis: Diagnosis) -> bool:
    """True for a fault between the place and the server, which a line or a PC can make."""
    if diagnosis.field.place in ("network", "client"):
        return True
    contrast = diagnosis.finding.contrast
    return contrast is not None and contrast.link in _OF_THE_WAY
