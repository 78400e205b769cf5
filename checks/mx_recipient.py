"""Does the domain's mail server know the account's address, or does it refuse or put off what is sent there?

The address is named to the first exchanger that stands ready, with the empty sender that belongs to notices (RFC 5321
section 4.5.5), and taken back: nothing is sent. Servers refuse at that place for many reasons of their own, above all
the line of whoever asks; so only words that are about the address or the domain itself are a fault: 5.1.1 (RFC 3463
section 3.2), 5.4.6 (section 3.5), and a refusal to relay. Greylisting: RFC 6647.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from maildoctor.api import (
    NOTICE_SENDER,
    Case,
    Certainty,
    Check,
    Code,
    Contrasts,
    Direction,
    Endpoint,
    Envelop,
    Envelope,
    Evidence,
    Field,
    Finding,
    Link,
    Lookup,
    Probe,
    Said,
    Status,
    Text,
    Title,
    side_of,
)

from . import _mx, domain_resolver, mx_reach

ACCEPTED = Code(
    "mx-recipient-accepted", Status.PASS, None, Link.ACCOUNT,
    ja=Text("宛先のサーバー {host} は {address} あてのメールを受け付けます(送らずに確かめました)。"),
    en=Text("The mail server {host} takes mail for {address} (asked, nothing was sent)."),
)  # fmt: skip
UNKNOWN = Code(
    "mx-recipient-unknown", Status.WARN, Field.MAILBOX_MISSING, Link.ACCOUNT,
    ja=Text(
        "宛先のサーバー {host} は、{address} というあて先はないと答えます。",
        why="このアドレスあてのメールは、送った人に戻ります。アドレスがまだ作られていないか、消されたか、"
            "届け先が別の会社のままになっている可能性が高いです。サーバーの答え: {reply}",
        fix="メール会社の管理画面で、{address} が作られているか、届け先(MX)がその会社のものかを見てください。",
    ),
    en=Text(
        "The mail server {host} says that there is no such address as {address}.",
        why="Mail for it is returned to whoever sends it. Probably it was never created or was removed, or mail still "
            "goes to another company. The server's words: {reply}",
        fix="In the mail company's panel see whether {address} exists, and whether the MX records are that company's.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
NOT_AT_HOME = Code(
    "mx-not-at-home", Status.WARN, Field.DNS_MX, Link.ACCOUNT,
    ja=Text(
        "宛先のサーバー {host} は、{domain} あてのメールを自分の分として扱いません。",
        why="届け先(MX)はこのサーバーなのに、サーバーの側に {domain} の登録がない可能性が高いです。"
            "会社を移った後に、前の会社を指したままのときにも起きます。サーバーの答え: {reply}",
        fix="いまのメール会社の案内どおりに MX レコードを直してください。合っていれば、{host} の会社に "
            "{domain} の登録を頼んでください。",
    ),
    en=Text(
        "The mail server {host} does not treat mail for {domain} as its own.",
        why="The MX records lead there, but the server probably was not told of {domain}. It also happens after a "
            "move, when they still lead to the former company. The server's words: {reply}",
        fix="Set the MX records to what the present mail company gives. If they are right, have the company that runs "
            "{host} register {domain} there.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
GREYLISTED = Code(
    "mx-greylists", Status.PASS, None, Link.ACCOUNT,
    ja=Text(
        "宛先のサーバー {host} は、初めての相手からのメールを一度後回しにします(グレイリスト)。",
        why="送り直しを待つので、初めての相手からは数分から数十分遅れて届きます。故障ではありません。",
    ),
    en=Text(
        "The mail server {host} puts off mail from senders it does not know yet (greylisting).",
        why="It waits for a second try, so first mails arrive minutes later. It is no fault.",
    ),
)  # fmt: skip
UNDETERMINED = Code(
    "mx-recipient-undetermined", Status.PASS, None, Link.ACCOUNT,
    ja=Text("{host} が {address} あてのメールを受け付けるかどうかは、この回線からは決まりません: {reply}"),
    en=Text("Whether {host} takes mail for {address} cannot be told from this line: {reply}"),
)  # fmt: skip

_NOBODY = re.compile(r"5\d\d[ -](?:.*\s)?5\.1\.1\b")
_DENIED = r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|not allowed)|unable to relay"
_LOOP = re.compile(rf"5\.4\.6|loops? back to myself|{_DENIED}", re.IGNORECASE)
_GREY = re.compile(r"gr[ae]y.?list|postgrey", re.IGNORECASE)


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The account's own address, and no other, to the best exchanger that stands ready."""
    yield from mx_reach.probes(case, evidence)
    yield from domain_resolver.probes(case, evidence)
    asked = question(case, evidence)
    if asked is not None:
        yield asked


