"""The heart: at which link do the settings break, and which change was seen to work?

The links of a direction are walked in order. The first broken one gets one contrast; with its edits applied the walk
goes on, and the next broken one gets the next. So two faults are two contrasts exactly where they sit at two links or
in two directions; what one cause breaks in both directions is told once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from maildoctor.diagnosis import attempts, certificates, offers
from maildoctor.diagnosis.merge import merged
from maildoctor.diagnosis.route import Route, Step, route
from maildoctor.diagnosis.seen import in_clear
from maildoctor.diagnosis.side import Side, address_differs, side_of
from maildoctor.model.case import Case
from maildoctor.model.contrast import (
    Break,
    Certainty,
    Contrast,
    Contrasts,
    Edit,
    EditValue,
    Proof,
    Severity,
    SideResult,
)
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EndpointFact, Envelop, LoginFact, Outcome, Refusal
from maildoctor.model.field import Field, Link, Owner
from maildoctor.model.probe import Endpoint, Login, Probe
from maildoctor.model.settings import Auth, Direction, Recommended, Security


def search(case: Case, evidence: Evidence) -> Contrasts:
    """All that the evidence proves about the account's two directions."""
    routes = routes_of(case, evidence)
    walks = [_walk(case, way, routes, evidence) for way in routes.values()]
    found = [*_mistyped_address(case, walks), *(c for walk in walks for c in walk.found)]
    joined = merged(case, found, evidence, routes)
    return Contrasts(_with_proof(joined, walks, case), (walk.result for walk in walks))


def routes_of(case: Case, evidence: Evidence) -> dict[Direction, Route]:
    """The ways of both directions, incoming first."""
    return {direction: route(case, side_of(case, direction), evidence) for direction in case.sides}


@dataclass
class _Walk:
    """One direction being walked; lives for the length of one call."""

    case: Case
    way: Route
    evidence: Evidence
    found: list[Contrast] = field(default_factory=list)
    reached: Link | None = None
    held: Link | None = None
    broken: bool = False
    username: str | None = None
    auth: Auth | None = None
    proof: Proof = Proof.NONE
    unexamined: str | None = None
    login: Login | None = None
    withheld: bool = False
    useless: bool = False

    @property
    def side(self) -> Side:
        return self.way.side

    @property
    def direction(self) -> Direction:
        return self.way.side.direction

    def of(self, name: str) -> Field:
        return Field.of(self.direction, name)

    def holds(self, link: Link) -> None:
        """Everything up to `link` holds, for the settings as edited so far."""
        self.held = link
        if not self.broken:
            self.reached = link

    def add(self, contrast: Contrast) -> None:
        """A link broke."""
        self.found.append(contrast)
        if contrast.severity is Severity.FAIL:
            self.broken = True

    @property
    def result(self) -> SideResult:
        return SideResult(
            self.direction,
            self.reached,
            self.held,
            _recommended(self),
            self.proof if _recommended(self) is not None else Proof.NONE,
            self.unexamined,
            target=self.way.now or self.way.start,
            login=self.login,
        )


def _walk(case: Case, way: Route, routes: dict[Direction, Route], evidence: Evidence) -> _Walk:
    walk = _Walk(case, way, evidence)
    _spelling(walk)
    if way.lookups_failed and way.now is None:
        walk.unexamined = "resolver"
        return walk
    for step in way.steps:
        if step.what is Break.CERTIFICATE_NAME and step.new is None:
            continue
        if step.what is Break.AUTH_NEEDED:
            continue
        walk.holds(_before(step.link))
        walk.add(_of_step(walk, step))
    if way.now is None:
        _nothing(walk)
        return walk
    fact = evidence.get(way.now)
    if fact is None or not fact.final or fact.outcome is Outcome.CUT_OFF:
        walk.unexamined = "deadline"
        return walk
    _certificate(walk, way.now, fact)
    if fact.ready:
        _from_capabilities_on(walk, way.now, fact, routes)
    return walk


def _before(link: Link) -> Link:
    return Link(max(link - 1, 1))


