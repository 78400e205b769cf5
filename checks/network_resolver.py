"""Does this PC's DNS server tell the truth?

One name that nobody can have (RFC 6761 section 6.4) is asked in every examination: where it has an address, every
mistyped name has one. A server name that leads to no place at all, or that alone is refused, is held back by a filter:
the domain's own servers are asked in its place where they are known.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    HOST,
    Break,
    Case,
    Certainty,
    Check,
    Code,
    Contrasts,
    Evidence,
    Field,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

from . import _place, _zone

_FOLLOWS = ("mx-refuses", "mx-one-down", "mx-private-address", "mx-target-without-address", "autoconfig-stale",
            "autodiscover-stale")  # fmt: skip

GOOD = Code(
    "resolver-honest", Status.PASS, None, Link.NAME,
    ja=Text("この PC が使う DNS サーバー({server})は、ない名前を「ない」と答えます。"),
    en=Text("This PC's DNS server ({server}) says of a name that does not exist that it does not exist."),
)  # fmt: skip
INVENTS = Code(
    "resolver-invents-answers", Status.WARN, Field.NETWORK_RESOLVER, Link.ADDRESS,
    ja=Text(
        "この PC が使う DNS サーバー({server})は、ない名前({name})にも住所({addresses})を答えます。",
        why="つづりを間違えた名前でも「ある」と答えるので、メールソフトは別のサーバーにつないでしまい、間違いに"
            "気づけません。メールの設定のせいではありません。",
        fix="回線の会社の案内で「DNS の書き換え」や「エラーページの案内」を止めるか、別の DNS サーバーを"
            "使ってください。",
    ),
    en=Text(
        "This PC's DNS server ({server}) has an address even for a name that does not exist ({name}: {addresses}).",
        why="Mistyped names seem to exist, and mail clients connect to a stranger without noticing. The mail settings "
            "are not to blame.",
        fix="Have the line's operator switch off its rewriting of errors, or use another DNS server.",
    ),
)  # fmt: skip
FILTERS = Code(
    "resolver-filters-host", Status.FAIL, Field.NETWORK_RESOLVER, Link.ADDRESS,
    ja=Text(
        "DNS サーバー({server})が、{host} の行き先をふさいでいる可能性が高いです(答え: {answer})。",
        why="広告や危険なページを止めるための仕組み(ルーターや DNS のフィルター)が、メールのサーバーまで止めています。"
            "サーバーは止まっていません。",
        fix="フィルターの例外に {host} を加えるように、回線やルーターの管理者に頼んでください。急ぐときは、"
            "スマートフォンの回線で試してください。",
    ),
    en=Text(
        "The DNS server ({server}) probably holds back {host} (its answer: {answer}).",
        why="A filter against advertising or dangerous pages (in the router, or of the DNS service) stops the mail "
            "server as well. The server itself is not down.",
        fix="Have whoever runs the line or the router add {host} to the exceptions of the filter. If it is urgent, try "
            "by the line of a mobile phone.",
    ),
    certainty=Certainty.LIKELY,
    explains=(Break.HOST_DEAD, Break.SERVICE_DOWN, Break.SERVICE_BROKEN, Break.PORT_DROPPED, Break.NO_SUCH_HOST),
    covers=_FOLLOWS,
)  # fmt: skip


def _invented() -> Lookup:
    return Lookup(_place.INVENTED, "A")


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """One name that cannot exist, asked of this PC's own resolver alone."""
    yield _invented()


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """The lie that concerns everything first, then each host that is held back."""
    question = _invented()
    answer = _zone.heard(evidence, question)
    if answer is not None and answer.values:
        yield INVENTS(question, server=answer.server, name=question.name, addresses=answer.values)
    elif answer is not None and answer.no_such_name:
        yield GOOD(question, server=answer.server)
    for host in _place.configured(case):
        question = Lookup(host, "A")
        fact = _zone.heard(evidence, question)
        view = _zone.heard(evidence, Lookup(host, HOST))
        if fact is None or (view is not None and view.values and not all(_place.is_local(v) for v in view.values)):
            continue
        if _held_back(fact) and not _so_published(host, evidence):
            yield FILTERS(
                question, Lookup(host, HOST), server=fact.server, host=host, answer=fact.values or (fact.rcode,)
            )


def _held_back(fact: LookupFact) -> bool:
    """No address at all in place of one, or a refusal: what filters answer (a server that is down is SERVFAIL)."""
    if fact.outcome is Outcome.DEFERRED:
        return fact.rcode == "REFUSED"
    return bool(fact.values) and all(_place.is_nowhere(value) for value in fact.values)


def _so_published(host: str, evidence: Evidence) -> bool:
    """True where a server of the zone itself gives the same answer: then the record is wrong, and no filter."""
    own = (o.fact for o in evidence if isinstance(o.probe, Lookup) and o.probe.server and o.probe.name == host)
    return any(isinstance(f, LookupFact) and f.authoritative and any(map(_place.is_local, f.values)) for f in own)


CHECK = Check(
    "network.resolver",
    Title("DNS サーバーの答え方", "Answers of the DNS server"),
    (Lookup,),
    probes,
    judge,
    (GOOD, INVENTS, FILTERS),
)
