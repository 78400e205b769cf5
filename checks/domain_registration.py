"""Is the registration of the domain still running? Asked only where the DNS looks dead, parked or held.

The registry's answer is RDAP (RFC 9083); its status words are those of RFC 8056. A registry renews many names by
itself while the customer has not paid yet, so a date in the future does not prove that all is well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Fetch,
    Field,
    Link,
    Lookup,
    Outcome,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

from . import _companies, _registration, _zone

GOOD = Code(
    "domain-registered", Status.PASS, None, Link.NAME,
    ja=Text("{domain} は {until} まで登録されています(登録した会社: {registrar})。"),
    en=Text("{domain} is registered until {until} (registrar: {registrar})."),
)  # fmt: skip
SOON = Code(
    "domain-expires-soon", Status.WARN, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} の登録は {until} に切れます(あと {days} 日)。",
        why="切れると、メールもホームページも一度に止まります。",
        fix="ドメインを登録した会社({registrar})で、期限の前に更新してください。",
    ),
    en=Text(
        "The registration of {domain} ends on {until} (in {days} days).",
        why="When it ends, mail and web stop together.",
        fix="Renew it at the registrar ({registrar}) before that day.",
    ),
)  # fmt: skip
EXPIRED = Code(
    "domain-expired", Status.FAIL, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} の登録の期限が切れています(期限 {until}、状態 {statuses})。",
        why="期限が切れると、メールもホームページも一度に止まります。日がたつと、元に戻せなくなります。",
        fix="きょうのうちに、ドメインを登録した会社({registrar})に、復活の手続きができるか聞いてください。",
    ),
    en=Text(
        "The registration of {domain} has ended (date {until}, state {statuses}).",
        why="When a registration ends, mail and web stop together. After a while it cannot be brought back.",
        fix="Ask the registrar ({registrar}) today whether it can still be restored.",
    ),
)  # fmt: skip
HOLD = Code(
    "domain-hold", Status.FAIL, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} は登録されていますが、止められています(状態 {statuses})。",
        why="料金の未払いか、登録者のメールアドレスの確認が済んでいない可能性が高いです。"
            "止められている間は、メールもホームページも使えません。",
        fix="ドメインを登録した会社({registrar})からの請求や確認のメールを探し、見つからなければ電話で聞いてください。",
    ),
    en=Text(
        "{domain} is registered, but suspended (state {statuses}).",
        why="Most likely a bill is unpaid, or the registrant's mail address was never confirmed. While it is "
            "suspended, neither mail nor web works.",
        fix="Look for a bill or a request to confirm from the registrar ({registrar}); if there is none, call them.",
    ),
)  # fmt: skip

NO_SERVICE = Code(
    "registration-no-service", Status.SKIP, None, Link.NAME,
    ja=Text(
        "{domain} の登録の状態は、ここからは調べていません。",
        why="この種類のドメインには、誰でも使える照会の窓口(RDAP)が知られていません。.jp では JPRS の WHOIS だけです。",
        fix="登録を扱う団体の WHOIS のページ(.jp なら JPRS)で、状態と期限を見てください。",
    ),
    en=Text(
        "The state of the registration of {domain} was not looked up.",
        why="For this kind of domain no public service (RDAP) is known. For .jp there is the WHOIS of JPRS alone.",
        fix="Look at state and date on the WHOIS page of the registry (JPRS for .jp).",
    ),
)  # fmt: skip
NOT_NEEDED = Code(
    "registration-not-asked", Status.PASS, None, Link.NAME,
    ja=Text("{domain} の DNS は答えているので、登録の状態は調べていません。"),
    en=Text("The DNS of {domain} answers, so its registration was not looked up."),
)  # fmt: skip

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
    if not dead or asked is None or seen is None:
        return
    questions = (mx, asked)
    days = (seen.expires - case.now.astimezone(dt.UTC)).days if seen.expires is not None else None
    shown: dict[str, str] = {
        "domain": seen.name,
        "registrar": seen.registrar or _UNKNOWN,
        "until": seen.expires.date().isoformat() if seen.expires is not None else _UNKNOWN,
    }
    if seen.leaving or (days is not None and days < 0):
        yield EXPIRED(*questions, status=None, **shown, statuses=seen.leaving or seen.held or (_UNKNOWN,))
    elif seen.held:
        yield HOLD(*questions, domain=seen.name, registrar=shown["registrar"], statuses=seen.held)
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
    (GOOD, SOON, EXPIRED, HOLD, NO_SERVICE, NOT_NEEDED),
    lambda case, evidence, contrasts: case.domain,
    lambda case: (asked.host,) if (asked := _registration.question(case)) is not None else (),
)
