"""Do the domain's mail servers answer on port 25, and do they offer encryption?

A line that blocks port 25 says nothing about them: a silent port is "cannot be tested from this line".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from maildoctor.api import (
    HOST,
    Break,
    Case,
    Certainty,
    Check,
    Code,
    Contrasts,
    Endpoint,
    EndpointFact,
    Evidence,
    Fault,
    Field,
    Link,
    Lookup,
    Outcome,
    Probe,
    Protocol,
    Said,
    Security,
    Status,
    Text,
    Title,
    dialable,
    mapping_of,
    speaks_of_this_address,
    turned_away_everywhere,
)

from . import _mx, _reasons

GOOD = Code(
    "mx-answers", Status.PASS, None, Link.GREETING,
    ja=Text("{host} はメールを受け付けています。"),
    en=Text("{host} accepts mail."),
)  # fmt: skip
UNTESTED = Code(
    "mx-port25-untested", Status.SKIP, None, Link.CONNECT,
    ja=Text(
        "宛先のサーバーの 25 番は、この回線からは試せません。",
        why="多くの回線は 25 番を止めています。サーバーが止まっているという意味ではありません。",
    ),
    en=Text(
        "Port 25 of the mail servers cannot be tested from this line.",
        why="Many lines block port 25. It does not mean that the servers are down.",
    ),
)  # fmt: skip
NOT_FROM_HERE = Code(
    "mx-refuses-this-line", Status.SKIP, None, Link.GREETING,
    ja=Text(
        "宛先のサーバー({hosts})は、この回線の住所からの接続を断りました: {reply}",
        why="家庭や会社の回線から 25 番へ直接送ると、断られるのがふつうです。よそからのメールが届くかどうかは、"
            "この回線からは試せません。",
    ),
    en=Text(
        "The mail servers ({hosts}) turn away the address of this line: {reply}",
        why="That is usual for lines of homes and offices. Whether mail from elsewhere arrives cannot be tested from "
            "here.",
    ),
)  # fmt: skip
REFUSES = Code(
    "mx-refuses", Status.FAIL, Field.SERVER_SERVICE, Link.GREETING,
    ja=Text(
        "{domain} の届け先 {hosts} がメールを受け付けません。",
        why="宛先のサーバーがすべて断りました。サーバーの返事: {reply:value}",
        fix="メール会社に、25 番の受信が止まっていないか聞いてください。",
    ),
    en=Text(
        "No mail server of {domain} ({hosts}) accepts mail.",
        why="All of them answer with a refusal. The server says: {reply:value}",
        fix="Ask the mail provider whether reception on port 25 is down.",
    ),
)  # fmt: skip
ONE_DOWN = Code(
    "mx-one-down", Status.WARN, Field.DNS_MX, Link.CONNECT,
    ja=Text(
        "{domain} の届け先のうち {host} がメールを受け付けません。",
        why="ほかの届け先があるので届きますが、遅れたり、戻ったりすることがあります。サーバーの返事: {reply:value}",
        fix="使っていないサーバーなら MX から消し、使っているなら直してもらってください。",
    ),
    en=Text(
        "One of the mail servers of {domain}, {host}, does not accept mail.",
        why="Others do, but messages may be delayed or returned. The server says: {reply:value}",
        fix="Remove the MX record if the server is retired, or have it repaired.",
    ),
)  # fmt: skip
EXPIRED = Code(
    "mx-certificate-expired", Status.WARN, Field.SERVER_CERTIFICATE, Link.CERTIFICATE,
    ja=Text(
        "宛先のサーバー {host} の証明書は {not_after} で期限が切れています。",
        why="届かなくなるわけではありませんが、暗号化を必ず求める相手からは届きません。",
        fix="メール会社に証明書の更新を頼んでください。",
    ),
    en=Text(
        "The certificate of the mail server {host} expired on {not_after}.",
        why="Mail still arrives, except from senders that insist on encryption.",
        fix="Ask the mail provider to renew it.",
    ),
)  # fmt: skip
NO_TLS = Code(
    "mx-without-starttls", Status.PASS, None, Link.GREETING,
    ja=Text("宛先のサーバー {host} は暗号化(STARTTLS)に対応していません。"),
    en=Text("The mail server {host} does not offer encryption (STARTTLS)."),
)  # fmt: skip
OTHER_NAME = Code(
    "mx-certificate-unmatched", Status.PASS, None, Link.CERTIFICATE,
    ja=Text("宛先のサーバー {host} の証明書は、名前または発行元が合いません(届くのには影響しません)。"),
    en=Text("The certificate of the mail server {host} has another name or issuer (mail still arrives)."),
)  # fmt: skip

IPV6_DEAD = Code(
    "mx-ipv6-dead", Status.WARN, Field.DNS_ADDRESS, Link.CONNECT,
    ja=Text(
        "宛先のサーバー {host} の IPv6 の住所({address})が答えません。",
        why="IPv4 では届きますが、IPv6 を先に試す相手からは届くのが遅れる可能性が高いです。",
        fix="使っていない住所なら、DNS の AAAA レコードを消してください。",
    ),
    en=Text(
        "The IPv6 address of the mail server {host} ({address}) does not answer.",
        why="Mail arrives by IPv4; from senders that try IPv6 first it is probably delayed.",
        fix="If the address is not used, remove the AAAA record.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
NAMELESS = Code(
    "mx-greets-as-localhost", Status.WARN, Field.SERVER_SERVICE, Link.GREETING,
    ja=Text(
        "宛先のサーバー {host} が「{greeting}」と名乗っています。",
        why="サーバーの本当の名前が設定されていません。このサーバーから送るメールは、断られやすくなります。",
        fix="サーバーの管理者に、メールサーバーの名前(myhostname など)を実在の名前に直してもらってください。",
    ),
    en=Text(
        "The mail server {host} greets as \"{greeting}\".",
        why="It was never told its own name; mail that it sends is more likely to be refused.",
        fix="Have whoever runs the server set its host name (myhostname or alike) to a name that exists.",
    ),
)  # fmt: skip

_ANSWERED_BADLY = frozenset((
    Outcome.REFUSED, Outcome.REJECTED, Outcome.DEFERRED, Outcome.RESET, Outcome.CLOSED, Outcome.OTHER_PROTOCOL,
))  # fmt: skip


def endpoint(host: str) -> Endpoint:
    """The question to one exchanger: STARTTLS if it is offered, as every sending server does."""
    return Endpoint(host, 25, Protocol.SMTP, Security.AUTO)


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """Port 25 of each exchanger that has an address."""
    yield from _mx.lookups(case, evidence)
    for exchanger in _mx.exchangers(case, evidence)[: _mx.MOST]:
        known = evidence.get(Lookup(exchanger.host, HOST))
        if (known is not None and any(dialable(a) for a in known.values)) or mapping_of(case, exchanger.host, 25):
            yield endpoint(exchanger.host)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """An exchanger is down only if it answers badly, or if another host's port 25 was reached in this run."""
    seen = [
        (e.host, fact)
        for e in _mx.exchangers(case, evidence)[: _mx.MOST]
        if (fact := evidence.get(endpoint(e.host))) is not None and fact.final and fact.outcome is not Outcome.CUT_OFF
    ]
    if not seen:
        return
    up = [(host, fact) for host, fact in seen if fact.speaks == "smtp" and not _bad(fact)]
    bad = [(host, fact) for host, fact in seen if _bad(fact)]
    port25_works = any(e.port == 25 and fact.connected for e, fact in evidence.endpoints())
    if up or port25_works:
        bad += [(host, fact) for host, fact in seen if not fact.connected and fact.outcome is Outcome.SILENT]
    # What is a diagnosis of the account already is not told again; and where this PC's clock is wrong, every
    # certificate looks out of date: one root, and no finding beside it.
    diagnosed = [c for c in contrasts if c.link is Link.CERTIFICATE]
    told = [value for c in diagnosed for key, value in c.seen if key in ("host", "sha256")]
    if any(c.what is Break.CLOCK for c in diagnosed):
        told += [host for host, _ in up]
    for host, fact in up:
        yield from _of_one(case, host, fact, told)
        yield from _by_ipv6(host, fact, evidence, contrasts)
    if bad and not up and len(bad) == len(seen):
        asked = [endpoint(host) for host, _ in bad]
        if turned_away_everywhere(evidence, 25):
            yield UNTESTED(*asked)
            return
        if all(speaks_of_this_address(fact) for _, fact in bad):
            yield NOT_FROM_HERE(*asked, hosts=tuple(h for h, _ in bad), reply=_reply(bad[0][1]))
            return
        if _reasons.of_no_reception(case, evidence) and all(not fact.connected for _, fact in bad):
            return
        # Whoever is put off (4xx, RFC 5321 section 4.2.1) tries again for days: mail is late, and not lost yet.
        later = any(fact.outcome is Outcome.DEFERRED for _, fact in bad)
        hosts, status = tuple(host for host, _ in bad), Status.WARN if later else None
        yield REFUSES(*asked, status=status, domain=case.domain, hosts=hosts, reply=_reply(bad[0][1]))
    else:
        for host, fact in bad:
            yield ONE_DOWN(endpoint(host), domain=case.domain, host=host, reply=_reply(fact))
    if not up and not bad:
        yield UNTESTED(*(endpoint(host) for host, _ in seen))


