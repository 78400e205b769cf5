"""Is there such a domain, and does the name service answer at all from here?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Break,
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Field,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Owner,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

from . import _reasons

GOOD = Code(
    "domain-found", Status.PASS, None, Link.NAME,
    ja=Text("{domain} という名前はあります。"),
    en=Text("The domain {domain} exists."),
)  # fmt: skip
MISSING = Code(
    "domain-missing", Status.FAIL, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} という名前は登録されていません。",
        why="アドレスの @ の右のつづりが違うか、ドメインの契約が切れています。どこからもメールは届きません。",
        fix="まずつづりを確かめ、正しければ、ドメインを登録した会社に契約の状態を聞いてください。",
    ),
    en=Text(
        "There is no domain {domain}.",
        why="Either the part behind the @ is misspelt, or the registration has ended. No mail can arrive.",
        fix="Check the spelling; if it is right, ask the registrar about the state of the registration.",
    ),
    explains=(Break.NOTHING_FOUND, Break.NO_SUCH_HOST),
)  # fmt: skip
NOT_IN_DNS = Code(
    "domain-not-in-dns", Status.FAIL, Field.DNS_DELEGATION, Link.NAME,
    ja=Text(
        "{domain} は登録されていますが、名前を案内する仕組み(DNS)では見つかりません。",
        why="案内役(ネームサーバー)の登録がまだ届いていないか、途中で消えています。どこからもメールは届きません。",
        fix="ドメインを登録した会社に、ネームサーバーの登録がどうなっているか聞いてください。",
    ),
    en=Text(
        "{domain} is registered, but the DNS does not know it.",
        why="Its name servers have not reached the registry's servers yet, or were lost on the way. No mail arrives.",
        fix="Ask the company where it was registered about the name servers entered there.",
    ),
    explains=(Break.NOTHING_FOUND, Break.NO_SUCH_HOST),
    owner=Owner.REGISTRAR,  # what is missing is above the domain, and only the registrar can put it there
)  # fmt: skip
BROKEN = Code(
    "domain-not-answering", Status.FAIL, Field.DNS_DELEGATION, Link.NAME,
    ja=Text(
        "{domain} のネームサーバーが正しく答えません({rcode})。",
        why="ドメインの案内役(ネームサーバー)が止まっているか、設定が食い違っています。",
        fix="ドメインを管理している会社に、ネームサーバーの状態を聞いてください。",
    ),
    en=Text(
        "The name servers of {domain} do not answer properly ({rcode}).",
        why="The servers that answer for this domain are down, or their set-up contradicts itself.",
        fix="Ask whoever runs the domain's DNS about its name servers.",
    ),
)  # fmt: skip
OFFLINE = Code(
    "network-offline", Status.FAIL, Field.NETWORK_OFFLINE, Link.NAME,
    ja=Text(
        "この PC がネットにつながっていません。",
        why="どこへも送り出せませんでした。メールの設定のせいではありません。",
        fix="LAN ケーブル、Wi-Fi、ルーターを確かめてから、もう一度調べてください。",
    ),
    en=Text(
        "This PC is not connected to the network.",
        why="Nothing could be sent anywhere. The mail settings are not to blame.",
        fix="Check cable, Wi-Fi and router, then run the check again.",
    ),
)  # fmt: skip
NO_RESOLVER = Code(
    "resolver-missing", Status.FAIL, Field.NETWORK_RESOLVER, Link.NAME,
    ja=Text(
        "この PC には DNS サーバーが設定されていません。",
        why="名前から相手の住所を調べられないので、メールもホームページも使えません。",
        fix="ネットワークの設定で、DNS サーバーを「自動的に取得する」にしてください。",
    ),
    en=Text(
        "This PC has no DNS server set.",
        why="No name can be looked up, so neither mail nor web works.",
        fix="Set the DNS servers of the network connection to \"automatic\".",
    ),
)  # fmt: skip
SILENT = Code(
    "resolver-silent", Status.FAIL, Field.NETWORK_RESOLVER, Link.NAME,
    ja=Text(
        "DNS サーバー({server})から返事がありません。",
        why="名前を調べる相手が答えないので、何も調べられませんでした。メールの設定のせいではありません。",
        fix="ルーターの電源を入れ直すか、別の回線(スマートフォンなど)でもう一度調べてください。",
    ),
    en=Text(
        "The DNS server ({server}) does not answer.",
        why="Nothing could be looked up, so nothing could be examined. The mail settings are not to blame.",
        fix="Restart the router, or run the check again on another line (a phone, for instance).",
    ),
)  # fmt: skip

UNASKED = Code(
    "domain-unanswered", Status.SKIP, None, Link.NAME,
    ja=Text("DNS サーバー({server})が答えないので、ドメインの案内は調べられていません。"),
    en=Text("The DNS server ({server}) did not answer, so the domain's records were not examined."),
)  # fmt: skip


def _heard(fact: LookupFact) -> bool:
    """True where somebody answered. getaddrinfo says "no such name" by itself where it has nobody to ask."""
    if fact.server == "getaddrinfo":
        return bool(fact.values)
    return fact.outcome in (Outcome.ANSWERED, Outcome.DEFERRED)


_BROKEN_RCODES = frozenset(("SERVFAIL", "REFUSED"))


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The MX question answers this one too."""
    yield Lookup(case.domain, "MX")


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Tell a domain that is not there from a network that is not there."""
    question = Lookup(case.domain, "MX")
    answer = evidence.get(question)
    if answer is None or not answer.final or answer.outcome is Outcome.CUT_OFF:
        return
    lookups = [o.fact for o in evidence if isinstance(o.fact, LookupFact) and o.fact.server != "literal"]
    heard = any(_heard(f) for f in lookups)
    connected = any(fact.connected for _, fact in evidence.endpoints())
    if not heard:
        if not connected and any(f.error == "no-route" for f in lookups):
            yield OFFLINE(question)
        elif answer.error == "no-resolver":
            yield NO_RESOLVER(question)
        else:
            yield SILENT(question, server=answer.server)
    elif not _heard(answer):
        yield UNASKED(question, server=answer.server)
    elif answer.no_such_name:
        if _reasons.of_no_domain(case, evidence):
            return
        if _reasons.registered_all_the_same(case, evidence):
            yield NOT_IN_DNS(question, domain=case.domain)
        else:
            yield MISSING(question, domain=case.domain)
    elif answer.rcode in _BROKEN_RCODES:
        if not _reasons.of_no_answer(case, evidence):
            yield BROKEN(question, domain=case.domain, rcode=answer.rcode)
    elif answer.outcome is Outcome.ANSWERED:
        yield GOOD(question, domain=case.domain)


CHECK = Check(
    "domain.exists",
    Title("ドメイン", "Domain"),
    (Lookup,),
    probes,
    judge,
    (GOOD, MISSING, NOT_IN_DNS, BROKEN, OFFLINE, NO_RESOLVER, SILENT, UNASKED),
    lambda case, evidence, contrasts: case.domain,
)
