"""What JPRS says about a `.jp` domain: its WHOIS answer (RFC 3912, free text) read into values.

Each line is `[Key]   value`, for names under `co.jp` and its like with a letter in front (`a. [Domain Name]`); a query
that ends in `/e` is answered in English alone. Names directly below `.jp` have `[Status]` and `[Expires on]`, those of
the other kind have `[State]` with the date in brackets, `Connected (2027/03/31)`. Dates are days in Japan. Keys, states
and dates as in JPRS's guide (jprs.jp/about/dom-search/jprs-whois/whois-guide-view.html); the time for taking back a
deletion, from the 1st to the 20th of the month after it, as in its page on the life of a name
(jprs.jp/about/dom-rule/lifecycle).

Nothing else of the answer is kept: what stands there beside it is names, addresses and telephone numbers of people.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from maildoctor.wire.readable import clean
from maildoctor.wire.registration import Registration

JAPAN = dt.timezone(dt.timedelta(hours=9), "JST")
"""The zone in which JPRS's days begin and end."""

_KEYS = {
    "Domain Name": "name", "ドメイン名": "name",
    "Name Server": "server", "ネームサーバ": "server",
    "Expires on": "expires", "有効期限": "expires",
    "Status": "status", "State": "status", "状態": "status",
}  # fmt: skip
_LINE = re.compile(r"(?:[a-z]{1,2}\. ?)?\[([^\[\]]{1,40})\](.*)")
_DATE = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2})")
_STATE = re.compile(r"([A-Za-z][A-Za-z -]{0,39})(?:\(([0-9/]{10})\))?.*")
_NO_MATCH = "No match!!"
_LAST_DAY_OF_REVIVAL = 20
_MOST_LINES = 2000
_MOST_KEPT = 60
_LONGEST = 200


def kept(text: str) -> str:
    """The lines of an answer that are about the name itself, safe to show; "" where it is no answer of JPRS."""
    return "\n".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    found = 0
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        if line.startswith(_NO_MATCH):
            yield _NO_MATCH
            return
        key, value = _parted(line)
        if key in _KEYS and found < _MOST_KEPT:
            found += 1
            yield f"[{key}] {clean(value, _LONGEST)}"


def _parted(line: str) -> tuple[str, str]:
    match = _LINE.match(line.strip())
    return (match.group(1).strip(), match.group(2).strip()) if match is not None else ("", "")


def is_free(text: str) -> bool:
    """True where JPRS knows no such name."""
    return text.strip() == _NO_MATCH


def read_whois(text: str) -> Registration | None:
    """The registration in an answer, None for everything that is no answer about a domain. Never raises.

    `statuses` are JPRS's own words in lower case ("active", "to be suspended", "suspended", "connected" …).
    """
    values: dict[str, list[str]] = {}
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        key, value = _parted(line)
        if key in _KEYS and value:
            values.setdefault(_KEYS[key], []).append(clean(value, _LONGEST))
    names, states = values.get("name", []), values.get("status", [])
    if not names or not states:
        return None
    state = _STATE.fullmatch(states[0])
    if state is None:
        return None
    status = " ".join(state.group(1).lower().split())
    until = _end_of(state.group(2) or "") or _end_of(values.get("expires", [""])[0])
    servers = tuple(dict.fromkeys(host.split()[0].rstrip(".").lower() for host in values.get("server", [])))
    return Registration(names[0].rstrip(".").lower(), (status,), until, "", servers, _revival(status, until))


def _end_of(text: str) -> dt.datetime | None:
    """The last second of a day in Japan, in UTC."""
    match = _DATE.match(text)
    if match is None:
        return None
    try:
        year, month, day = (int(number) for number in match.groups())
        return dt.datetime(year, month, day, 23, 59, 59, tzinfo=JAPAN).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _revival(status: str, until: dt.datetime | None) -> dt.date | None:
    """A deleted name stands for one month, to whose end its date belongs, and can be had back for 20 days of it."""
    if status != "suspended" or until is None:
        return None
    return until.astimezone(JAPAN).date().replace(day=_LAST_DAY_OF_REVIVAL)
