"""Does the domain say what receivers shall do with mail that only pretends to come from it, and say it readably?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Field,
    Link,
    Lookup,
    Probe,
    Said,
    Status,
    Text,
    Title,
    dmarc,
    dmarc_repair,
    dmarc_walk,
    mx_hosts,
)

from . import _dkim, _dmarc, _records

GOOD = Code(
    "dmarc-good", Status.PASS, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{domain} には、なりすましメールの扱いを頼む記録(DMARC)があります。扱い: {policy}",
        why="none は「ふつうに届ける」、quarantine は「迷惑メールに入れる」、reject は「受け取らない」という頼みです。",
    ),
    en=Text(
        "{domain} tells receivers what to do with mail that only pretends to come from it (DMARC): {policy}.",
        why="\"none\" asks to deliver it as usual, \"quarantine\" to put it into junk, \"reject\" to refuse it.",
    ),
)  # fmt: skip
MISSING = Code(
    "dmarc-missing", Status.PASS, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{domain} には、なりすましメールの扱いを頼む記録(DMARC)がありません。",
        why="なくても届きますが、Gmail などは、たくさん送る差出人にこの記録を求めます。",
        fix="{name} に TXT レコードとしてこの 1 行を登録できます(届き方は変わりません): {record}",
    ),
    en=Text(
        "{domain} does not tell receivers what to do with mail that only pretends to come from it (no DMARC record).",
        why="Mail arrives without it, but Gmail and others demand the record of those who send much.",
        fix="You can publish this one line as a TXT record at {name}; it changes nothing in delivery: {record}",
    ),
)  # fmt: skip
SYNTAX = Code(
    "dmarc-syntax", Status.WARN, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{name} の DMARC(なりすましメールの扱いを頼む記録)に、受け取る側が読めないところがあります"
        "({at} 文字目のあたり): {part}",
        why="記録は 1 つだけで、先頭が v=DMARC1、次が p= と決まった言葉(none、quarantine、reject)、報告先は mailto: で"
        "始まる形です。下の 1 行では、読めない扱いは none(ふつうに届ける)に、2 つある扱いは弱いほうにしてあります。",
        fix="{name} の TXT レコードを、この 1 行だけに置きかえてください: {record}",
    ),
    en=Text(
        "The DMARC record at {name} (what receivers shall do with mail that only pretends to come from the domain) "
        "cannot be read everywhere, near character {at}: {part}",
        why="There must be one record only, with v=DMARC1 in front, then p= and one of the words none, quarantine, "
        "reject, and addresses for reports that begin with mailto:. In the line below a policy that cannot be read has "
        "become none (deliver as usual), and of two the weaker one stays.",
        fix="Replace the TXT records at {name} by this one line: {record}",
    ),
)  # fmt: skip
SUBDOMAIN = Code(
    "dmarc-subdomain", Status.PASS, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{domain} には自分の DMARC(なりすましメールの扱いを頼む記録)がなく、{parent} の記録に従います。扱い: {policy}",
        why="その記録の「サブドメインの扱い」(sp=)が、なければ全体の扱い(p=)が当てはまります。",
    ),
    en=Text(
        "{domain} has no DMARC record (what to do with mail that only pretends to come from it) of its own; "
        "that of {parent} applies: {policy}.",
        why="What it says for subdomains (sp=) counts, or where it says nothing of them, its general policy (p=).",
    ),
)  # fmt: skip
IGNORED = Code(
    "dmarc-tag-ignored", Status.PASS, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{name} の DMARC(なりすましメールの扱いを頼む記録)のうち、ここは受け取る側が読み飛ばします: {parts}",
        why="知られていない項目か、値が決まりに合わないので、その項目がないときと同じになります。ほかの部分は働きます。",
    ),
    en=Text(
        "In the DMARC record at {name} (what to do with mail that only pretends to come from the domain) "
        "receivers pass over this: {parts}",
        why="These terms are not known, or their values are not allowed, so it is as if they were not there. "
        "The rest works.",
    ),
)  # fmt: skip
NOT_AUTHORISED = Code(
    "dmarc-report-not-authorised", Status.PASS, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{domain} についての DMARC の報告(なりすましの集計)は、{target} には送られません。",
        why="よそのドメインへ報告を送るには、{target} の側に「受け取ります」という記録が要りますが、ありません。"
        "メールの届き方には関係しません。",
        fix="{target} の管理者に、{name} の TXT レコードとしてこの 1 行を登録してもらってください: {record}",
    ),
    en=Text(
        "Reports about {domain} (DMARC's counts of mail that pretends to come from it) are not sent to {target}.",
        why="For reports to another domain, {target} has to say that it takes them, and it does not. "
        "Delivery of mail is not touched by this.",
        fix="Ask whoever runs {target} to publish this one line as a TXT record at {name}: {record}",
    ),
)  # fmt: skip
UNALIGNED = Code(
    "dmarc-unaligned", Status.WARN, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{domain} から送るメールは、本物でも迷惑メールに入るか断られる可能性があります。DMARC の扱い: {policy}",
        why="DMARC(なりすましメールの扱いを頼む記録)は強い扱いを頼んでいますが、本物と示す 2 つの記録、SPF(送信元の"
        "一覧)も DKIM(署名の鍵)も見つかりません。",
        fix="メール会社の案内どおりに SPF と DKIM を登録してください。それまでは {name} の TXT レコードをこの 1 行に"
        "置きかえると、この理由では断られなくなります: {record}",
    ),
    en=Text(
        "Mail from {domain} may be refused or put into junk even where it is genuine. DMARC asks for: {policy}",
        why="The DMARC record (what to do with mail that only pretends to come from the domain) is strict, but neither "
        "of the two records that show genuine mail was found: SPF (the list of senders) and DKIM (signatures).",
        fix="Publish SPF and DKIM as your mail provider tells. Until then, this one line in the place of the TXT "
        "record at {name} keeps mail from being refused for this reason: {record}",
    ),
)  # fmt: skip

BESIDE_ALIAS = Code(
    "dmarc-beside-alias", Status.WARN, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{name} に、DMARC(なりすましメールの扱いを頼む記録)の TXT と、別の名前への CNAME({target})が両方あります。",
        why="CNAME のある名前には、ほかの記録を置けません(RFC 1034 3.6.2)。どちらが読まれるかは、受け取る側の DNS "
            "サーバーによって違います。",
        fix="{name} の CNAME を消して、TXT はこの 1 行だけにしてください: {record}",
    ),
    en=Text(
        "{name} has both a TXT record, the DMARC record (what to do with mail that only pretends to come from the "
        "domain), and a CNAME record to another name ({target}).",
        why="A name with a CNAME must have nothing else (RFC 1034 3.6.2). Which of the two is read depends on the "
        "receiver's name server.",
        fix="Remove the CNAME at {name} and keep this one line as its TXT record: {record}",
    ),
)  # fmt: skip
NOT_BY_MAIL = Code(
    "dmarc-report-not-mail", Status.PASS, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{name} の DMARC の報告先のうち、ここへは報告が来ないのがふつうです: {parts}",
        why="受け取る側が送れなければならないのは、mailto:(メール)の報告先だけです(RFC 9989 4.7)。"
        "メールの届き方には関係しません。",
        fix="報告を受け取りたいときは、mailto: で始まる報告先を書いてください。",
    ),
    en=Text(
        "Of the addresses for DMARC reports at {name}, these usually get none: {parts}",
        why="Receivers have to support mail addresses (mailto:) alone (RFC 9989 4.7). Delivery of mail is not touched "
        "by this.",
        fix="To get reports, give an address that begins with mailto:.",
    ),
)  # fmt: skip
NOWHERE = Code(
    "dmarc-report-undeliverable", Status.PASS, Field.DNS_DMARC, Link.NAME,
    ja=Text(
        "{domain} についての DMARC の報告(なりすましの集計)は、{target} には届きません。",
        why="{target} には、メールを受け取るサーバーがありません。メールの届き方には関係しません。",
        fix="報告先のアドレスのつづりを確かめ、使っていないものは {name} の記録から外してください。",
    ),
    en=Text(
        "Reports about {domain} (DMARC's counts of mail that pretends to come from it) cannot reach {target}.",
        why="{target} has no server that takes mail. Delivery of mail is not touched by this.",
        fix="Check the spelling of the address for reports, and take it out of the record at {name} if it is not used.",
    ),
)  # fmt: skip

_PASSED_OVER = frozenset(("bad-value", "empty-value", "unknown-tag"))
_STRICT = (dmarc.Policy.QUARANTINE, dmarc.Policy.REJECT)


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The record of the domain, those above it where it has none, and what the judgement of them needs."""
    yield Lookup(case.domain, "MX")
    yield _dmarc.question(case.domain)
    own = _records.texts(evidence, _dmarc.question(case.domain))
    if own is not None and dmarc_walk.the_one(own) is None:
        for domain in dmarc_walk.walk(case.domain)[1:]:
            yield _dmarc.question(domain)
    zone = _dmarc.zone(case, evidence)
    found = dmarc_walk.applying(case.domain, zone) if zone is not None else None
    if found is None:
        return
    if found.domain == case.domain:
        yield _dmarc.alias_question(case.domain)
    yield from _dmarc.delivery_questions(evidence, case.domain, found)
    outsiders = _dmarc.outsiders(found)
    for target in outsiders:
        yield _dmarc.authorisation(found, target)
    if outsiders:
        for domain in dmarc_walk.walk(found.domain):
            yield _dmarc.question(domain)
    if _dmarc.policy(case, evidence, found) in _STRICT:
        yield _records.txt(case.domain)
        yield from _dkim.questions(case)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """A record that cannot be read is a warning; none at all, or reports that go nowhere, are information."""
    zone = _dmarc.zone(case, evidence)
    if zone is None:
        return
    found = dmarc_walk.applying(case.domain, zone)
    faulty = _dmarc.faulty(case.domain, zone) or (_dmarc.faulty(found.domain, zone) if found is not None else None)
    if faulty is not None:
        asked, part = faulty.question, faulty.part
        yield SYNTAX(asked, domain=case.domain, name=asked.name, at=faulty.at, part=part, record=faulty.record)
    elif found is not None:
        yield from _in_force(case, evidence, found)
    elif _records.domain_is_there(evidence, case.domain):
        asked = _dmarc.question(case.domain)
        yield MISSING(asked, domain=case.domain, name=asked.name, record=dmarc_repair.FIRST)
    if found is not None:
        yield from _reports(case, evidence, found)
        for target in _dmarc.unauthorised(evidence, found):
            asked = _dmarc.authorisation(found, target)
            yield NOT_AUTHORISED(asked, domain=found.domain, target=target, name=asked.name, record="v=DMARC1")
        yield from _alignment(case, evidence, found)


