"""The links from the capabilities on: mechanism, login, sender. What logins prove, and what they cannot."""

from __future__ import annotations

import re
from dataclasses import replace

from maildoctor.diagnosis import attempts, offers
from maildoctor.diagnosis.refused import contrast_of_refusal
from maildoctor.diagnosis.seen import in_clear
from maildoctor.diagnosis.steps import edited_before, endpoint_edits, small_values
from maildoctor.diagnosis.walk import Walk
from maildoctor.diagnosis.way import Route
from maildoctor.discovery.proposals import documented_form
from maildoctor.model.contrast import (
    Break,
    Certainty,
    Contrast,
    Edit,
    Proof,
)
from maildoctor.model.fact import EndpointFact, Envelop, EnvelopeFact, Outcome, Refusal
from maildoctor.model.field import Field, Link
from maildoctor.model.probe import Endpoint, Probe
from maildoctor.model.settings import Auth, Direction


def from_capabilities_on(walk: Walk, endpoint: Endpoint, fact: EndpointFact, routes: dict[Direction, Route]) -> None:
    """Walk the links of an endpoint that stands at its capabilities."""
    sends_freely = walk.side.auth is not None and not walk.side.auth.logs_in
    if in_clear(fact) and not walk.case.options.plaintext_allowed and not sends_freely:
        walk.useless = True
        walk.proof = Proof.CONNECTED
        return
    if not _mechanism(walk, endpoint, fact):
        walk.proof = Proof.CONNECTED
        return
    walk.holds(Link.CAPABILITIES)
    walk.proof = Proof.AUTH_OFFERED
    if walk.auth is Auth.NONE or (walk.auth is Auth.POP_BEFORE_SMTP):
        _without_login(walk, endpoint)
        if walk.auth in (Auth.NONE, Auth.POP_BEFORE_SMTP):
            return
    _login(walk, endpoint, routes)
    unknown = walk.username is None and walk.proof is not Proof.LOGIN
    walk.own_name = unknown and documented_form(walk.case, endpoint.protocol, endpoint.host, walk.evidence)[1]


def _mechanism(walk: Walk, endpoint: Endpoint, fact: EndpointFact) -> bool:
    """Which family to log in with; False where the server offers none that we know."""
    side = walk.side
    offered = offers.mechanisms(endpoint.protocol, fact)
    families = offers.families(endpoint.protocol, fact)
    walk.username = side.username
    walk.auth = side.auth
    if side.auth in (Auth.NONE, Auth.POP_BEFORE_SMTP):
        return True
    if side.auth is None:
        token = "token" in walk.case.secrets
        fitting = [a for a in families if a.by_token == token] or list(families)
        walk.auth = fitting[0] if fitting else None
        if walk.auth is None:
            walk.useless = True
        return walk.auth is not None
    known = "NTLM" in offered if side.auth is Auth.NTLM else side.auth in families
    if known:
        return True
    if not families:
        walk.add(
            Contrast(
                Break.AUTH_NOT_OFFERED,
                (walk.direction,),
                Link.CAPABILITIES,
                Field.SERVER_SERVICE,
                certainty=Certainty.LIKELY,
                probes=(endpoint,),
                seen=(
                    *small_values(endpoint, fact, None),
                    ("auth", side.auth.value),
                    ("offered", tuple(sorted(offered))),
                ),
            )
        )
        walk.useless = True
        return False
    new = next((a for a in families if a.by_token == side.auth.by_token), families[0])
    walk.holds(Link.CERTIFICATE)
    walk.add(
        Contrast(
            Break.AUTH_NOT_OFFERED,
            (walk.direction,),
            Link.CAPABILITIES,
            walk.of("auth"),
            edits=(Edit(walk.of("auth"), side.auth.value, new.value),),
            probes=(endpoint,),
            seen=(
                *small_values(endpoint, fact, None),
                ("auth", side.auth.value),
                ("new_auth", new.value),
                ("offered", tuple(sorted(offered))),
            ),
        )
    )
    walk.auth = new
    return True