def _nothing(walk: _Walk) -> None:
    """There is nowhere to go on from."""
    if walk.side.host is None:
        if not walk.way.settled and any(_cut(walk, probe) for probe in walk.way.asks):
            walk.unexamined = "deadline"
            return
        if not any(_answered(walk, probe) for probe in walk.way.asks):
            walk.unexamined = "resolver"
            return
        walk.add(
            Contrast(
                Break.NOTHING_FOUND,
                (walk.direction,),
                Link.NAME,
                walk.of("host"),
                certainty=Certainty.POSSIBLE,
                probes=walk.way.asks,
                seen=(("domain", walk.case.domain),),
            )
        )
    elif not walk.found:
        walk.unexamined = "deadline"


def _answered(walk: _Walk, probe: Probe) -> bool:
    found = walk.evidence.observation(probe)
    return found is not None and found.fact.outcome in (Outcome.ANSWERED, Outcome.DEFERRED)


def _cut(walk: _Walk, probe: Probe) -> bool:
    found = walk.evidence.observation(probe)
    return found is None or not found.fact.final or found.fact.outcome is Outcome.CUT_OFF


def _mistyped_address(case: Case, walks: list[_Walk]) -> list[Contrast]:
    """The address in the client is not the account: with it, the user names that repeat the mistake."""
    if not address_differs(case) or case.address is None:
        return []
    typed = case.settings.address
    edits = [Edit(Field.ADDRESS, typed, str(case.address))]
    for walk in walks:
        name = walk.side.typed.username
        if name is not None and walk.side.username not in (None, name) and not walk.side.username_notes:
            edits.append(Edit(walk.of("username"), name, walk.side.username))
    return [
        Contrast(
            Break.ADDRESS_DIFFERS,
            tuple(walk.direction for walk in walks),
            Link.NAME,
            Field.ADDRESS,
            edits=tuple(edits),
            seen=(("typed", typed), ("address", str(case.address))),
        )
    ]


def _spelling(walk: _Walk) -> None:
    """Full-width letters, spaces and "https://" in a name: no client can use it as it stands."""
    side = walk.side
    if side.host_notes and side.typed.host is not None:
        walk.add(
            Contrast(
                Break.SPELLING,
                (walk.direction,),
                Link.NAME,
                walk.of("host"),
                edits=(Edit(walk.of("host"), side.typed.host, side.host),),
                seen=(("typed", side.typed.host), ("repaired", side.host), ("notes", side.host_notes)),
            )
        )
    own = not (side.direction is Direction.OUTGOING and side.typed.same_as_incoming)
    if side.username_notes and side.typed.username is not None and own:
        walk.add(
            Contrast(
                Break.SPELLING,
                (walk.direction,),
                Link.LOGIN,
                walk.of("username"),
                certainty=Certainty.LIKELY,
                edits=(Edit(walk.of("username"), side.typed.username, side.username),),
                seen=(("typed", side.typed.username), ("repaired", side.username), ("notes", side.username_notes)),
            )
        )


_NAMED_AT_PORT = {
    Break.SECURITY: "security",
    Break.OTHER_PROTOCOL: "port",
    Break.PROTOCOL_NOT_OFFERED: "protocol",
    Break.PORT_REFUSED: "port",
    Break.PORT_NOT_MAIL: "port",
    Break.PORT_SILENT: "port",
    Break.NO_SUCH_HOST: "host",
    Break.CERTIFICATE_NAME: "host",
    Break.PLAIN_REFUSED: "security",
    Break.UNENCRYPTED: "security",
    Break.AUTH_NOT_OFFERED: "port",
}