def _by_ipv6(host: str, fact: EndpointFact, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """The IPv6 of the exchanger alone is dead; not where a direction tells it of the same host, or it is the line."""
    own = {t.host for side in contrasts.sides.values() if isinstance(t := side.target, Endpoint)}
    if host in own or not any(":" not in d.address and d.outcome is Outcome.ANSWERED for d in fact.dials):
        return
    others = [d for e, f in evidence.endpoints() if e.host != host for d in f.dials if ":" in d.address]
    if others and not any(d.outcome is Outcome.ANSWERED for d in others):
        return
    six = [d for d in fact.dials if ":" in d.address]
    if six and all(d.outcome in (Outcome.SILENT, Outcome.REFUSED) for d in six):
        yield IPV6_DEAD(endpoint(host), host=host, address=six[0].address)


def _bad(fact: EndpointFact) -> bool:
    return fact.outcome in _ANSWERED_BADLY and not fact.ready


def _reply(fact: EndpointFact) -> str:
    return fact.reply or fact.greeting or fact.outcome.value


def _of_one(case: Case, host: str, fact: EndpointFact, told: Collection[object]) -> Iterator[Said]:
    """What there is to say of one exchanger; a certificate that is already a diagnosis is not told again."""
    yield GOOD(endpoint(host), host=host)
    name = fact.greeting.removeprefix("220").lstrip(" -").partition(" ")[0].lower()
    if name in ("localhost", "localhost.localdomain"):
        yield NAMELESS(endpoint(host), host=host, greeting=name)
    if fact.ready and fact.starttls is False:
        yield NO_TLS(endpoint(host), host=host)
    if not fact.chain or host in told or fact.chain[0].sha256 in told:
        return
    if dt.datetime.fromisoformat(fact.chain[0].not_after) < case.now:
        yield EXPIRED(endpoint(host), host=host, not_after=fact.chain[0].not_after[:10])
    elif any(f in (*fact.here, *fact.public) for f in (Fault.NAME, Fault.SELF_SIGNED, Fault.UNKNOWN_ROOT)):
        yield OTHER_NAME(endpoint(host), host=host)


CHECK = Check(
    "mx.reach",
    Title("宛先のサーバー", "Mail servers of the domain"),
    (Lookup, Endpoint),
    probes,
    judge,
    (GOOD, UNTESTED, NOT_FROM_HERE, REFUSES, ONE_DOWN, EXPIRED, NO_TLS, OTHER_NAME, IPV6_DEAD, NAMELESS),
)
