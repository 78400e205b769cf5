"""Does the domain say where its mail is to be delivered?"""

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
    Outcome,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

from . import _mx, _reasons

GOOD = Code(
    "mx-found", Status.PASS, Field.DNS_MX, Link.NAME,
    ja=Text("{domain} は {hosts} へ届きます。"),
    en=Text("Mail for {domain} goes to {hosts}."),
)  # fmt: skip
NULL = Code(
    "mx-null", Status.FAIL, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} は「メールを受け取らない」という設定になっています。",
        why="宛先の案内(MX)が「.」だけなので、送った人にはすぐに戻ります(RFC 7505)。",
        fix="契約しているメール会社の MX に置きかえてください。",
    ),
    en=Text(
        "{domain} declares that it accepts no mail.",
        why="Its only MX record is \".\", so every message is returned at once (RFC 7505).",
        fix="Replace it by the MX records of your mail provider.",
    ),
)  # fmt: skip
NULL_BESIDE = Code(
    "mx-null-with-others", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の MX に「受け取らない」という行が混じっています。",
        why="「.」の行とふつうの行は一緒に置けません(RFC 7505)。届かない相手が出ます。",
        fix="「.」の行だけを消してください。",
    ),
    en=Text(
        "Among the MX records of {domain} one says that no mail is accepted.",
        why="The \".\" record may not stand beside others (RFC 7505); some senders will give up.",
        fix="Remove the \".\" record.",
    ),
)  # fmt: skip
MISSING = Code(
    "mx-missing", Status.FAIL, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} にはメールの届け先(MX)がありません。",
        why="届け先の案内も住所もないので、どこからもメールは届きません。",
        fix="契約しているメール会社の MX レコードを登録してください。",
    ),
    en=Text(
        "{domain} has no mail server.",
        why="It has neither MX records nor an address, so no mail can arrive.",
        fix="Publish the MX records of your mail provider.",
    ),
)  # fmt: skip
ADDRESS_ONLY = Code(
    "mx-missing-address-only", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} には MX がなく、ドメインそのものの住所に届けられています。",
        why="多くのサーバーは住所({addresses})へ届けますが(RFC 5321 5.1)、届けない相手もあります。",
        fix="契約しているメール会社の MX レコードを登録してください。",
    ),
    en=Text(
        "{domain} has no MX record; mail goes to the address of the domain itself.",
        why="Most servers deliver to the address ({addresses}, RFC 5321 5.1), some do not.",
        fix="Publish the MX records of your mail provider.",
    ),
)  # fmt: skip
NO_ADDRESS = Code(
    "mx-target-without-address", Status.FAIL, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の届け先 {hosts} には住所がありません。",
        why="MX に書かれた名前が見つからないので、メールを届けられません。",
        fix="メール会社の案内どおりの名前に MX を直してください。",
    ),
    en=Text(
        "The mail server named for {domain}, {hosts}, has no address.",
        why="The name in the MX record cannot be found, so nothing can be delivered there.",
        fix="Correct the MX record to the name your mail provider gives.",
    ),
)  # fmt: skip
CNAME = Code(
    "mx-points-to-cname", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の届け先 {host} は別名(CNAME)です。",
        why="MX には別名を書けません(RFC 2181 10.3)。届けない相手があります。",
        fix="MX を、住所を持つ本名 {target} に直してください。",
    ),
    en=Text(
        "The mail server named for {domain}, {host}, is an alias (CNAME).",
        why="An MX record must not name an alias (RFC 2181 10.3); some senders refuse it.",
        fix="Let the MX record name {target} itself.",
    ),
)  # fmt: skip
LITERAL = Code(
    "mx-points-to-ip", Status.WARN, Field.DNS_MX, Link.NAME,
    ja=Text(
        "{domain} の MX に、名前ではなく住所({host})が書かれています。",
        why="MX には名前しか書けないので、この行は使われません。",
        fix="名前を作って住所(A)を登録し、MX にはその名前を書いてください。",
    ),
    en=Text(
        "An MX record of {domain} holds an address ({host}) in place of a name.",
        why="Only names may stand there; this record is of no use.",
        fix="Give the server a name with an address record, and name it in the MX record.",
    ),
)  # fmt: skip
PRIVATE = Code(
    "mx-private-address", Status.WARN, Field.DNS_ADDRESS, Link.ADDRESS,
    ja=Text(
        "{domain} の届け先 {host} の住所({addresses})は、外からは使えない社内用のものです。",
        why="インターネットの相手はこの住所へ届けられません。",
        fix="外向けの住所を登録してください。",
    ),
    en=Text(
        "The address of {host}, a mail server of {domain}, is a private one ({addresses}).",
        why="Nobody on the internet can deliver there.",
        fix="Publish the public address of the server.",
    ),
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The MX question, the addresses of the targets, and of the domain where there is no MX."""
    yield from _mx.lookups(case, evidence)
    answer = evidence.get(_mx.question(case))
    if answer is not None and answer.absent and not answer.no_such_name:
        yield Lookup(case.domain, "A")
        yield Lookup(case.domain, "AAAA")


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Severities by the contract ("Severity")."""
    question = _mx.question(case)
    answer = evidence.get(question)
    if answer is None or answer.outcome is not Outcome.ANSWERED or answer.no_such_name:
        return
    if answer.absent:
        if not _reasons.of_no_mx(case, evidence):
            yield from _without(case, evidence, question)
        return
    found = _mx.exchangers(case, evidence)
    if not found:
        yield NULL(question, domain=case.domain)
        return
    if any(value.endswith(" .") for value in answer.values):
        yield NULL_BESIDE(question, domain=case.domain)
    yield from _targets(case, evidence, question, found[: _mx.MOST])


def _without(case: Case, evidence: Evidence, question: Lookup) -> Iterator[Said]:
    asked = (Lookup(case.domain, "A"), Lookup(case.domain, "AAAA"))
    answers = [evidence.get(q) for q in asked]
    if any(a is None or a.outcome is not Outcome.ANSWERED for a in answers):
        return
    addresses = tuple(v for a in answers if a is not None for v in a.values)
    if addresses:
        yield ADDRESS_ONLY(question, *asked, domain=case.domain, addresses=addresses)
    else:
        yield MISSING(question, *asked, domain=case.domain)


def _targets(case: Case, evidence: Evidence, question: Lookup, found: tuple[_mx.Exchanger, ...]) -> Iterator[Said]:
    known = [e for e in found if e.addresses is not None or e.literal]
    good = [e for e in known if e.addresses and not e.private]
    fails = None if good else Status.FAIL
    for e in known:
        asked = (question, Lookup(e.host, "A"), Lookup(e.host, "AAAA"))
        if e.literal:
            yield LITERAL(*asked, status=fails, domain=case.domain, host=e.host)
        elif not e.addresses:
            failed = [a for q in asked[1:] if (a := evidence.get(q)) is not None and a.outcome is not Outcome.ANSWERED]
            if not failed and not _reasons.of_no_address(case, evidence, e.host):
                status = Status.WARN if good else Status.FAIL
                yield NO_ADDRESS(*asked, status=status, domain=case.domain, hosts=(e.host,))
        elif e.private:
            yield PRIVATE(*asked, status=fails, domain=case.domain, host=e.host, addresses=e.addresses)
        elif e.aliases:
            yield CNAME(*asked, domain=case.domain, host=e.host, target=e.aliases[-1])
    if good:
        yield GOOD(question, domain=case.domain, hosts=tuple(e.host for e in good))


CHECK = Check(
    "mx.records",
    Title("宛先の案内 (MX)", "MX records"),
    (Lookup,),
    probes,
    judge,
    (GOOD, NULL, NULL_BESIDE, MISSING, ADDRESS_ONLY, NO_ADDRESS, CNAME, LITERAL, PRIVATE),
    lambda case, evidence, contrasts: case.domain,
)
