"""Is the domain between two companies: some of its names with the one, some with the other?

Told only where both companies are known by the names that they use, and nothing of theirs is shared. Only the incoming
server counts: sending through another company's server, the internet provider's for instance, is ordinary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Direction,
    Evidence,
    Field,
    Link,
    Lookup,
    Owner,
    Probe,
    Provider,
    Said,
    Status,
    Text,
    Title,
    side_of,
)

from . import _companies, _mx, _mx_targets, _zone

GOOD = Code(
    "move-not-seen", Status.PASS, None, Link.NAME,
    ja=Text("{domain} のメールの届け先は、{mail:provider}にそろっています。"),
    en=Text("Mail for {domain} goes to {mail:provider} alone."),
)  # fmt: skip
PROGRESS = Code(
    "move-in-progress", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "メールの届け先(MX)は{mail:provider}、受信の設定({host})は{client:provider}です。"
        "会社を移る途中の可能性が高いです。",
        why="どちらのサーバーも動いています。新しいメールは{mail:provider}に届き、"
            "{host} を見ている PC には出てきません。",
        fix="移る先が{mail:provider}なら、受信の設定をそちらの案内どおりに変えてください。"
            "{client:provider}なら、DNS の画面で MX をそちらの案内どおりに変えてください。",
    ),
    en=Text(
        "Mail is delivered to {mail:provider} (MX), while the client reads at {client:provider} ({host}). "
        "Most likely the domain is being moved.",
        why="Both servers work. New mail arrives at {mail:provider} and does not show on a PC that reads at {host}.",
        fix="If the move leads to {mail:provider}, change the incoming settings to what that company gives; if it "
            "leads to {client:provider}, change the MX records to theirs.",
    ),
)  # fmt: skip
CLIENT_OLD = Code(
    "move-client-points-old", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "このドメインのメールは{mail:provider}に移っていて、受信の設定({host})は"
        "前の{client:provider}のままの可能性が高いです。",
        why="届け先(MX)も送信元の登録(SPF)も{mail:provider}です。"
            "{host} にはログインできても、新しいメールは出てきません。",
        fix="受信の設定を、{mail:provider}の案内どおりのサーバー名とユーザー名に変えてください。"
            "MX は直さないでください。",
    ),
    en=Text(
        "Most likely the mail of this domain has moved to {mail:provider}, and the client still reads at "
        "{client:provider} ({host}).",
        why="Delivery (MX) and the list of senders (SPF) both name {mail:provider}. {host} may let you in, but new "
            "mail does not show there.",
        fix="Change the incoming settings to the server and user name that {mail:provider} gives. Leave the MX alone.",
    ),
    owner=Owner.CLIENT,
)  # fmt: skip
"""The DNS is as it should be; the client follows it."""
MIXED = Code(
    "mx-mixed-providers", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の届け先(MX)に、{company:provider}({host})と{second:provider}({other})が混じっています。",
        why="会社を移ったときの消し忘れの可能性が高いです。届いたメールが、2 つの会社のどちらかに分かれて入ります。",
        fix="DNS の画面で、使っていない会社の MX の行を消してください。",
    ),
    en=Text(
        "The MX records of {domain} name {company:provider} ({host}) and {second:provider} ({other}).",
        why="Most likely one was forgotten in a move. Messages end up at the one company or at the other.",
        fix="In the DNS panel remove the MX records of the company that is no longer used.",
    ),
)  # fmt: skip
ELSEWHERE = Code(
    "move-nameservers-old", Status.PASS, None, Link.NAME,
    ja=Text(
        "{domain} の DNS は{dns:provider}が、メールは{mail:provider}が預かっています。"
        "届け先(MX)などの変更は、{dns:provider}の画面でします。"
    ),
    en=Text(
        "The DNS of {domain} is with {dns:provider}, its mail with {mail:provider}. "
        "MX and other records are changed in the panel of {dns:provider}."
    ),
)  # fmt: skip
PLACEHOLDER = Code(
    "mx-m365-placeholder", Status.FAIL, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の届け先(MX)が {host} になっています。これは Microsoft 365 の持ち主確認のための仮の名前です。",
        why="この名前のサーバーはないので、ここへはメールが届きません。",
        fix="Microsoft 365 の管理センターに出ている本物の MX(末尾が mail.protection.outlook.com か mx.microsoft)に"
            "直し、仮の行を消してください。",
    ),
    en=Text(
        "An MX record of {domain} says {host}. It is the placeholder by which Microsoft 365 checks who owns it.",
        why="There is no such server, so nothing is delivered there.",
        fix="Publish the real MX record that the Microsoft 365 admin center shows (it ends in "
            "mail.protection.outlook.com or mx.microsoft), and remove the placeholder.",
    ),
)  # fmt: skip

_SPF_NAME = re.compile(r"(?:^|\s)[+?~-]?(?:include:|a:|mx:|redirect=)([a-z0-9._-]+)", re.IGNORECASE)


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """MX and NS, and the list of senders, which often tells where a move leads."""
    yield from _mx.lookups(case, evidence)
    yield Lookup(case.domain, "NS")
    yield Lookup(case.domain, "TXT")


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """The records themselves first; the client is compared only with an MX that is clear."""
    mx, ns = _mx.question(case), Lookup(case.domain, "NS")
    hosts = _companies.exchangers(case, evidence)
    yield from _placeholder(case, evidence, hosts)
    owned = [(host, found) for host in hosts if (found := _companies.owners(case, evidence, "mx", host))]
    if not owned:
        return
    first, company = owned[0]
    other = next(((host, found) for host, found in owned if _companies.strangers(company, found)), None)
    if other is not None:
        yield MIXED(
            mx, domain=case.domain, host=first, company=company[0].id, other=other[0], second=other[1][0].id
        )  # fmt: skip
        return
    client = tuple(_client(case, evidence, company))
    yield from client
    if not client and company[0].kind.has_mailboxes and len(owned) == len(hosts):
        yield GOOD(mx, domain=case.domain, mail=company[0].id)
    for server in _companies.name_servers(case, evidence):
        dns = _companies.owners(case, evidence, "ns", server)
        if _companies.strangers(dns, company):
            yield ELSEWHERE(mx, ns, domain=case.domain, dns=dns[0].id, mail=company[0].id)
            return


def _placeholder(case: Case, evidence: Evidence, hosts: tuple[str, ...]) -> Iterator[Said]:
    found = next((host for host in hosts if _mx_targets.PLACEHOLDER.fullmatch(host)), None)
    if found is not None:
        good = any(e.addresses and not e.private for e in _mx.exchangers(case, evidence))
        yield PLACEHOLDER(
            _mx.question(case), status=Status.WARN if good else Status.FAIL, domain=case.domain, host=found
        )  # fmt: skip


def _client(case: Case, evidence: Evidence, company: tuple[Provider, ...]) -> Iterator[Said]:
    """The incoming server of another company, as long as it answers: else it is the search's business."""
    host = side_of(case, Direction.INCOMING).host
    if case.address is None or host is None:
        return
    theirs = _companies.owners(case, evidence, "host", host)
    answering = [endpoint for endpoint, fact in evidence.endpoints() if endpoint.host == host and fact.ready]
    if not answering or not _companies.strangers(company, theirs):
        return
    senders = _senders(case, evidence)
    settled = any(_companies.families(p) & senders for p in company)
    behind = settled and not any(_companies.families(p) & senders for p in theirs)
    asked: tuple[Probe, ...] = (_mx.question(case), *answering, Lookup(case.domain, "TXT"))
    yield (CLIENT_OLD if behind else PROGRESS)(*asked, mail=company[0].id, client=theirs[0].id, host=host)


def _senders(case: Case, evidence: Evidence) -> frozenset[str]:
    """The houses that the domain's SPF record names (RFC 7208 section 5)."""
    answer = _zone.heard(evidence, Lookup(case.domain, "TXT"))
    records = [v for v in (answer.values if answer is not None else ()) if v.lower().startswith("v=spf1 ")]
    return frozenset(_companies.family(name) for record in records for name in _SPF_NAME.findall(record))


CHECK = Check(
    "domain.move",
    Title("会社の引っ越し", "Move between companies"),
    (Lookup,),
    probes,
    judge,
    (GOOD, PROGRESS, CLIENT_OLD, MIXED, ELSEWHERE, PLACEHOLDER),
    lambda case, evidence, contrasts: case.domain,
)
