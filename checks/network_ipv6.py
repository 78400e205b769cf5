"""Does IPv6 work from this PC? Concluded from the addresses that were dialled for the account anyway.

A host whose IPv6 alone is dead has a wrong record; where unrelated hosts are all dead by IPv6 and alive by IPv4, it is
the line. What `incoming.server` and `outgoing.server` say of their own hosts is not told again.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Endpoint,
    EndpointFact,
    Evidence,
    Field,
    Link,
    Outcome,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

from . import _place

DEAD = Code(
    "ipv6-path-dead", Status.WARN, Field.NETWORK_IPV6, Link.CONNECT,
    ja=Text(
        "互いに関係のないサーバー({hosts})が、どれも IPv6 では答えず、IPv4 では答えます。",
        why="この回線か PC の IPv6 が、途中で止まっている可能性が高いです。つながるまで待たされることがあります。",
        fix="ルーターを再起動し、直らなければ回線の会社に IPv6 の状態を聞いてください。急ぐときは、PC の"
            "ネットワークの設定で IPv6 を切れば、IPv4 だけで使えます。",
    ),
    en=Text(
        "Unrelated servers ({hosts}) all fail to answer by IPv6, and answer by IPv4.",
        why="IPv6 of this line or PC is probably dead somewhere on the way. Connecting may take longer.",
        fix="Restart the router; if that does not help, ask the line's operator about IPv6. If it is urgent, switch "
            "IPv6 off in the PC's network settings: IPv4 is enough.",
    ),
)  # fmt: skip
GOOD = Code(
    "ipv6-works", Status.PASS, None, Link.CONNECT,
    ja=Text("IPv6 でもつながります({hosts})。"),
    en=Text("IPv6 works as well ({hosts})."),
)  # fmt: skip
NOT_HERE = Code(
    "ipv6-no-route", Status.PASS, None, Link.CONNECT,
    ja=Text("この PC か回線には IPv6 がないので、IPv4 だけを使います。メールには困りません。"),
    en=Text("This PC or line has no IPv6, so IPv4 alone is used. Mail does not need more."),
)  # fmt: skip

_OFTEN_BLOCKED = 25
"""Many lines stop this port, some for one kind of address only: it tells nothing about the line as a whole."""


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The endpoints of the account are asked by the search alone."""
    yield from ()


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """By host: one that answers by IPv6 shows that the way is there."""
    tried = [(e, f) for e, f in _place.told(evidence) if any(":" in dial.address for dial in f.dials)]
    alive = [e for e, f in tried if _outcome(f, six=True) is Outcome.ANSWERED]
    if alive:
        yield GOOD(*alive, hosts=tuple(dict.fromkeys(e.host for e in alive)))
        return
    if tried and all(_outcome(f, six=True) is Outcome.UNREACHABLE for _, f in tried):
        if any(f.connected for _, f in tried) and not _told_by_servers(evidence, contrasts):
            yield NOT_HERE(*(e for e, _ in tried))
        return
    dead = [
        e
        for e, f in tried
        if e.port != _OFTEN_BLOCKED
        and _outcome(f, six=True) is Outcome.SILENT
        and _outcome(f, six=False) is Outcome.ANSWERED
    ]
    hosts = tuple(dict.fromkeys(e.host for e in dead))
    if _place.strangers(hosts):
        yield DEAD(*dead, hosts=hosts)


def _outcome(fact: EndpointFact, *, six: bool) -> Outcome | None:
    """How the addresses of one kind went: answered if one did, None where they did not all go the same way."""
    found = {dial.outcome for dial in fact.dials if (":" in dial.address) is six}
    if Outcome.ANSWERED in found:
        return Outcome.ANSWERED
    return found.pop() if len(found) == 1 else None


def _told_by_servers(evidence: Evidence, contrasts: Contrasts) -> bool:
    """True where the check of a direction speaks of the IPv6 of its own server (`ipv6-dead`, `ipv6-not-here`)."""
    facts = [evidence.get(s.target) for s in contrasts.sides.values() if isinstance(s.target, Endpoint)]
    return any(fact is not None and fact.ready and any(":" in dial.address for dial in fact.dials) for fact in facts)


CHECK = Check(
    "network.ipv6",
    Title("IPv6", "IPv6"),
    (Endpoint,),
    probes,
    judge,
    (GOOD, NOT_HERE, DEAD),
)