def _without_login(walk: Walk, endpoint: Endpoint) -> None:
    """A client that does not log in for sending: does the server let it send?"""
    asked_at = next((s.old for s in walk.way.steps if s.what is Break.AUTH_NEEDED), endpoint)
    probe = attempts.bare_envelope(walk.case, walk.side, asked_at)
    answer = walk.evidence.get(probe)
    if answer is None or not answer.final:
        walk.unexamined = "deadline"
        return
    if answer.needs_login or answer.needs_tls:
        fact = walk.evidence.get(endpoint)
        families = offers.families(endpoint.protocol, fact) if fact is not None else ()
        token = "token" in walk.case.secrets
        new = next((a for a in families if a.by_token == token), next(iter(families), None))
        old = walk.side.auth
        edits: list[Edit] = list(endpoint_edits(walk.side, endpoint)) if asked_at != endpoint else []
        edits = [e for e in edits if not edited_before(walk, e)]
        if new is not None and old is not None:
            edits.append(Edit(walk.of("auth"), old.value, new.value))
            if walk.side.username is None:
                edits.append(Edit(walk.of("username"), None, str(walk.case.address)))
                edits.append(Edit(walk.of("password"), None, None))
        walk.add(
            Contrast(
                Break.AUTH_NEEDED,
                (walk.direction,),
                Link.LOGIN,
                walk.of("auth"),
                edits=tuple(edits),
                probes=(probe, endpoint),
                seen=(*small_values(endpoint, fact, None), ("reply", _worst_reply(answer.reply, answer.recipients))),
            )
        )
        walk.auth = new
        return
    _sender(walk, probe, answer.sender, answer.reply)
    accepted = any(r.reading is Envelop.ACCEPTED and r.recipient == attempts.CHECK_RECIPIENT for r in answer.recipients)
    if answer.sender is Envelop.ACCEPTED and accepted:
        walk.holds(Link.ACCOUNT)
        walk.proof = Proof.LOGIN


def _worst_reply(reply: str, recipients: tuple[object, ...]) -> str:
    for answer in recipients:
        reading = getattr(answer, "reading", None)
        if reading in (Envelop.NEEDS_LOGIN, Envelop.NEEDS_TLS, Envelop.SENDER_REFUSED):
            return str(getattr(answer, "reply", ""))
    return reply


def _login(walk: Walk, endpoint: Endpoint, routes: dict[Direction, Route]) -> None:
    """What the logins prove about user name, mechanism and password."""
    tried = attempts.tried(walk.way, walk.evidence)
    if not tried.attempts:
        _no_login(walk, routes)
        return
    accepted = tried.accepted
    first_login, first = tried.attempts[0]
    walk.login = first_login
    if accepted is not None:
        walk.login = accepted[0]
        _accepted(walk, endpoint, tried)
        return
    last_login, last = tried.attempts[-1]
    if last.outcome is Outcome.NOT_GRANTED and last_login == first_login:
        if last.refusal is Refusal.HOST_NOT_ALLOWED:
            walk.withheld = True
        walk.unexamined = "login-withheld"
        return
    telling = next((f for _, f in tried.attempts if f.sent and f.refusal is not Refusal.CREDENTIALS), first)
    if telling.outcome is Outcome.CUT_OFF:
        walk.unexamined = "deadline"
        return
    walk.add(contrast_of_refusal(walk, endpoint, tried, telling))


def _no_login(walk: Walk, routes: dict[Direction, Route]) -> None:
    """No login was tried. Where a password was given, that is a gap of ours, unless the incoming one was refused."""
    if not walk.case.may_log_in:
        return
    incoming = routes.get(Direction.INCOMING)
    if (
        walk.direction is Direction.OUTGOING
        and incoming is not None
        and attempts.tried(incoming, walk.evidence).attempts
    ):
        return
    if walk.auth is not None and attempts.secret_name(walk.case, walk.side, walk.auth) is None:
        return
    walk.unexamined = "login-withheld"


