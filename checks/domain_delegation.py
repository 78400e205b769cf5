"""Do the name servers to which the domain is delegated answer for it, and do parent and domain name the same ones?

Each is asked itself, past the resolver. Sources: RFC 1034 section 4.2.2 (both sides of a delegation agree), RFC 1912
section 2.8 (lame delegations).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Field,
    Link,
    Lookup,
    Outcome,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

from . import _zone

GOOD = Code(
    "delegation-good", Status.PASS, None, Link.NAME,
    ja=Text("{zone} の案内役(ネームサーバー){hosts} は、正しく答えています。"),
    en=Text("The name servers of {zone} ({hosts}) answer for it."),
)  # fmt: skip
UNTESTED = Code(
    "delegation-untested", Status.SKIP, None, Link.NAME,
    ja=Text(
        "{zone} の案内役(ネームサーバー)には、この回線から直接は聞けません。",
        why="社内の回線などは、決まった DNS サーバーへの問い合わせしか通しません。故障という意味ではありません。",
    ),
    en=Text(
        "The name servers of {zone} cannot be asked directly from this line.",
        why="Office lines, for instance, let questions through to one DNS server only. It is no fault of the domain.",
    ),
)  # fmt: skip
LAME = Code(
    "dns-lame-delegation", Status.FAIL, Field.DNS_DELEGATION, Link.NAME,
    ja=Text(
        "{zone} の案内役(ネームサーバー)のうち {hosts} が、{zone} について答えません。",
        why="届け先を調べる先として登録されているのに答えがないので、メールが届かなかったり、遅れたりします"
            "(正しく答えたもの: {good} 台)。",
        fix="ドメインを登録した会社の画面で、ネームサーバーの欄を、いま DNS を預けている会社の名前に直してください。"
            "名前が合っているときは、DNS を預けている会社に、このドメインが登録されているか聞いてください。",
    ),
    en=Text(
        "Of the name servers of {zone}, {hosts} do not answer for it.",
        why="They are registered as the place to ask where mail goes, but have no answer, so mail is delayed or lost "
            "({good} answered properly).",
        fix="At the registrar, set the name servers to those of the company that runs the DNS now. If the names are "
            "right, ask that company whether the domain is set up on its servers.",
    ),
)  # fmt: skip
DIFFERS = Code(
    "dns-delegation-differs", Status.WARN, Field.DNS_DELEGATION, Link.NAME,
    ja=Text(
        "{zone} の案内役(ネームサーバー)の一覧が、登録した会社の側とドメインの側で違い、{hosts} は答えません。",
        why="登録した会社の側は {parent}、ドメインの側は {child} です。見る側によっては届きません。",
        fix="ドメインを登録した会社の画面で、ネームサーバーを、いま DNS を預けている会社の一覧にそろえてください。",
    ),
    en=Text(
        "The lists of name servers of {zone} differ between registry and domain, and {hosts} do not answer.",
        why="The registry says {parent}, the domain itself {child}. Which list is used decides whether mail arrives.",
        fix="At the registrar, set the name servers to the list of the company that runs the DNS now.",
    ),
)  # fmt: skip
DIFFERS_HARMLESS = Code(
    "dns-delegation-lists-differ", Status.PASS, None, Link.NAME,
    ja=Text(
        "{zone} の案内役(ネームサーバー)の一覧が、登録した会社の側({parent})とドメインの側({child})で違います。"
        "どれも答えているので、いまは困りません。"
    ),
    en=Text(
        "The lists of name servers of {zone} differ between registry ({parent}) and domain ({child}). All of them "
        "answer, so nothing breaks now."
    ),
)  # fmt: skip
NO_ADDRESS = Code(
    "dns-nameserver-without-address", Status.WARN, Field.DNS_DELEGATION, Link.NAME,
    ja=Text(
        "{zone} の案内役(ネームサーバー)として書かれた {hosts} は、見つからない名前です。",
        why="名前に住所がないので、誰もこのサーバーに聞けません。ほかのサーバーが止まると、メールも止まります。",
        fix="ドメインを登録した会社の画面で、ネームサーバーの名前を、DNS の会社の案内どおりに直してください。",
    ),
    en=Text(
        "{hosts}, named as name server of {zone}, cannot be found.",
        why="The name has no address, so nobody can ask it. If the other servers stop, mail stops.",
        fix="At the registrar, correct the name servers to the names that the company running the DNS gives.",
    ),
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """Who the servers are, and what each of them says of the zone."""
    yield Lookup(case.domain, "MX")
    yield from _zone.lookups(case, evidence)
    zone = _zone.name_of(case, evidence)
    if zone is not None:
        for server in _zone.servers(case, zone, evidence):
            yield from _zone.questions(zone, server)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """A server is bad only where the way to such servers was seen to be clear."""
    zone = _zone.name_of(case, evidence)
    if zone is None or _zone.inside_view(case, zone, evidence):
        return
    found = _zone.servers(case, zone, evidence)
    yield from _without_address(case, zone, found, evidence)
    asked = [server for server in found if server.address is not None]
    states = {server.host: _zone.state(zone, server, evidence) for server in asked}
    if not asked or None in states.values():
        return
    probes_of = {server.host: _zone.questions(zone, server) for server in asked}
    if not _zone.way_is_clear(evidence):
        yield UNTESTED(*(q for server in asked for q in probes_of[server.host]), zone=zone)
        return
    good = tuple(host for host, seen in states.items() if seen is _zone.State.GOOD)
    bad = tuple(host for host, seen in states.items() if seen in (_zone.State.LAME, _zone.State.SILENT))
    if _zone.dead(case, evidence):
        yield LAME(*(q for host in bad for q in probes_of[host]), zone=zone, hosts=bad, good=0)
        return
    if not good:
        return
    parent, child = _sides(case, zone, found, evidence)
    one_sided = tuple(host for host in bad if parent and child and (host in parent) != (host in child))
    both = tuple(host for host in bad if host not in one_sided)
    asked_parent = _zone.parent_questions(case, zone, evidence)
    if one_sided:
        shown = (*asked_parent, *(q for host in one_sided for q in probes_of[host]))
        yield DIFFERS(*shown, zone=zone, hosts=one_sided, parent=parent, child=child)
    elif parent and child and set(parent) != set(child):
        yield DIFFERS_HARMLESS(*asked_parent, zone=zone, parent=parent, child=child)
    if both:
        shown = tuple(q for host in both for q in probes_of[host])
        yield LAME(*shown, status=Status.WARN, zone=zone, hosts=both, good=len(good))
    if not bad:
        yield GOOD(*(q for host in good for q in probes_of[host]), zone=zone, hosts=good)


def _without_address(case: Case, zone: str, found: Sequence[_zone.Server], evidence: Evidence) -> Iterator[Said]:
    hosts = tuple(server.host for server in found if server.absent)
    if not hosts:
        return
    answer = _zone.heard(evidence, Lookup(case.domain, "MX"))
    unanswered = answer is not None and answer.outcome is not Outcome.ANSWERED
    if len(hosts) == len(found) and not unanswered:
        return  # somebody does answer for the zone: the resolver has another view of it than the NS records tell
    status = Status.FAIL if len(hosts) == len(found) else None
    asked = (Lookup(zone, "NS"), *(Lookup(host, kind) for host in hosts for kind in ("A", "AAAA")))
    yield NO_ADDRESS(*asked, status=status, zone=zone, hosts=hosts)


def _sides(
    case: Case, zone: str, found: Sequence[_zone.Server], evidence: Evidence
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that the parent lists, and those that the zone itself lists; empty where not known."""
    referral = _zone.by_parent(case, zone, evidence)
    parent = tuple(sorted(host.lower() for host in referral.referral)) if referral is not None else ()
    for server in found:
        if server.address is not None:
            fact = _zone.heard(evidence, Lookup(zone, "NS", server=server.address))
            if fact is not None and fact.authoritative and fact.values:
                return parent, tuple(sorted(value.lower() for value in fact.values))
    return parent, ()


CHECK = Check(
    "domain.delegation",
    Title("ネームサーバー", "Name servers"),
    (Lookup,),
    probes,
    judge,
    (GOOD, UNTESTED, LAME, DIFFERS, DIFFERS_HARMLESS, NO_ADDRESS),
    lambda case, evidence, contrasts: _zone.name_of(case, evidence),
)
