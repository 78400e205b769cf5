"""Does this PC's DNS server tell what the domain's own servers tell, and do those agree among themselves?

A resolver keeps an answer for as long as its time to live says (RFC 1035 section 3.2.1), and the answer "there is
none" as well (RFC 2308): after a change both are old for a while, and nothing is wrong. An address may differ by
design (inside and outside, by country, in turn), so it is compared only where neither looks likely.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Break,
    Case,
    Certainty,
    Check,
    Code,
    Contrasts,
    Direction,
    Evidence,
    Field,
    Link,
    Lookup,
    Outcome,
    Owner,
    Probe,
    Said,
    Status,
    Text,
    Title,
    is_host,
    is_private,
    mx_hosts,
)

from . import _own_word, _zone

GOOD = Code(
    "dns-cache-current", Status.PASS, None, Link.NAME,
    ja=Text("この PC が使う DNS サーバーは、{domain} の最新の届け先を知っています。"),
    en=Text("This PC's DNS server knows the current mail servers of {domain}."),
)  # fmt: skip
STALE = Code(
    "dns-cache-stale", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "この PC が使う DNS サーバーは、{name} の古い内容({old})をまだ覚えています。いまの内容は {new} です。",
        why="変更は正しく登録されています。覚えている時間は、あと約 {minutes} 分で切れます。",
        fix="何も直さず、{minutes} 分ほど待ってから、もう一度調べてください。",
    ),
    en=Text(
        "The DNS server of this PC still remembers the former content of {name} ({old}). It is {new} now.",
        why="The change is published. What is remembered runs out in about {minutes} minutes.",
        fix="Change nothing; wait about {minutes} minutes, then check again.",
    ),
    owner=Owner.NOBODY,
)  # fmt: skip
"""Nobody has to act: the time to live ends by itself."""
STALE_ADDRESS = Code(
    "dns-cache-stale-address", Status.WARN, Field.DNS_ADDRESS, Link.ADDRESS,
    ja=Text(
        "この PC が使う DNS サーバーは、{name} の古い住所({old})を覚えている可能性が高いです。いまは {new} です。",
        why="ドメインの側には新しい住所が登録されています。覚えている時間は、あと約 {minutes} 分で切れます。",
        fix="何も直さず、{minutes} 分ほど待ってから、もう一度調べてください。",
    ),
    en=Text(
        "The DNS server of this PC probably still remembers the former address of {name} ({old}). It is {new} now.",
        why="The domain's own servers give the new address. What is remembered runs out in about {minutes} minutes.",
        fix="Change nothing; wait about {minutes} minutes, then check again.",
    ),
    owner=Owner.NOBODY,
    certainty=Certainty.LIKELY,
    explains=(Break.PASSWORD, Break.HOST_DEAD, Break.SERVICE_DOWN, Break.CERTIFICATE_NAME, Break.CERTIFICATE_STRANGER),
)  # fmt: skip
"""Nobody has to act: the time to live ends by itself."""
NOT_YET = Code(
    "dns-cache-negative", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "この PC が使う DNS サーバーは、{name} の届け先(MX)が「ない」と覚えています。いまは {new} があります。",
        why="登録する前に調べると、「ない」という答えがしばらく残ります。登録は正しく済んでいます。",
        fix="何も直さず、1 時間ほど待ってから、もう一度調べてください。",
    ),
    en=Text(
        "The DNS server of this PC still remembers that {name} has no mail server (MX). {new} is published now.",
        why="If it was asked before the record was published, the answer \"none\" stays for a while. All is well.",
        fix="Change nothing; wait about an hour, then check again.",
    ),
    owner=Owner.NOBODY,
)  # fmt: skip
"""Nobody has to act: the remembered "none" ends by itself, mostly within an hour."""
DISAGREE = Code(
    "dns-servers-disagree", Status.WARN, Field.DNS_DELEGATION, Link.NAME,
    ja=Text(
        "{domain} の案内役(ネームサーバー)どうしで、届け先(MX)の答えが違います。",
        why="{host} は {values}、{other} は {other_values} と答えます。どちらに聞くかで、メールの届く先が変わります。",
        fix="変更したばかりなら 1 時間ほど待ってください。それでも違えば、DNS を預けている会社に、"
            "ネームサーバーの間で内容が写されていないことを伝えてください。",
    ),
    en=Text(
        "The name servers of {domain} disagree about where its mail goes (MX).",
        why="{host} says {values}, {other} says {other_values}. Which one is asked decides where a message arrives.",
        fix="After a recent change wait about an hour. If they still differ, tell the company that runs the DNS that "
            "its name servers do not copy the zone from each other.",
    ),
)  # fmt: skip

_MOST_HOSTS = 4
_BALANCED_BELOW_S = 600
"""Addresses that change by country or by load live shorter than this."""
_NONE = ("-",)


def _hosts(case: Case, zone: str, evidence: Evidence) -> tuple[str, ...]:
    """The mail hosts that lie in the zone itself, whose addresses its servers know."""
    answer = _zone.heard(evidence, Lookup(case.domain, "MX"))
    typed = (case.configured(direction).host for direction in Direction)
    names = [*mx_hosts(answer.values if answer is not None else ()), *(host.lower() for host in typed if host)]
    inside = (n for n in names if is_host(n) and n != case.domain and n.endswith(f".{zone}"))
    return tuple(dict.fromkeys(inside))[:_MOST_HOSTS]


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The MX by the resolver and by each server, and the addresses of mail hosts by two of them."""
    yield Lookup(case.domain, "MX")
    yield from _zone.lookups(case, evidence)
    zone = _zone.name_of(case, evidence)
    if zone is None:
        return
    for server in _zone.servers(case, zone, evidence):
        yield from _zone.questions(zone, server)
    for server in _own_word.speaking(case, zone, evidence):
        yield Lookup(case.domain, "MX", server=server.address)
    for host in _hosts(case, zone, evidence):
        yield Lookup(host, "A")
        for server in _own_word.speaking(case, zone, evidence)[:2]:
            yield Lookup(host, "A", server=server.address)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Nothing is said of a cache while the domain's own servers do not agree."""
    mx = Lookup(case.domain, "MX")
    told = _own_word.exchangers(case, evidence)
    if not told:
        return
    host, question, fact = told[0]
    for other, also, second in told[1:]:
        if _own_word.values(second) != _own_word.values(fact):
            one, two = (_own_word.values(f) or _NONE for f in (fact, second))
            yield DISAGREE(question, also, domain=case.domain, host=host, values=one, other=other, other_values=two)
            return
    here = _zone.heard(evidence, mx)
    if here is None or here.outcome is not Outcome.ANSWERED or here.aliases:
        return
    stale = tuple(_stale_addresses(case, evidence))
    if _own_word.values(here) == _own_word.values(fact):
        yield from stale
        if not stale:
            yield GOOD(mx, question, domain=case.domain)
    elif _own_word.remembers_none(case, evidence):
        yield NOT_YET(mx, question, name=case.domain, new=_own_word.values(fact))
    elif here.values and fact.values and here.ttl is not None:
        old, new = _own_word.values(here), _own_word.values(fact)
        yield STALE(mx, question, name=case.domain, old=old, new=new, minutes=_minutes(here.ttl))
        yield from stale