def _in_force(case: Case, evidence: Evidence, found: dmarc_walk.Applied) -> Iterator[Said]:
    """A record that can be read: what it asks for, and which parts of it nobody heeds."""
    policy, text = _dmarc.policy(case, evidence, found), found.record.text
    asked = _dmarc.question(found.domain)
    target = _dmarc.alias_beside(evidence, case.domain) if found.domain == case.domain else None
    if target is not None:
        shown = (asked, _dmarc.alias_question(case.domain))
        yield BESIDE_ALIAS(*shown, domain=case.domain, name=asked.name, target=target, record=text)
    elif found.domain == case.domain:
        yield GOOD(asked, domain=case.domain, policy=policy, record=text)
    else:
        yield SUBDOMAIN(asked, domain=case.domain, parent=found.domain, policy=policy, record=text)
    parts = [note.part for note in found.record.notes if note.kind in _PASSED_OVER]
    if found.record.percent not in (None, 100):
        parts.append(f"pct={found.record.percent}")
    if parts:
        yield IGNORED(asked, domain=found.domain, name=asked.name, parts=tuple(_records.piece(p) for p in parts))


def _reports(case: Case, evidence: Evidence, found: dmarc_walk.Applied) -> Iterator[Said]:
    """Addresses for reports that get none, whatever the other side permits: information, as reports are optional."""
    asked = _dmarc.question(found.domain)
    others = tuple(_records.piece(uri.text) for uri in found.record.rua if uri.scheme != "mailto")
    if others:
        yield NOT_BY_MAIL(asked, domain=found.domain, name=asked.name, parts=others)
    for target in _dmarc.undeliverable(evidence, case.domain, found):
        shown = (asked, Lookup(target, "MX"))
        yield NOWHERE(*shown, domain=found.domain, target=target, name=asked.name)


