"""Which login is worth trying next, if any. Pure: the ledger in `exam` may still answer "not granted".

One at a time for an account, incoming before outgoing. Incoming as configured; if refused, one other form of the user
name there; as soon as a form is accepted it is used for the outgoing server instead of a form already refused. If
incoming is accepted: outgoing as configured; if refused, once more with the incoming user name if it differs, else the
other form, else the other family on offer (contract, "Logins").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from maildoctor.diagnosis import offers
from maildoctor.diagnosis.side import Side
from maildoctor.diagnosis.way import Route
from maildoctor.discovery.proposals import documented_form
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EnvelopeFact, LoginFact, Refusal
from maildoctor.model.probe import Endpoint, Envelope, Login, Mailbox, Probe
from maildoctor.model.settings import Auth, Direction, Protocol

CHECK_RECIPIENT = "postmaster@example.com"
"""The recipient elsewhere that RCPT is asked about (RFC 2606: nobody's address). Nothing is ever sent."""

RELAY_SENDER = "postmaster@example.net"
"""The sender of a relay test (RFC 2606: nobody's address): a stranger to every server that is asked."""

NOTICE_SENDER = ""
"""The sender of notices about undeliverable mail (RFC 5321 section 4.5.5): no account sends by it."""

_ENDS_ALL = frozenset((Refusal.LOCKED, Refusal.THROTTLED))
_MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """The logins of one direction: the one as configured first, then the program's own variants, in order."""

    attempts: tuple[tuple[Login, LoginFact], ...] = ()

    @property
    def accepted(self) -> tuple[Login, LoginFact] | None:
        """The attempt that was accepted."""
        return next(((login, fact) for login, fact in self.attempts if fact.accepted), None)

    @property
    def first(self) -> tuple[Login, LoginFact] | None:
        """The attempt as configured."""
        return self.attempts[0] if self.attempts else None


def tried(route: Route, evidence: Evidence) -> Tried:
    """What was tried at the endpoint where `route` stands."""
    return Tried(tuple((login, fact) for login, fact in evidence.logins() if login.endpoint == route.now))


def next_login(case: Case, routes: dict[Direction, Route], evidence: Evidence) -> Login | None:
    """The next login to try; None while one is unanswered, while a way is not settled, or when there is none."""
    if not case.may_log_in:
        return None
    done = list(evidence.logins())
    if any(not fact.final for _, fact in done) or any(fact.refusal in _ENDS_ALL for _, fact in done):
        return None
    incoming, outgoing = routes.get(Direction.INCOMING), routes.get(Direction.OUTGOING)
    if incoming is None:
        return _next(case, outgoing, evidence, None) if outgoing is not None else None
    at_incoming = _next(case, incoming, evidence, None)
    if at_incoming is not None:
        return at_incoming
    if outgoing is None or not incoming.settled:
        return None
    accepted = tried(incoming, evidence).accepted
    refused = any(fact.sent or fact.refusal is Refusal.HELD_BACK for _, fact in tried(incoming, evidence).attempts)
    if refused and accepted is None and _same_secret(case, incoming, outgoing):
        return None
    return _next(case, outgoing, evidence, (incoming, accepted[0] if accepted else None))


def _same_secret(case: Case, incoming: Route, outgoing: Route) -> bool:
    one = secret_name(case, incoming.side, incoming.side.auth or Auth.PASSWORD)
    return one == secret_name(case, outgoing.side, outgoing.side.auth or Auth.PASSWORD)


def _next(case: Case, route: Route, evidence: Evidence, after: tuple[Route, Login | None] | None) -> Login | None:
    if route.now is None or not route.settled:
        return None
    fact = evidence.get(route.now)
    if fact is None or not fact.ready or not (fact.encrypted or case.options.plaintext_allowed):
        return None
    asked = dict(tried(route, evidence).attempts)
    if any(answer.accepted for answer in asked.values()):
        return None
    unfit = {login.auth for login, answer in asked.items() if answer.refusal is Refusal.MECHANISM}
    if any(answer.refusal not in (Refusal.CREDENTIALS, Refusal.MECHANISM) for answer in asked.values()):
        return None
    wanted = [login for login in _wanted(case, route, evidence, after, unfit) if login not in asked]
    return wanted[0] if wanted and len(asked) < _MOST_ATTEMPTS else None


def _wanted(
    case: Case, route: Route, evidence: Evidence, after: tuple[Route, Login | None] | None, unfit: set[Auth]
) -> Iterator[Login]:
    """All logins that may be tried at one endpoint, in order of plausibility, each with a secret that fits."""
    endpoint, side = route.now, route.side
    if endpoint is None or case.address is None:
        return
    fact = evidence.get(endpoint)
    if fact is None:
        return
    offered = offers.families(endpoint.protocol, fact)
    auths = [auth for auth in _auths(case, side, evidence, offered) if auth not in unfit]
    names = list(_names(case, route, after, evidence))
    combinations: list[tuple[str, Auth]] = []
    for auth in auths[:1]:
        combinations += [(name, auth) for name in names]
    if not names:
        return
    combinations += [(names[0], auth) for auth in auths[1:]] if after is not None or len(names) == 1 else []
    for name, auth in combinations:
        secret = secret_name(case, side, auth)
        if secret is not None:
            yield Login(endpoint, name, auth, secret)


def _names(case: Case, route: Route, after: tuple[Route, Login | None] | None, evidence: Evidence) -> Iterator[str]:
    """The user name as configured, then one other form; a form already refused at the incoming server is left out.

    What a source documents for this server goes before the other form of the address. Where the documented form is the
    configured one nothing else is tried, and where the provider gives names of its own no form of the address is.
    """
    if case.address is None or route.now is None:
        return
    full, local, configured = str(case.address), case.address.local, route.side.username
    documented, own_name = documented_form(case, route.now.protocol, route.now.host, evidence)
    if own_name and configured is None:
        if after is not None and after[1] is not None:
            yield after[1].username
        return
    first = configured or documented or full
    swapped = local if first.lower() == full.lower() else full
    other: tuple[str, ...] = (swapped,)
    if own_name or (configured is not None and documented == configured):
        other = ()
    elif configured is not None and documented is not None:
        other = (documented,)
    order = [first, *other]
    if after is not None:
        incoming, accepted = after
        refused = {
            login.username for login, fact in tried(incoming, evidence).attempts if fact.refusal is Refusal.CREDENTIALS
        }
        if accepted is not None:
            order = [first] + ([accepted.username] if accepted.username != first else list(other))
            if first in refused:
                order = [accepted.username]
            elif configured is None and documented is None:
                order = [accepted.username, *(name for name in order if name != accepted.username)]
    yield from dict.fromkeys(order)


def _auths(case: Case, side: Side, evidence: Evidence, offered: tuple[Auth, ...]) -> list[Auth]:
    """The family as configured if it is on offer, else (or then) another one on offer for which there is a secret."""
    usable = [auth for auth in offered if secret_name(case, side, auth) is not None]
    wanted = effective_auth(side, evidence)
    if wanted is Auth.NONE:
        return []
    first = [wanted] if wanted in usable else []
    rest = [auth for auth in usable if auth is not wanted and auth.by_token == (wanted or auth).by_token]
    if not first and not rest:
        rest = usable
    return [*first, *rest]


def effective_auth(side: Side, evidence: Evidence) -> Auth | None:
    """The configured family; None where it is left out, or where it is one that maildoctor never uses itself.

    An outgoing server that turned out to demand a login is logged in to although the client does not.
    """
    auth = side.auth
    if auth in (Auth.NONE, Auth.POP_BEFORE_SMTP):
        return None if login_demanded(evidence) else Auth.NONE
    return None if auth is Auth.NTLM else auth


def login_demanded(evidence: Evidence) -> bool:
    """True where MAIL or RCPT without a login was refused for want of one, at this endpoint or before it."""
    return any(
        isinstance(o.probe, Envelope)
        and o.probe.login is None
        and tells_of_the_account(o.probe)
        and isinstance(o.fact, EnvelopeFact)
        and o.fact.final
        and (o.fact.needs_login or o.fact.needs_tls)
        for o in evidence
    )


def is_relay_test(envelope: Envelope) -> bool:
    """True where a stranger's mail was offered: what is said to that tells nothing about the account."""
    return envelope.login is None and envelope.sender == RELAY_SENDER


def tells_of_the_account(envelope: Envelope) -> bool:
    """True where mail of the account itself was offered: neither a stranger's nor a notice."""
    return envelope.login is not None or envelope.sender not in (RELAY_SENDER, NOTICE_SENDER)


def secret_name(case: Case, side: Side, auth: Auth) -> str | None:
    """The name of the secret that goes with `auth`, None where there is none at hand."""
    if auth.by_token:
        return "token" if "token" in case.secrets else None
    if side.direction is Direction.OUTGOING and "outgoing-password" in case.secrets and not side.typed.same_as_incoming:
        return "outgoing-password"
    return "password" if "password" in case.secrets else None


def sender_of(case: Case, side: Side) -> str:
    """The From address: the one configured where it is not the address."""
    return side.typed.sender or str(case.address)


def _recipients(case: Case) -> tuple[str, ...]:
    return (str(case.address), CHECK_RECIPIENT)


def bare_envelope(case: Case, side: Side, endpoint: Endpoint) -> Envelope:
    """The envelope of a client that does not log in for sending."""
    return Envelope(endpoint, None, sender_of(case, side), _recipients(case))


def followers(case: Case, routes: dict[Direction, Route], evidence: Evidence) -> Iterator[Probe]:
    """What continues a connection: the envelope of a login (or of none), and the mailbox that a login opened."""
    incoming, outgoing = routes.get(Direction.INCOMING), routes.get(Direction.OUTGOING)
    if incoming is not None and incoming.now is not None:
        accepted = tried(incoming, evidence).accepted
        if accepted is not None:
            yield Mailbox(accepted[0])
    if outgoing is None or outgoing.now is None or not outgoing.settled:
        return
    side = outgoing.side
    accepted = tried(outgoing, evidence).accepted
    if accepted is not None:
        yield Envelope(outgoing.now, accepted[0], sender_of(case, side), _recipients(case))
    fact = evidence.get(outgoing.now)
    if fact is None or not fact.ready:
        return
    if login_demanded(evidence):
        return
    if side.auth is Auth.NONE or (side.auth is Auth.POP_BEFORE_SMTP and _pop_came_first(case, incoming, evidence)):
        yield bare_envelope(case, side, outgoing.now)


def _pop_came_first(case: Case, incoming: Route | None, evidence: Evidence) -> bool:
    """POP before SMTP: the login at the POP3 server opens the way, so the envelope has to wait for it."""
    if not case.may_log_in or incoming is None or incoming.now is None:
        return True
    if incoming.now.protocol is not Protocol.POP3:
        return incoming.settled
    answers = tried(incoming, evidence).attempts
    return bool(answers) and all(fact.final for _, fact in answers)


def envelope_fact(case: Case, route: Route, evidence: Evidence) -> tuple[Envelope, EnvelopeFact] | None:
    """The envelope that was asked on this way: after the login, else without one."""
    if route.now is None:
        return None
    accepted = tried(route, evidence).accepted
    candidates = [bare_envelope(case, route.side, route.now)]
    if accepted is not None:
        candidates.insert(0, Envelope(route.now, accepted[0], sender_of(case, route.side), _recipients(case)))
    for probe in candidates:
        fact = evidence.get(probe)
        if fact is not None and fact.final:
            return probe, fact
    return None