def _minutes(seconds: int) -> int:
    """Whole minutes, rounded up: whoever waits that long has waited long enough."""
    return max(1, -(-seconds // 60))


def _stale_addresses(case: Case, evidence: Evidence) -> Iterator[Said]:
    zone = _zone.name_of(case, evidence)
    if zone is None:
        return
    for host in _hosts(case, zone, evidence):
        question = Lookup(host, "A")
        here = _zone.heard(evidence, question)
        direct = [Lookup(host, "A", server=s.address) for s in _own_word.speaking(case, zone, evidence)[:2]]
        own = [f for q in direct if (f := _zone.heard(evidence, q)) is not None and _own_word.is_own(f)]
        if here is None or here.aliases or here.ttl is None or len(own) != len(direct) or not own:
            continue
        new = own[0]
        one_each = len(here.values) == len(new.values) == 1
        balanced = (new.ttl or 0) < _BALANCED_BELOW_S or any(_own_word.values(f) != _own_word.values(new) for f in own)
        if not one_each or balanced or here.values == new.values or here.ttl > (new.ttl or 0):
            continue
        if not any(is_private(value) for value in (*here.values, *new.values)):
            minutes = _minutes(here.ttl)
            yield STALE_ADDRESS(
                question, *direct, host=host, name=host, old=here.values, new=new.values, minutes=minutes
            )


CHECK = Check(
    "domain.resolver",
    Title("DNS サーバーの覚え", "DNS cache"),
    (Lookup,),
    probes,
    judge,
    (GOOD, STALE, STALE_ADDRESS, NOT_YET, DISAGREE),
    lambda case, evidence, contrasts: case.domain,
)
