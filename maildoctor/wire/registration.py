"""What a registry says about a domain: an RDAP answer (RFC 9083) read into values.

Status words are those of RFC 8056 section 2 ("client hold" is EPP's clientHold), dates those of the events (RFC 9083
section 4.5). Registrars write dates with and without fractions and zones; without a zone they are taken as UTC.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from maildoctor.wire.readable import clean

_LONGEST_TEXT = 1 << 20
_LONGEST_NAME = 200
_MOST = 50
_ENDED = frozenset(("redemption period", "pending delete", "pending restore", "suspended", "deleted"))


@dataclass(frozen=True, slots=True)
class Registration:
    """One registered domain. `name` in lower case ASCII; `statuses` in lower case, words apart ("client hold").

    `expires` in UTC, None where it is not told; `registrar` as it is written, "" where it is not told; `servers` the
    name servers, None where they are not read; `revival` the last day on which the registry takes it back after its
    deletion, None where that is not known.
    """

    name: str
    statuses: tuple[str, ...] = ()
    expires: dt.datetime | None = None
    registrar: str = ""
    servers: tuple[str, ...] | None = None
    revival: dt.date | None = None

    @property
    def held(self) -> tuple[str, ...]:
        """The statuses that take the domain out of the DNS (RFC 5731 section 2.3: clientHold, serverHold)."""
        return tuple(s for s in self.statuses if s in ("client hold", "server hold"))

    @property
    def leaving(self) -> tuple[str, ...]:
        """The statuses of a registration that has ended, before the name is free again.

        RFC 3915 section 3.1; "suspended" (below `.jp`) and "deleted" (below `co.jp` and its like) are those of JPRS.
        """
        return tuple(s for s in self.statuses if s in _ENDED)

    @property
    def ending(self) -> tuple[str, ...]:
        """The statuses of a registration whose end was asked for and has not come yet: JPRS's words."""
        return tuple(s for s in self.statuses if s in ("to be suspended", "to be deleted"))


def read_registration(text: str) -> Registration | None:
    """The registration in an RDAP answer, None for everything that is no answer about a domain."""
    if len(text) > _LONGEST_TEXT:
        return None
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or answer.get("objectClassName") != "domain":
        return None
    name = answer.get("ldhName")
    if not isinstance(name, str) or not name:
        return None
    return Registration(
        clean(name, _LONGEST_NAME).rstrip(".").lower(),
        tuple(dict.fromkeys(_statuses(answer))),
        _expires(answer),
        _registrar(answer),
    )


def _items(value: object) -> list[object]:
    return value[:_MOST] if isinstance(value, list) else []


def _statuses(answer: dict[str, object]) -> Iterator[str]:
    for status in _items(answer.get("status")):
        if isinstance(status, str):
            yield clean(_spaced(status), _LONGEST_NAME)


def _spaced(status: str) -> str:
    """Some servers write EPP's own word, "clientHold"."""
    if " " in status:
        return status.lower()
    return "".join(f" {c.lower()}" if c.isupper() else c for c in status).strip()


def _expires(answer: dict[str, object]) -> dt.datetime | None:
    for event in _items(answer.get("events")):
        if isinstance(event, dict) and event.get("eventAction") == "expiration":
            return _moment(event.get("eventDate"))
    return None


def _moment(value: object) -> dt.datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = dt.datetime.fromisoformat(value.strip())
        return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _registrar(answer: dict[str, object]) -> str:
    """The formatted name of the entity with that role, out of its jCard (RFC 7095 section 3.3)."""
    for entity in _items(answer.get("entities")):
        if not isinstance(entity, dict) or "registrar" not in _items(entity.get("roles")):
            continue
        card = _items(entity.get("vcardArray"))
        for line in _items(card[1] if len(card) > 1 else None):
            if isinstance(line, list) and len(line) > 3 and line[0] == "fn" and isinstance(line[3], str):
                return clean(line[3], _LONGEST_NAME)
    return ""