def _alignment(case: Case, evidence: Evidence, found: dmarc_walk.Applied) -> Iterator[Said]:
    """Said only where the domain takes part in mail, and not one sign of SPF or DKIM is to be seen."""
    policy = _dmarc.policy(case, evidence, found)
    if policy not in _STRICT:
        return
    listed, keys = _records.texts(evidence, _records.txt(case.domain)), _dkim.found(case, evidence)
    mx = evidence.get(Lookup(case.domain, "MX"))
    if listed is None or keys is None or mx is None or not mx_hosts(mx.values):
        return
    if any("v=spf1" in text.lower() for text in listed):
        return
    if keys.seen or not keys.complete or not keys.none_possible:
        return
    asked = _dmarc.question(case.domain)
    record = dmarc_repair.FIRST
    if found.domain == case.domain:
        record = dmarc_repair.watching_dmarc(found.record.text)
    shown = (_dmarc.question(found.domain), _records.txt(case.domain), _dkim.above(case))
    yield UNALIGNED(*shown, domain=case.domain, policy=policy, name=asked.name, record=record)


CHECK = Check(
    "domain.dmarc",
    Title("なりすましの扱い (DMARC)", "DMARC"),
    (Lookup,),
    probes,
    judge,
    (GOOD, MISSING, SYNTAX, SUBDOMAIN, IGNORED, NOT_AUTHORISED, UNALIGNED, BESIDE_ALIAS, NOT_BY_MAIL, NOWHERE),
    lambda case, evidence, contrasts: case.domain,
)