def question(case: Case, evidence: Evidence) -> Envelope | None:
    """What is asked; None where nobody is there to ask, or where the account itself sends by that very port."""
    if case.address is None:
        return None
    endpoint = _first_ready(case, evidence)
    if endpoint is None or _sends_there(case, endpoint):
        return None
    return Envelope(endpoint, None, NOTICE_SENDER, (str(case.address),))


def _first_ready(case: Case, evidence: Evidence) -> Endpoint | None:
    """The best exchanger that answered, once all that are better have had their say."""
    for exchanger in _mx.exchangers(case, evidence)[: _mx.MOST]:
        endpoint = mx_reach.endpoint(exchanger.host)
        fact = evidence.get(endpoint)
        if fact is not None and fact.ready:
            return endpoint
        if fact is None or not fact.final:
            return None
    return None


def _sends_there(case: Case, endpoint: Endpoint) -> bool:
    if Direction.OUTGOING not in case.sides:
        return False
    side = side_of(case, Direction.OUTGOING)
    return (side.host, side.port) == (endpoint.host, endpoint.port)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """What the server said of the address; a refusal that may be about this line is never a fault."""
    asked = question(case, evidence)
    fact = evidence.get(asked) if asked is not None else None
    if asked is None or fact is None or not fact.final or not fact.recipients:
        return
    answer, host = fact.recipients[0], asked.endpoint.host
    told: dict[str, str] = {"host": host, "address": answer.recipient}
    if answer.reading is Envelop.ACCEPTED:
        yield ACCEPTED(asked, status=None, **told)
    elif _stale(case, evidence, contrasts):
        yield UNDETERMINED(asked, status=None, **told, reply=answer.reply)
    elif _NOBODY.match(answer.reply):
        yield UNKNOWN(asked, status=None, **told, reply=answer.reply)
    elif answer.reply.startswith("5") and _LOOP.search(answer.reply):
        alone = len(_mx.exchangers(case, evidence)) == 1
        status = Status.FAIL if alone else Status.WARN
        shown = (asked, Lookup(case.domain, "MX"))
        yield NOT_AT_HOME(*shown, status=status, host=host, domain=case.domain, reply=answer.reply)
    elif answer.reply.startswith("4") and _GREY.search(answer.reply):
        yield GREYLISTED(asked, host=host)
    else:
        yield UNDETERMINED(asked, status=None, **told, reply=answer.reply)


def _stale(case: Case, evidence: Evidence, contrasts: Contrasts) -> bool:
    """True where this PC's resolver still remembers another way: then the wrong server was asked."""
    old = (domain_resolver.STALE, domain_resolver.STALE_ADDRESS, domain_resolver.DISAGREE)
    said = domain_resolver.judge(case, evidence, contrasts)
    return any(isinstance(each, Finding) and each.code in old for each in said)


CHECK = Check(
    "mx.recipient",
    Title("宛先のサーバーとアドレス", "Mail server and address"),
    (Lookup, Endpoint, Envelope),
    probes,
    judge,
    (ACCEPTED, UNKNOWN, NOT_AT_HOME, GREYLISTED, UNDETERMINED),
)
