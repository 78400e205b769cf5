"""What a refused login says: the password as the first candidate, or what server and provider say."""

from __future__ import annotations

from maildoctor.diagnosis import attempts
from maildoctor.diagnosis.walk import Walk
from maildoctor.discovery.proposals import proposed
from maildoctor.model.contrast import Break, Certainty, Contrast, Edit, Severity
from maildoctor.model.fact import LoginFact, Refusal
from maildoctor.model.field import Field, Link
from maildoctor.model.probe import Endpoint
from maildoctor.model.settings import Auth

_REFUSALS: dict[Refusal, tuple[Break, Field | None, Certainty]] = {
    Refusal.APP_PASSWORD: (Break.APP_PASSWORD, Field.ACCOUNT_ACCESS, Certainty.CERTAIN),
    Refusal.WEB_LOGIN: (Break.APP_PASSWORD, Field.ACCOUNT_ACCESS, Certainty.LIKELY),
    Refusal.TOKEN_ONLY: (Break.TOKEN_ONLY, Field.ACCOUNT_ACCESS, Certainty.CERTAIN),
    Refusal.DISABLED: (Break.DISABLED, Field.MAILBOX_DISABLED, Certainty.CERTAIN),
    Refusal.LOCKED: (Break.LOCKED, Field.MAILBOX_LOCKED, Certainty.CERTAIN),
    Refusal.THROTTLED: (Break.LOCKED, Field.MAILBOX_LOCKED, Certainty.LIKELY),
    Refusal.IN_USE: (Break.LOCKED, Field.MAILBOX_LOCKED, Certainty.CERTAIN),
    Refusal.TEMPORARY: (Break.TEMPORARY, Field.SERVER_SERVICE, Certainty.LIKELY),
    Refusal.BROKEN: (Break.LOGIN_BROKEN, Field.SERVER_SERVICE, Certainty.LIKELY),
    Refusal.PRIVACY: (Break.LOGIN_BROKEN, Field.SERVER_SERVICE, Certainty.LIKELY),
    Refusal.EXPIRED: (Break.PASSWORD, None, Certainty.CERTAIN),
}


def contrast_of_refusal(walk: Walk, endpoint: Endpoint, tried: attempts.Tried, telling: LoginFact) -> Contrast:
    """Nothing was accepted: the password is the first candidate, unless the server's words say otherwise."""
    refusal = telling.refusal or Refusal.CREDENTIALS
    what, named, certainty = _REFUSALS.get(refusal, (Break.PASSWORD, None, Certainty.LIKELY))
    probes = tuple(entry[0] for entry in tried.attempts)
    seen = (
        ("host", endpoint.host),
        ("username", walk.side.username or str(walk.case.address)),
        ("reply", telling.reply),
        ("refusal", refusal.value),
        ("tries", sum(1 for _, fact in tried.attempts if fact.sent)),
    )
    if named is None and refusal is Refusal.MECHANISM:
        return Contrast(
            Break.AUTH_REFUSED, (walk.direction,), Link.LOGIN, walk.of("auth"), Severity.FAIL, Certainty.LIKELY,
            probes=probes, seen=(*seen, ("auth", (walk.auth or Auth.PASSWORD).value), ("new_auth", None)),
        )  # fmt: skip
    if what is Break.PASSWORD and refusal is Refusal.CREDENTIALS and (token := _tokens_only(walk, endpoint)):
        old = walk.side.typed.auth
        return Contrast(
            Break.TOKEN_ONLY,
            (walk.direction,),
            Link.LOGIN,
            walk.of("auth"),
            certainty=Certainty.LIKELY,
            edits=(Edit(walk.of("auth"), old.value, token.value),) if old is not None else (),
            suspects=(walk.of("password"),),
            probes=probes,
            seen=seen,
        )
    if named is None:
        suspects = [walk.of("username")] if walk.side.username is not None and refusal is Refusal.CREDENTIALS else []
        return Contrast(
            what,
            (walk.direction,),
            Link.LOGIN,
            walk.of("password"),
            certainty=certainty,
            edits=(Edit(walk.of("password"), None, None),),
            suspects=tuple(suspects),
            probes=probes,
            seen=seen,
        )
    return Contrast(what, (walk.direction,), Link.LOGIN, named, certainty=certainty, probes=probes, seen=seen)


def _tokens_only(walk: Walk, endpoint: Endpoint) -> Auth | None:
    """The token family, where a sourced document says that this server takes nothing else and a password was tried."""
    told = [
        p.auths
        for p in proposed(walk.case, (endpoint.protocol,), walk.evidence)
        if p.host == endpoint.host and p.auths and not p.hint
    ]
    if not told or not all(auth.by_token for auth in told[0]):
        return None
    used = [login.auth for login, _ in attempts.tried(walk.way, walk.evidence).attempts]
    return None if any(auth.by_token for auth in used) else told[0][0]