def _of_step(walk: _Walk, step: Step) -> Contrast:
    """The contrast behind one step of the way."""
    old = step.old
    edits = endpoint_edits(walk.side, step.new) if step.new is not None else ()
    edits = tuple(e for e in edits if not _edited_before(walk, e))
    severity = Severity.WARN if step.what in (Break.UNENCRYPTED, Break.PLAINTEXT_ONLY) else Severity.FAIL
    certainty, owner = Certainty.CERTAIN, None
    fact = walk.evidence.get(old)
    if step.what is Break.PORT_DROPPED:
        named = Field.NETWORK_PORT25 if old.port == 25 else Field.NETWORK_PORT
        owner = Owner.CLIENT if edits else Owner.NETWORK
        certainty = Certainty.CERTAIN if edits else Certainty.LIKELY
    elif step.what is Break.HOST_DEAD and step.new is None:
        named, certainty = Field.SERVER_SERVICE, Certainty.POSSIBLE
    elif step.what is Break.HOST_DEAD:
        named = walk.of("host")
    elif step.what in (Break.TLS_TOO_OLD, Break.TLS_REFUSED, Break.PLAINTEXT_ONLY):
        named = Field.SERVER_TLS
        certainty = Certainty.LIKELY if step.what is Break.TLS_REFUSED else Certainty.CERTAIN
    elif step.what is Break.SERVICE_REFUSES and step.new is None:
        named, certainty = Field.SERVER_SERVICE, Certainty.LIKELY
    elif step.what is Break.SECURITY and not any(e.field is walk.of("security") for e in edits):
        named = walk.of("port")
    elif step.what in _NAMED_AT_PORT and (step.new is not None or step.what is Break.NO_SUCH_HOST):
        named = walk.of(_NAMED_AT_PORT[step.what])
    else:
        named = Field.SERVER_SERVICE
        certainty = Certainty.LIKELY if step.what is Break.SERVICE_DOWN else certainty
    ties = tuple(endpoint_edits(walk.side, tie) for tie in step.ties)
    return Contrast(
        step.what,
        (walk.direction,),
        step.link,
        named,
        severity,
        certainty,
        edits,
        alternatives=ties,
        owner=owner,
        probes=tuple(p for p in step.asked if p in walk.evidence),
        seen=_seen(old, fact, step.new),
    )


def _edited_before(walk: _Walk, edit: Edit) -> bool:
    """True where an earlier contrast of this walk already makes exactly this edit."""
    return any(edit in c.edits for c in walk.found)


def _seen(
    old: Endpoint, fact: EndpointFact | None, new: Endpoint | None
) -> tuple[tuple[str, EditValue | tuple[str, ...]], ...]:
    """Small values for the texts."""
    values: dict[str, EditValue | tuple[str, ...]] = {
        "host": old.host,
        "port": old.port,
        "protocol": old.protocol.value,
        "security": old.security.value,
        "speaks": fact.speaks if fact else None,
        "reply": (fact.reply or fact.greeting) if fact else "",
    }
    if fact is not None and fact.chain:
        values["names"] = fact.chain[0].names
    if new is not None:
        values |= {
            "new_host": new.host,
            "new_port": new.port,
            "new_protocol": new.protocol.value,
            "new_security": new.security.value,
        }
    return tuple(values.items())


def endpoint_edits(side: Side, new: Endpoint) -> tuple[Edit, ...]:
    """The configured boxes that `new` changes, in the order of the settings file. What was left out is no edit."""
    typed, direction = side.typed, side.direction
    found = []
    if typed.protocol is not None and typed.protocol is not new.protocol:
        found.append(Edit(Field.of(direction, "protocol"), typed.protocol.value, new.protocol.value))
    if typed.host is not None and side.host != new.host:
        found.append(Edit(Field.of(direction, "host"), typed.host, new.host))
    if typed.port is not None and typed.port != new.port:
        found.append(Edit(Field.of(direction, "port"), typed.port, new.port))
    if typed.security is not None and typed.security is not new.security:
        found.append(Edit(Field.of(direction, "security"), typed.security.value, new.security.value))
    return tuple(found)


def _certificate(walk: _Walk, endpoint: Endpoint, fact: EndpointFact) -> None:
    """The certificate of the endpoint where the way stands."""
    if fact.reached is not None and fact.reached >= Link.CERTIFICATE:
        walk.holds(Link.CERTIFICATE)
        return
    if fact.outcome is not Outcome.UNTRUSTED:
        return
    walk.holds(Link.GREETING)
    walk.proof = Proof.CONNECTED
    asked: tuple[Probe, ...] = (endpoint,)
    for step in walk.way.steps:
        if step.what is Break.CERTIFICATE_NAME:
            asked = step.asked
    walk.add(certificates.contrast(walk.direction, endpoint, fact, walk.evidence, asked))


def _from_capabilities_on(walk: _Walk, endpoint: Endpoint, fact: EndpointFact, routes: dict[Direction, Route]) -> None:
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


