"""Do the servers pass on a stranger's mail? Tried only with --relay-test, without a login; nothing is ever sent.

A sender and a recipient of other domains are offered (MAIL, RCPT, then RSET). What the answer proves is what holds for
this place: a server may know the line, or the login of a POP client, and relay for it alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    CHECK_RECIPIENT,
    RELAY_SENDER,
    Auth,
    Case,
    Certainty,
    Check,
    Code,
    Contrasts,
    Direction,
    Endpoint,
    Envelop,
    Envelope,
    EnvelopeFact,
    Evidence,
    Field,
    Finding,
    Link,
    Lookup,
    Probe,
    Protocol,
    Said,
    Status,
    Text,
    Title,
    is_private,
    is_relay_test,
    side_of,
    tells_of_the_account,
)

from . import _mx, mx_reach

OPEN = Code(
    "server-open-relay", Status.FAIL, Field.SERVER_RELAY, Link.ACCOUNT,
    ja=Text(
        "{host} の {port} 番は、ログインなしで、他人から他人へのメールを引き受けました(実際には何も送っていません)。",
        why="誰からの迷惑メールでも送り出すサーバー(オープンリレー)の可能性が高いです。そうなら、まもなくあちこちで"
            "受け取りを断られます。この回線だけを身内と見ているサーバーなら、問題ありません。",
        fix="サーバーの管理者に、ログインなしの中継を止めるように頼んでください。契約している回線の会社の"
            "サーバーなら、別の回線でもう一度試すと決まります。",
    ),
    en=Text(
        "Port {port} of {host} took a stranger's mail for a stranger, without a login (nothing was sent).",
        why="It is probably an open relay, a server that sends anybody's junk mail; soon its mail is refused "
            "everywhere. If it only knows this very line as one of its own, all is well.",
        fix="Ask whoever runs the server to stop relaying without a login. If it belongs to the operator of this "
            "line, another test from another line decides.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
"""Likely, not certain: from inside, a server that relays for its own customers' lines gives the same answer."""
HERE = Code(
    "relay-permitted-here", Status.PASS, None, Link.ACCOUNT,
    ja=Text(
        "{host} の {port} 番は、この場所からなら、ログインなしでメールを中継します(実際には何も送っていません)。",
        why="社内のサーバーや、ログインなしで送る設定のサーバーでは普通のことです。外からも中継するかどうかは、"
            "ここからは分かりません。",
    ),
    en=Text(
        "Port {port} of {host} relays mail from this place without a login (nothing was sent).",
        why="That is usual for a server in the office, or where the client is set to send without a login. Whether it "
            "relays for the outside as well cannot be told from here.",
    ),
)  # fmt: skip
REFUSED = Code(
    "relay-refused", Status.PASS, None, Link.ACCOUNT,
    ja=Text("{host} の {port} 番は、他人のメールの中継を断りました(正常です。何も送っていません)。"),
    en=Text("Port {port} of {host} refuses to pass on strangers' mail, as it should (nothing was sent)."),
)  # fmt: skip
UNTESTED = Code(
    "relay-untested", Status.SKIP, None, Link.ACCOUNT,
    ja=Text("{host} の {port} 番が他人のメールを中継するかどうかは、返事からは決まりません: {reply:value}"),
    en=Text("Whether port {port} of {host} passes on strangers' mail cannot be told from its answer: {reply:value}"),
)  # fmt: skip

_WITHOUT_LOGIN = (Auth.NONE, Auth.POP_BEFORE_SMTP)


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The exchangers and the outgoing server, once each; the account's own login there goes first."""
    if not case.options.relay_test:
        return
    yield from mx_reach.probes(case, evidence)
    for endpoint in _endpoints(case, evidence):
        yield Envelope(endpoint, None, RELAY_SENDER, (CHECK_RECIPIENT,))


def _endpoints(case: Case, evidence: Evidence) -> Iterator[Endpoint]:
    told: set[tuple[str, int]] = set()
    outgoing = _outgoing(case, evidence)
    exchangers = [mx_reach.endpoint(e.host) for e in _mx.exchangers(case, evidence)[: _mx.MOST]]
    for endpoint in ([outgoing] if outgoing is not None else []) + exchangers:
        fact = evidence.get(endpoint)
        if fact is None or not fact.ready or (endpoint.host, endpoint.port) in told:
            continue
        told.add((endpoint.host, endpoint.port))
        if endpoint != outgoing or _its_turn(case, evidence, endpoint):
            yield endpoint


def _outgoing(case: Case, evidence: Evidence) -> Endpoint | None:
    """Where the configured outgoing server is ready: at the configured port, if there."""
    if Direction.OUTGOING not in case.sides:
        return None
    side = side_of(case, Direction.OUTGOING)
    ready = [e for e, f in evidence.endpoints() if e.host == side.host and e.protocol is Protocol.SMTP and f.ready]
    return min(ready, key=lambda e: (e.port != side.port, e.security is not side.security), default=None)


def _its_turn(case: Case, evidence: Evidence, endpoint: Endpoint) -> bool:
    """False while the account itself may still want to log in: a refusal must not come between (and cost it)."""
    if not case.may_log_in:
        return True
    own = [o for o in evidence if isinstance(o.probe, Envelope) and tells_of_the_account(o.probe)]
    if any(o.fact.final for o in own):
        return True
    refused = [fact for login, fact in evidence.logins() if fact.final and not fact.accepted]
    return bool(refused) and not own and all(fact.final for _, fact in evidence.logins())


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Told from the questions that were asked: a run without --relay-test says nothing."""
    for observation in evidence:
        probe, fact = observation.probe, observation.fact
        if isinstance(probe, Envelope) and isinstance(fact, EnvelopeFact) and fact.final and is_relay_test(probe):
            yield _said(case, evidence, probe, fact)


def _said(case: Case, evidence: Evidence, probe: Envelope, fact: EnvelopeFact) -> Finding:
    host, port = probe.endpoint.host, probe.endpoint.port
    answer = next(iter(fact.recipients), None)
    if answer is not None and answer.reading is Envelop.ACCEPTED:
        code = HERE if _one_of_its_own(case, evidence, probe.endpoint) else OPEN
        return code(probe, host=host, port=port)
    if fact.needs_login or (answer is not None and answer.reply.startswith("5") and not fact.needs_tls):
        return REFUSED(probe, host=host, port=port)
    reply = answer.reply if answer is not None else fact.reply
    return UNTESTED(probe, host=host, port=port, reply=reply or fact.trouble or fact.outcome.value)


def _one_of_its_own(case: Case, evidence: Evidence, endpoint: Endpoint) -> bool:
    """True where the server has a reason to know us: one network, or a client that is set to send without a login."""
    fact = evidence.get(endpoint)
    if fact is not None and fact.address is not None and is_private(fact.address):
        return True
    side = side_of(case, Direction.OUTGOING)
    return side.host == endpoint.host and side.auth in _WITHOUT_LOGIN


CHECK = Check(
    "outgoing.relay",
    Title("他人のメールの中継", "Relaying for strangers"),
    (Lookup, Endpoint, Envelope),
    probes,
    judge,
    (OPEN, HERE, REFUSED, UNTESTED),
)
