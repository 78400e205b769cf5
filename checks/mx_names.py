"""Are the names in the MX records names that can work: typed whole, with nothing between, and of a living company?

What `mx.records` sees as a target without an address is told here by its reason, where there is one. Sources: RFC 1035
section 5.1 (a name without a final dot has the zone appended), RFC 1123 section 2.1 (letters, digits, hyphens).
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Endpoint,
    Evidence,
    Field,
    Link,
    Lookup,
    Outcome,
    Owner,
    Probe,
    Protocol,
    Said,
    Security,
    Status,
    Text,
    Title,
    is_address,
)

from . import _companies, _mx, _mx_targets, _zone

GOOD = Code(
    "mx-names-good", Status.PASS, None, Link.NAME,
    ja=Text("{domain} の届け先(MX)の名前の書き方は正しいです。"),
    en=Text("The names in the MX records of {domain} are well written."),
)  # fmt: skip
DOUBLED = Code(
    "mx-missing-final-dot", Status.FAIL, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の届け先(MX)が {host} になっています。{meant} の後ろに、{tail} が余分に付いています。",
        why="DNS の画面で名前の最後に「.」を付けないと、自分のドメイン名が後ろに足されることがあります。"
            "この名前のサーバーはないので、届きません。",
        fix="DNS の画面で、MX の値を {meant} に直してください(最後の「.」が要るかは、画面の説明に従ってください)。",
    ),
    en=Text(
        "The MX record of {domain} says {host}: {tail} has been added behind {meant}.",
        why="In many DNS panels a name without a final \".\" gets the domain appended. There is no server of that "
            "name, so nothing is delivered there.",
        fix="In the DNS panel change the MX value to {meant} (with a final \".\" if the panel asks for one).",
    ),
)  # fmt: skip
CHARACTERS = Code(
    "mx-invalid-characters", Status.FAIL, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の届け先(MX)の名前 {host} に、サーバー名に使えない文字({wrong})が入っています。",
        why="空白や全角の文字、「http://」や「/」が入ると、その名前のサーバーは見つかりません。下線(_)も、断る相手がいます。",
        fix="DNS の画面で、メール会社の案内どおりのサーバー名だけを、半角で入れ直してください。",
    ),
    en=Text(
        "The MX record of {domain} names {host}, with characters ({wrong}) that no server name can have.",
        why="With a space, a full-width letter, \"http://\" or \"/\" in it the server cannot be found; an "
            "underscore is refused by some senders.",
        fix="In the DNS panel enter nothing but the server name that your mail provider gives.",
    ),
)  # fmt: skip
WEB = Code(
    "mx-is-the-web-domain", Status.WARN, Field.DNS_MX, Link.CONNECT,
    ja=Text(
        "{domain} のメールは {domain} と同じ名前のサーバーへ行きますが、そこではメールの受け口(25 番)が閉じています。",
        why="ホームページを別の会社へ移したときに、メールの届け先も一緒に移ってしまった可能性が高いです。",
        fix="DNS の画面で、MX を、契約しているメール会社の案内どおりのサーバー名に変えてください。",
    ),
    en=Text(
        "Mail for {domain} goes to the server of {domain} itself, which does not accept mail (port 25 is closed).",
        why="Most likely the web site was moved to another company, and the mail went with it by mistake.",
        fix="In the DNS panel set the MX record to the server name that your mail provider gives.",
    ),
)  # fmt: skip
PARKED = Code(
    "domain-parked", Status.FAIL, Field.DNS_REGISTRATION, Link.NAME,
    ja=Text(
        "{domain} の案内先が、{company:provider}({name})になっています。ドメインの契約が切れた可能性が高いです。",
        why="期限の切れたドメインや売りに出たドメインは、広告の会社に向けられます。そこではメールを受け取れません。",
        fix="きょうのうちに、ドメインを登録した会社に、契約が続いているか、元に戻せるかを聞いてください。",
    ),
    en=Text(
        "{domain} points to {company:provider} ({name}). Most likely its registration has run out.",
        why="Domains that have expired or are for sale are pointed to such a company. It receives no mail for you.",
        fix="Ask the registrar today whether the contract is still running, and whether it can be restored.",
    ),
    owner=Owner.REGISTRAR,
)  # fmt: skip


def _port25(host: str) -> Endpoint:
    return Endpoint(host, 25, Protocol.SMTP, Security.AUTO)


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The MX records, the names that may have been meant, and port 25 of the domain itself where it is the MX."""
    yield from _mx.lookups(case, evidence)
    yield Lookup(case.domain, "NS")
    for exchanger in _mx.exchangers(case, evidence)[: _mx.MOST]:
        meant = _mx_targets.meant(case, exchanger.host)
        if meant is not None and exchanger.addresses == ():
            yield Lookup(meant[0], "A")
            yield Lookup(meant[0], "AAAA")
        if exchanger.host == case.domain and exchanger.addresses:
            yield _port25(exchanger.host)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """A name is called wrong for its characters, or where it does not exist and the one that was meant does."""
    mx = _mx.question(case)
    parked = _companies.parking(case, evidence)
    if parked is not None:
        yield PARKED(mx, Lookup(case.domain, "NS"), domain=case.domain, company=parked[0], name=parked[1])
        return
    answer = _zone.heard(evidence, mx)
    if answer is None or not answer.values:
        return
    found = _mx.exchangers(case, evidence)[: _mx.MOST]
    good = [e for e in found if e.addresses and not e.private]
    unnamed = True
    for exchanger in found:
        for finding in _of_one(case, evidence, exchanger, bool(good)):
            unnamed = False
            yield finding
    if good and unnamed:
        yield GOOD(mx, domain=case.domain)


def _of_one(case: Case, evidence: Evidence, exchanger: _mx.Exchanger, good: bool) -> Iterator[Said]:
    host = exchanger.host
    if is_address(host):
        return
    mx, asked = _mx.question(case), (Lookup(host, "A"), Lookup(host, "AAAA"))
    wrong = _mx_targets.wrong(host)
    meant = _mx_targets.meant(case, host)
    if wrong and (exchanger.addresses or _mx_targets.certainly_absent(evidence, host)):
        status = Status.WARN if good or exchanger.addresses else Status.FAIL
        yield CHARACTERS(mx, *asked, status=status, domain=case.domain, host=_mx_targets.shown(host), wrong=wrong)
    elif (
        meant is not None
        and _mx_targets.certainly_absent(evidence, host)
        and _mx_targets.has_address(evidence, meant[0])
    ):
        also = (Lookup(meant[0], "A"), Lookup(meant[0], "AAAA"))
        status = Status.WARN if good else Status.FAIL
        yield DOUBLED(mx, *asked, *also, status=status, domain=case.domain, host=host, meant=meant[0], tail=meant[1])
    elif host == case.domain:
        fact = evidence.get(_port25(host))
        if fact is not None and fact.final and fact.outcome is Outcome.REFUSED and not fact.connected:
            # The only one, and closed: nothing can arrive, and this tells why.
            alone = len(_mx.exchangers(case, evidence)) == 1
            yield WEB(mx, _port25(host), status=Status.FAIL if alone else None, domain=case.domain)


CHECK = Check(
    "mx.names",
    Title("宛先の案内の名前", "Names in the MX records"),
    (Lookup, Endpoint),
    probes,
    judge,
    (GOOD, DOUBLED, CHARACTERS, WEB, PARKED),
    lambda case, evidence, contrasts: case.domain,
)
