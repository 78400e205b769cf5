"""One cause in both directions is told once: the same wrong value, one certificate, one dead host."""

from __future__ import annotations

from dataclasses import replace

from maildoctor.diagnosis import attempts
from maildoctor.diagnosis.way import Route
from maildoctor.model.case import Case
from maildoctor.model.contrast import Break, Contrast, Edit
from maildoctor.model.evidence import Evidence
from maildoctor.model.field import Field
from maildoctor.model.settings import Auth, Direction

_BY_HOST = frozenset(
    (
        Break.NO_SUCH_HOST,
        Break.HOST_DEAD,
        Break.CERTIFICATE_NAME,
        Break.CERTIFICATE_STRANGER,
        Break.CERTIFICATE_EXPIRED,
        Break.CERTIFICATE_NOT_YET,
        Break.CERTIFICATE_WEAK,
        Break.CERTIFICATE_SELF_SIGNED,
        Break.CERTIFICATE_UNKNOWN_ROOT,
        Break.CERTIFICATE_CHAIN,
        Break.CERTIFICATE_PURPOSE,
        Break.SERVICE_DOWN,
        Break.TLS_TOO_OLD,
        Break.PLAINTEXT_ONLY,
        Break.SPELLING,
    )
)
_ONCE = frozenset((Break.CLOCK, Break.STORE_OUTDATED, Break.TLS_OFF_HERE, Break.INTERCEPTED))


def merged(case: Case, found: list[Contrast], evidence: Evidence, routes: dict[Direction, Route]) -> list[Contrast]:
    """`found` with what one cause does in both directions joined, incoming first."""
    result: list[Contrast] = []
    for contrast in found:
        partner = next((i for i, c in enumerate(result) if _same_cause(c, contrast)), None)
        if partner is None:
            result.append(contrast)
        else:
            result[partner] = _joined(result[partner], contrast)
    return [_with_shared_credentials(case, c, result, evidence, routes) for c in result]


def _same_cause(one: Contrast, other: Contrast) -> bool:
    if one.what is not other.what or set(one.directions) & set(other.directions):
        return False
    if one.what in _ONCE:
        return True
    mine, theirs = dict(one.seen), dict(other.seen)
    if one.what is Break.SPELLING:
        return mine["typed"] == theirs["typed"] and _names(one) == _names(other)
    if one.what is Break.USERNAME:
        return _values(one) == _values(other)
    if one.what is Break.PASSWORD:
        return True
    if one.what in _BY_HOST:
        if mine.get("host") != theirs.get("host"):
            return bool(mine.get("sha256")) and mine.get("sha256") == theirs.get("sha256")
        return _host_edit(one) == _host_edit(other)
    return False


def _names(contrast: Contrast) -> tuple[str, ...]:
    return tuple(e.field.name_in_side for e in contrast.edits)


def _values(contrast: Contrast) -> tuple[tuple[object, object], ...]:
    return tuple((e.old, e.new) for e in contrast.edits)


def _host_edit(contrast: Contrast) -> object:
    return next((e.new for e in contrast.edits if e.field.name_in_side == "host"), None)


def _joined(one: Contrast, other: Contrast) -> Contrast:
    """`one`, told for both directions; its field stays the incoming one."""
    return replace(
        one,
        directions=(*one.directions, *other.directions),
        edits=(*one.edits, *other.edits),
        suspects=(*one.suspects, *other.suspects),
        probes=tuple(dict.fromkeys((*one.probes, *other.probes))),
    )


def _with_shared_credentials(
    case: Case,
    contrast: Contrast,
    others: list[Contrast],
    evidence: Evidence,
    routes: dict[Direction, Route],
) -> Contrast:
    """A user name or password refused at the incoming server stands in the outgoing boxes too.

    It is not sent there a second time to prove it: the same wrong value is the same mistake.
    """
    if contrast.what not in (Break.PASSWORD, Break.USERNAME) or contrast.directions != (Direction.INCOMING,):
        return contrast
    incoming, outgoing = routes[Direction.INCOMING], routes.get(Direction.OUTGOING)
    if outgoing is None:
        return contrast
    side = outgoing.side
    if side.typed.same_as_incoming or not side.typed.given or (side.auth is not None and not side.auth.logs_in):
        return contrast
    if any(Direction.OUTGOING in c.directions and c.what is contrast.what for c in others):
        return contrast
    if contrast.what is Break.USERNAME:
        if side.typed.username is None or side.username != incoming.side.username:
            return contrast
        new = contrast.edits[0].new
        accepted = attempts.tried(outgoing, evidence).accepted
        if accepted is not None and accepted[0].username == side.username:
            return contrast
        edit = Edit(Field.OUTGOING_USERNAME, side.typed.username, new)
    else:
        mine = {login.secret for login, _ in attempts.tried(incoming, evidence).attempts}
        theirs = attempts.secret_name(case, side, side.auth or incoming.side.auth or Auth.PASSWORD)
        if theirs not in mine:
            return contrast
        edit = Edit(Field.OUTGOING_PASSWORD, None, None)
    return replace(contrast, directions=(*contrast.directions, Direction.OUTGOING), edits=(*contrast.edits, edit))
