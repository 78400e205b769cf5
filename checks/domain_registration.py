"""Is the registration of the domain still running? Asked only where the DNS looks dead, parked or held.

The registry's answer is RDAP (RFC 9083), whose status words are those of RFC 8056, or for `.jp` the WHOIS of JPRS
(`maildoctor.wire.jprs` has its sources). A registry renews many names by itself while the customer has not paid yet,
so a date in the future does not prove that all is well. JPRS names no registrar: there the place shows "-".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Contrasts,
    Evidence,
    Fetch,
    Lookup,
    Outcome,
    Probe,
    Said,
    Status,
    Title,
    jprs,
)

from . import _companies, _registration, _zone
from ._registration_codes import (
    ALL,
    DELETION_ASKED,
    EXPIRED,
    FREE,
    GOOD,
    HOLD,
    NO_SERVERS,
    NO_SERVICE,
    NOT_NEEDED,
    SOON,
    SUSPENDED,
)

_FAIL_DAYS, _WARN_DAYS, _TELL_DAYS = 14, 30, 60
_UNKNOWN = "-"


def _looks_dead(case: Case, evidence: Evidence) -> bool | None:
    """True where the DNS gives a reason to doubt the registration; None where it was not heard."""
    answer = _zone.heard(evidence, Lookup(case.domain, "MX"))
    if answer is None or answer.outcome not in (Outcome.ANSWERED, Outcome.DEFERRED):
        return None
    return answer.no_such_name or answer.rcode == "SERVFAIL" or _companies.parking(case, evidence) is not None


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The registry, where the DNS gives a reason to doubt the registration."""
    yield Lookup(case.domain, "MX")
    yield Lookup(case.domain, "NS")
    asked = _registration.question(case)
    if asked is not None and case.options.third_party and _looks_dead(case, evidence):
        yield asked


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """What ended comes first, then what is held back, then the days that are left."""
    mx = Lookup(case.domain, "MX")
    dead = _looks_dead(case, evidence)
    asked = _registration.question(case)
    seen = _registration.found(case, evidence)
    if dead is False:
        yield NOT_NEEDED(mx, domain=case.domain)
    elif dead and not _registration.served(case):
        yield NO_SERVICE(mx, domain=case.domain)
    elif dead and asked is not None and _registration.free(case, evidence):
        yield FREE(mx, asked, domain=case.domain)
    if not dead or asked is None or seen is None:
        return
    questions = (mx, asked)
    days = (seen.expires - case.now.astimezone(dt.UTC)).days if seen.expires is not None else None
    shown: dict[str, str] = {
        "domain": seen.name,
        "registrar": seen.registrar or _UNKNOWN,
        "until": seen.expires.date().isoformat() if seen.expires is not None else _UNKNOWN,
    }
    if seen.revival is not None and case.now.astimezone(jprs.JAPAN).date() <= seen.revival:
        yield SUSPENDED(*questions, domain=seen.name, statuses=seen.leaving, last=seen.revival.isoformat())
    elif seen.leaving or (days is not None and days < 0):
        yield EXPIRED(*questions, status=None, **shown, statuses=seen.leaving or seen.held or (_UNKNOWN,))
    elif seen.held:
        yield HOLD(*questions, domain=seen.name, registrar=shown["registrar"], statuses=seen.held)
    elif seen.ending:
        status = Status.FAIL if days is None or days <= _FAIL_DAYS else Status.WARN
        yield DELETION_ASKED(*questions, status=status, domain=seen.name, until=shown["until"], statuses=seen.ending)
    elif seen.servers == ():
        yield NO_SERVERS(*questions, domain=seen.name, until=shown["until"])
    elif days is not None and days <= _TELL_DAYS:
        status = Status.FAIL if days <= _FAIL_DAYS else Status.WARN if days <= _WARN_DAYS else Status.PASS
        yield SOON(*questions, status=status, **shown, days=days)
    elif days is not None:
        yield GOOD(*questions, status=None, **shown)


CHECK = Check(
    "domain.registration",
    Title("ドメインの登録", "Registration of the domain"),
    (Lookup, Fetch),
    probes,
    judge,
    ALL,
    lambda case, evidence, contrasts: case.domain,
    lambda case: (asked.host,) if (asked := _registration.question(case)) is not None else (),
)
