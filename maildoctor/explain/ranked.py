"""The causes behind what was pasted, in one list: the most telling error first, each cause once."""

from __future__ import annotations

from collections.abc import Iterable

from maildoctor.explain.match import Match
from maildoctor.explain.outlook_line import PastedSettings
from maildoctor.knowledge.known_errors import Cause
from maildoctor.model.field import Field
from maildoctor.model.settings import Direction

_SUBMISSION_ELSEWHERE = (465, 587)


def ranked_causes(matches: Iterable[Match], pasted: PastedSettings | None) -> tuple[Cause, ...]:
    """The causes of `matches`, without those of another client than the one that shows the error.

    What the pasted settings rule out is left out as well: the other direction, a port that is not used.
    """
    matches = tuple(matches)
    seen_in = {client for match in matches for client in match.error.clients}
    found: dict[str, Cause] = {}
    for match in matches:
        for cause in match.error.causes:
            elsewhere = bool(cause.clients and seen_in and not seen_in & set(cause.clients))
            if not elsewhere and (pasted is None or _fits(cause, pasted)):
                found.setdefault(cause.id, cause)
    return tuple(found.values())


def _fits(cause: Cause, pasted: PastedSettings) -> bool:
    if cause.field is Field.NETWORK_PORT25:
        return pasted.direction is Direction.OUTGOING and pasted.settings.port not in _SUBMISSION_ELSEWHERE
    direction = cause.field.direction if cause.field is not None else None
    return direction is None or direction is pasted.direction


def checks_of(causes: Iterable[Cause]) -> tuple[str, ...]:
    """The ids of the checks that look for these causes, each once."""
    return tuple(dict.fromkeys(check for cause in causes for check in cause.checks))