def _mechanism(walk: _Walk, endpoint: Endpoint, fact: EndpointFact) -> bool:
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
                walk.of("auth"),
                certainty=Certainty.LIKELY,
                probes=(endpoint,),
                seen=(*_seen(endpoint, fact, None), ("auth", side.auth.value), ("offered", tuple(sorted(offered)))),
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
                *_seen(endpoint, fact, None),
                ("auth", side.auth.value),
                ("new_auth", new.value),
                ("offered", tuple(sorted(offered))),
            ),
        )
    )
    walk.auth = new
    return True


def _without_login(walk: _Walk, endpoint: Endpoint) -> None:
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
        edits = [e for e in edits if not _edited_before(walk, e)]
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
                seen=(*_seen(endpoint, fact, None), ("reply", _worst_reply(answer.reply, answer.recipients))),
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


def _login(walk: _Walk, endpoint: Endpoint, routes: dict[Direction, Route]) -> None:
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
    walk.add(_refused(walk, endpoint, tried, telling))


def _no_login(walk: _Walk, routes: dict[Direction, Route]) -> None:
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


def _accepted(walk: _Walk, endpoint: Endpoint, tried: attempts.Tried) -> None:
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
        reading = answer[1].sender
        refused = next((r for r in answer[1].recipients if r.reading is Envelop.SENDER_REFUSED), None)
        if refused is not None:
            reading = Envelop.SENDER_REFUSED
        _sender(walk, answer[0], reading, refused.reply if refused else answer[1].reply)
        if reading is Envelop.ACCEPTED:
            walk.holds(Link.ACCOUNT)


def _settle_auth(walk: _Walk, accepted: Auth) -> bool:
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


def _sender(walk: _Walk, probe: Probe, reading: Envelop, reply: str) -> None:
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


def _refused(walk: _Walk, endpoint: Endpoint, tried: attempts.Tried, telling: LoginFact) -> Contrast:
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


def _recommended(walk: _Walk) -> Recommended | None:
    """The settings to type in, whole, or None. Configured values that are right stay exactly as written."""
    now, side, case = walk.way.now, walk.side, walk.case
    if now is None or walk.useless or case.address is None or walk.proof is Proof.NONE:
        return None
    if now.security is Security.NONE and not case.options.plaintext_allowed:
        return None
    typed_host = side.typed.host if side.host == now.host and not side.host_notes else None
    username = walk.username or side.username or str(case.address)
    auth = walk.auth or side.auth or Auth.PASSWORD
    return Recommended(now.protocol, typed_host or now.host, now.port, now.security, username, auth)


def _with_proof(found: list[Contrast], walks: list[_Walk], case: Case) -> list[Contrast]:
    """Say of each contrast whether the edited direction as a whole was tried, and what was ruled out."""
    by_direction = {walk.direction: walk for walk in walks}
    done = []
    for contrast in found:
        concerned = [by_direction[d] for d in contrast.directions if d in by_direction]
        verified = bool(concerned) and all(_proved(walk, case) for walk in concerned) and bool(contrast.edits)
        ruled_out = _ruled_out(contrast, walks)
        done.append(replace(contrast, verified=verified, ruled_out=ruled_out))
    return done


def _proved(walk: _Walk, case: Case) -> bool:
    if walk.proof is Proof.LOGIN:
        return True
    return walk.proof is Proof.AUTH_OFFERED and not case.may_log_in


def _ruled_out(contrast: Contrast, walks: list[_Walk]) -> tuple[Field, ...]:
    """The boxes proved innocent: those that stayed as they are in settings that were seen to work."""
    blamed = {e.field for walk in walks for c in walk.found for e in c.edits}
    blamed |= {c.field for walk in walks for c in walk.found}
    blamed |= {s for walk in walks for c in walk.found for s in c.suspects}
    innocent = []
    for walk in walks:
        if walk.direction not in contrast.directions:
            continue
        names: list[str] = []
        if walk.held is not None and walk.held >= Link.CERTIFICATE:
            names += ["host", "port", "security"]
        if walk.proof is Proof.LOGIN and (walk.held or 0) >= Link.LOGIN:
            names += ["auth", "username", "password"]
        typed = walk.side.typed
        for name in names:
            given = name == "password" or getattr(typed, name) is not None
            if given and walk.of(name) not in blamed:
                innocent.append(walk.of(name))
    return tuple(innocent)


__all__ = ["endpoint_edits", "routes_of", "search"]
