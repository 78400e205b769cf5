"""Which change made a diagnosis go or come, as far as two reports prove it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from maildoctor.model.contrast import Certainty, Edit
from maildoctor.model.difference import (
    CertificateChange,
    Change,
    RecordChange,
    ServerChange,
    SettingChange,
)
from maildoctor.model.field import Field, Link
from maildoctor.model.probe import Endpoint, Envelope, Login, Lookup, Mailbox, Probe
from maildoctor.model.report import Diagnosis, Report
from maildoctor.model.settings import Direction


def asked(diagnosis: Diagnosis, report: Report) -> Iterator[Probe]:
    """The questions whose answers prove the diagnosis."""
    ids = set(diagnosis.evidence)
    return (o.probe for o in report.evidence if o.id in ids)


def repaired(old: Diagnosis, before: Report, after: Report, changes: tuple[Change, ...]) -> Iterator[Change]:
    """The changes that the diagnosis had asked for, or those of the very things that proved it."""
    for edits in (old.edits, *old.alternatives):
        made = _made(edits, after, changes)
        if made is not None:
            yield from made
            return
    if any(isinstance(c, SettingChange) and _in_the_way(c, old) for c in changes):
        return  # another box of this direction was changed as well: nobody can tell which of the two it was
    yield from _of_the_evidence(old, before, changes)


def _made(edits: tuple[Edit, ...], after: Report, changes: tuple[Change, ...]) -> tuple[SettingChange, ...] | None:
    """The setting changes that are just these edits; None where one of them was not made. Passwords cannot be seen."""
    seen = [edit for edit in edits if not _secret(edit)]
    by_name = {c.name: c for c in changes if isinstance(c, SettingChange)}
    found = [change for edit in seen if (change := _change_for(edit, after, by_name)) is not None]
    return tuple(dict.fromkeys(found)) if seen and len(found) == len(seen) else None


def _secret(edit: Edit) -> bool:
    return edit.old is None and edit.new is None


def _change_for(edit: Edit, after: Report, by_name: Mapping[str, SettingChange]) -> SettingChange | None:
    change = by_name.get(edit.field.value)
    if change is not None and change.new == edit.new:
        return change
    ticked = by_name.get(Field.OUTGOING_SAME_AS_INCOMING.value)
    incoming = after.case.configured(Direction.INCOMING).username
    if edit.field is Field.OUTGOING_USERNAME and ticked is not None and ticked.new and incoming == edit.new:
        return ticked  # the same user name, by the tick in 「受信と同じ」
    return None


def _in_the_way(change: SettingChange, diagnosis: Diagnosis) -> bool:
    contrast = diagnosis.finding.contrast
    return contrast is not None and change.name.partition(".")[0] in {d.value for d in contrast.directions}


def _of_the_evidence(diagnosis: Diagnosis, report: Report, changes: tuple[Change, ...]) -> Iterator[Change]:
    probes = tuple(asked(diagnosis, report))
    names = {(p.name, p.type) for p in probes if isinstance(p, Lookup)}
    ends = {e for p in probes if (e := _endpoint(p)) is not None}
    hosts, targets = {e.host for e in ends}, {e.target for e in ends}
    link = diagnosis.finding.contrast.link if diagnosis.finding.contrast is not None else None
    for change in changes:
        match change:
            case RecordChange():
                if (change.name, change.type) in names and link in (None, Link.NAME, Link.ADDRESS, Link.CONNECT):
                    yield change
            case CertificateChange():
                if change.host in hosts and (diagnosis.field is Field.SERVER_CERTIFICATE or link is Link.CERTIFICATE):
                    yield change
            case ServerChange():
                if change.target in targets and link in (Link.CONNECT, Link.GREETING):
                    yield change


def _endpoint(probe: Probe) -> Endpoint | None:
    match probe:
        case Endpoint():
            return probe
        case Login() | Envelope():
            return probe.endpoint
        case Mailbox():
            return probe.login.endpoint
        case _:
            return None


def spoilt(new: Diagnosis, after: Report, changes: tuple[Change, ...]) -> Iterator[Change]:
    """The changes that a new diagnosis wants taken back, or those of the very things that prove it."""
    by_name = {c.name: c for c in changes if isinstance(c, SettingChange)}
    seen = [edit for edit in new.edits if not _secret(edit)]
    made = [by_name.get(edit.field.value) for edit in seen]
    if new.certainty is Certainty.CERTAIN and seen and all(made):
        yield from (change for change in made if change is not None)
        return
    if not any(_in_the_way(change, new) for change in by_name.values()):
        yield from _of_the_evidence(new, after, changes)