def _accepted(walk: Walk, endpoint: Endpoint, tried: attempts.Tried) -> None:
    login, _ = tried.accepted or tried.attempts[0]
    walk.username, walk.auth = login.username, login.auth
    side = walk.side
    shared = side.direction is Direction.OUTGOING and side.typed.same_as_incoming
    probes = tuple(entry[0] for entry in tried.attempts)
    if side.username is not None and login.username != side.username and not shared:
        walk.holds(Link.CAPABILITIES)
        walk.add(
            Contrast(
                Break.USERNAME,
                (walk.direction,),
                Link.LOGIN,
                walk.of("username"),
                edits=(Edit(walk.of("username"), side.typed.username, login.username),),
                probes=probes,
                seen=(("username", side.username), ("new_username", login.username), *_reply(tried)),
            )
        )
    edited = _settle_auth(walk, login.auth)
    configured = side.auth if side.auth is not None and side.auth.logs_in and side.auth is not Auth.NTLM else None
    if configured not in (None, login.auth) and not edited:
        walk.holds(Link.CAPABILITIES)
        walk.add(
            Contrast(
                Break.AUTH_REFUSED,
                (walk.direction,),
                Link.LOGIN,
                walk.of("auth"),
                edits=(Edit(walk.of("auth"), side.typed.auth, login.auth.value),),
                probes=probes,
                seen=(("auth", side.typed.auth), ("new_auth", login.auth.value), *_reply(tried)),
            )
        )
    walk.holds(Link.LOGIN)
    walk.proof = Proof.LOGIN
    if walk.direction is Direction.INCOMING:
        walk.holds(Link.ACCOUNT)
        return
    answer = attempts.envelope_fact(walk.case, walk.way, walk.evidence)
    if answer is not None:
        _put_off(walk, *answer)
        reading = answer[1].sender
        refused = next((r for r in answer[1].recipients if r.reading is Envelop.SENDER_REFUSED), None)
        if refused is not None:
            reading = Envelop.SENDER_REFUSED
        _sender(walk, answer[0], reading, refused.reply if refused else answer[1].reply)
        if reading is Envelop.ACCEPTED and not _refused_all_the_same(walk, *answer):
            walk.holds(Link.ACCOUNT)


def _refused_all_the_same(walk: Walk, probe: Probe, answer: EnvelopeFact) -> bool:
    """Logged in, and still not allowed to send: a filter against foreign addresses does so, or a full disk."""
    elsewhere = next((r for r in answer.recipients if r.recipient == attempts.CHECK_RECIPIENT), None)
    if elsewhere is None or elsewhere.reading is not Envelop.NEEDS_LOGIN:
        return False
    walk.add(
        Contrast(
            Break.SENDING_REFUSED,
            (walk.direction,),
            Link.ACCOUNT,
            Field.NETWORK_ADDRESS,
            certainty=Certainty.LIKELY,
            probes=(probe,),
            seen=(("reply", elsewhere.reply),),
        )
    )
    return True


def _put_off(walk: Walk, probe: Probe, answer: EnvelopeFact) -> None:
    """The server takes nothing at the moment, and says that it is its own fault (RFC 3463 section 3.4: x.3.x)."""
    if answer.outcome is Outcome.DEFERRED and _OWN_TROUBLE.search(answer.reply):
        walk.add(
            Contrast(
                Break.SENDING_DEFERRED,
                (walk.direction,),
                Link.ACCOUNT,
                Field.SERVER_SERVICE,
                certainty=Certainty.LIKELY,
                probes=(probe,),
                seen=(("reply", answer.reply),),
            )
        )


_OWN_TROUBLE = re.compile(r"\b4\.3\.\d\b")


def _settle_auth(walk: Walk, accepted: Auth) -> bool:
    """Let an edit of the mechanism name the one that was accepted; True where there is such an edit."""
    edited = False
    for index, contrast in enumerate(walk.found):
        if any(e.field is walk.of("auth") for e in contrast.edits):
            edited = True
            edits = tuple(replace(e, new=accepted.value) if e.field is walk.of("auth") else e for e in contrast.edits)
            seen = tuple((k, accepted.value if k == "new_auth" else v) for k, v in contrast.seen)
            walk.found[index] = replace(contrast, edits=edits, seen=seen)
    return edited


def _reply(tried: attempts.Tried) -> tuple[tuple[str, str], ...]:
    refused = next((fact for _, fact in tried.attempts if not fact.accepted), None)
    return (("reply", refused.reply if refused else ""),)


def _sender(walk: Walk, probe: Probe, reading: Envelop, reply: str) -> None:
    if reading is not Envelop.SENDER_REFUSED:
        return
    walk.add(
        Contrast(
            Break.SENDER_REFUSED,
            (walk.direction,),
            Link.ACCOUNT,
            Field.OUTGOING_SENDER,
            probes=(probe,),
            seen=(("sender", attempts.sender_of(walk.case, walk.side)), ("reply", reply)),
        )
    )
    walk.proof = Proof.AUTH_OFFERED
