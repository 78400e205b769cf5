"""Are the addresses of this account on block lists? Asked only with --blocklists.

The lists are asked through the DNS, and many do not answer public or busy resolvers: every list is first asked about an
entry that it must have and one that it must not have. One that fails this says nothing, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Direction,
    EndpointFact,
    Evidence,
    Field,
    Finding,
    Link,
    Lookup,
    Owner,
    Probe,
    Protocol,
    Said,
    Status,
    Text,
    Title,
    is_address,
    is_private,
    side_of,
)

from . import _controls, _lists, _mx, _records
from ._lists import Standing

OWN = Code(
    "ip-blacklisted", Status.WARN, Field.NETWORK_ADDRESS, Link.ACCOUNT,
    ja=Text(
        "この回線の住所 {address} は、迷惑メールの一覧({lists})に載っています。",
        why="この回線から直接送ったメールや、この回線からのログインを断るサーバーがあります。"
            "この回線の PC がウイルスに感染している可能性もあります。一覧の説明: {reason}",
        fix="この回線のすべての PC をウイルス検査し、回線の会社に、この住所が載っていることを伝えてください。"
            "一覧の説明にあるページで、取り下げを頼めます。",
    ),
    en=Text(
        "The address of this line, {address}, is on block lists ({lists}).",
        why="Some servers refuse mail that comes straight from this line, or logins from it. A PC on this line may be "
            "infected. The list says: {reason}",
        fix="Scan every PC on this line for viruses, and tell the line's operator that the address is listed. The page "
            "that the list names takes requests for removal.",
    ),
)  # fmt: skip
SERVER = Code(
    "server-ip-blacklisted", Status.WARN, Field.NETWORK_ADDRESS, Link.ACCOUNT,
    ja=Text(
        "メールサーバー {host} の住所 {address} は、迷惑メールの一覧({lists})に載っています。",
        why="このサーバーがその住所から送り出すメールは、断られたり、迷惑メールに入れられたりします。"
            "一覧の説明: {reason}",
        fix="メール会社に、この住所が一覧に載っていることを伝えて、取り下げの手続きを頼んでください。",
    ),
    en=Text(
        "The address {address} of the mail server {host} is on block lists ({lists}).",
        why="Mail that the server sends from that address is refused or put into the junk folder. The list says: "
            "{reason}",
        fix="Tell the mail provider that the address is listed, and ask for its removal.",
    ),
    owner=Owner.PROVIDER,
)  # fmt: skip
"""Whoever runs the server asks for the removal: the customer's line has no part in it."""
DOMAIN = Code(
    "domain-blacklisted", Status.WARN, Field.NETWORK_ADDRESS, Link.ACCOUNT,
    ja=Text(
        "ドメイン {domain} は、迷惑メールの一覧({lists})に載っています。",
        why="このドメインの名前が書かれたメールは、断られたり、迷惑メールに入れられたりします。一覧の説明: {reason}",
        fix="ホームページやメールが勝手に使われていないかを調べてから、一覧の説明にあるページで取り下げを頼んでください。",
    ),
    en=Text(
        "The domain {domain} is on block lists ({lists}).",
        why="Mail with this name in it is refused or put into the junk folder. The list says: {reason}",
        fix="Find out whether the web site or a mailbox is being misused, then ask for removal on the page that the "
            "list names.",
    ),
    owner=Owner.ACCOUNT,
)  # fmt: skip
"""Whoever holds the domain asks for the removal."""
POLICY = Code(
    "ip-on-policy-list", Status.PASS, None, Link.ACCOUNT,
    ja=Text(
        "住所 {address} は「家庭や会社の回線」の一覧({lists})に載っています(正常です)。",
        why="この一覧は、その住所から直接メールを送り出すことだけを断ります。メールソフトがログインして送るのには"
            "関係ありません。",
    ),
    en=Text(
        "The address {address} is on the list of lines of homes and offices ({lists}), as is normal for one.",
        why="That list only stops mail that is sent straight from such an address. It does not matter to a client that "
            "logs in for sending.",
    ),
)  # fmt: skip
CLEAN = Code(
    "blocklist-clean", Status.PASS, None, Link.ACCOUNT,
    ja=Text("迷惑メールの一覧({lists})に、{subjects} は載っていません。"),
    en=Text("{subjects}: not on the block lists that answered ({lists})."),
)  # fmt: skip
REFUSED = Code(
    "blocklist-refused", Status.SKIP, None, Link.ACCOUNT,
    ja=Text(
        "迷惑メールの一覧のうち {lists} は、この DNS サーバーには正しく答えません。載っているかどうかは分かりません。",
        why="必ず載っているはずの試験用の項目を聞いても、正しい答えがありませんでした。"
            "誰でも使える DNS サーバー(8.8.8.8 など)や、登録のない所からの質問には答えない一覧があります。",
        fix="回線の会社か自社の DNS サーバーを --resolver で選ぶと、答えることがあります。",
    ),
    en=Text(
        "The block lists {lists} do not answer this resolver properly, so what they hold is not known.",
        why="They were asked about a test entry that they must have, and did not give the right answer. Some lists "
            "refuse questions through public resolvers (such as 8.8.8.8), or from whoever is not registered there.",
        fix="The resolver of the line's operator or of the company may be answered: choose it with --resolver.",
    ),
)  # fmt: skip

_MOST_SERVERS = 4


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The lists' test entries, the servers' addresses, and this line's own address as soon as a server told it."""
    if not case.options.blocklists or not case.options.third_party:
        return
    yield from _mx.lookups(case, evidence)
    outgoing = _outgoing_host(case)
    if outgoing is not None and not is_address(outgoing):
        yield Lookup(outgoing, "A")
    asked = (*tuple(_servers(case, evidence))[:_MOST_SERVERS], *_own(evidence))
    for block_list in _lists.LISTS:
        yield from _lists.trials(block_list)
        for subject in (case.domain,) if block_list.domains else asked:
            question = _lists.entry(subject, block_list)
            yield question
            if _lists.standing(evidence, question) in (Standing.LISTED, Standing.POLICY):
                yield _lists.reason(question)


def _outgoing_host(case: Case) -> str | None:
    return side_of(case, Direction.OUTGOING).host if Direction.OUTGOING in case.sides else None


def _servers(case: Case, evidence: Evidence) -> dict[str, str]:
    """IPv4 address → host: the outgoing server's first, then the exchangers'."""
    found: dict[str, str] = {}
    outgoing = _outgoing_host(case)
    answer = evidence.get(Lookup(outgoing, "A")) if outgoing is not None else None
    for address in answer.values if answer is not None else ():
        found.setdefault(address, outgoing or "")
    if outgoing is not None and is_address(outgoing):
        found[outgoing] = outgoing
    if outgoing is None and case.address is not None:
        strangers = {endpoint.host for endpoint, _ in _controls.seen(case, evidence)}
        for endpoint, fact in evidence.endpoints():
            sends = endpoint.protocol is Protocol.SMTP and endpoint.port != 25 and fact.ready
            if sends and fact.address is not None and endpoint.host not in strangers:
                found.setdefault(fact.address, endpoint.host)
    for exchanger in _mx.exchangers(case, evidence)[: _mx.MOST]:
        for address in exchanger.addresses or ():
            found.setdefault(address, exchanger.host)
    return {address: host for address, host in found.items() if _public(address)}


def _own(evidence: Evidence) -> tuple[str, ...]:
    """This line's IPv4 address as servers echo it."""
    told = (o.fact.source for o in evidence if isinstance(o.fact, EndpointFact))
    return tuple(dict.fromkeys(address for address in told if address and _public(address)))[:1]


def _public(address: str) -> bool:
    return is_address(address) and ":" not in address and not is_private(address)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Only a list that passed its own test is believed, in either direction."""
    asked = [b for b in _lists.LISTS if _lists.usable(evidence, b) is not None]
    good = [b for b in asked if _lists.usable(evidence, b)]
    subjects = dict.fromkeys(s for b in asked for s in _lists.subjects(evidence, b))
    clean: dict[str, list[Lookup]] = {}
    for subject in subjects:
        questions = [_lists.entry(subject, b) for b in good if b.domains is not is_address(subject)]
        standings = {q: _lists.standing(evidence, q) for q in questions}
        yield from _of_one(case, evidence, subject, standings)
        if questions and all(standing is Standing.CLEAN for standing in standings.values()):
            clean[subject] = questions
    if clean:
        all_questions = [q for questions in clean.values() for q in questions]
        zones = tuple(b.zone for b in good if any(q.name.endswith(f".{b.zone}") for q in all_questions))
        yield CLEAN(*all_questions, subjects=tuple(clean), lists=zones)
    bad = [b for b in asked if b not in good]
    if bad:
        yield REFUSED(*(q for b in bad for q in _lists.trials(b)), lists=tuple(b.zone for b in bad))


def _of_one(case: Case, evidence: Evidence, subject: str, standings: dict[Lookup, Standing]) -> Iterator[Finding]:
    """What is listed. A policy list matters to a server that sends, and is normal for every other address."""
    listed = [q for q, standing in standings.items() if standing is Standing.LISTED]
    policy = [q for q, standing in standings.items() if standing is Standing.POLICY]
    host = _servers(case, evidence).get(subject)
    if host is not None and host == _outgoing_host(case) and subject not in _own(evidence):
        listed, policy = listed + policy, []
    if policy:
        yield POLICY(*policy, address=subject, lists=_zones(policy))
    if not listed:
        return
    shown = (*listed, *map(_lists.reason, listed))
    zones, reason = _zones(listed), _reason(evidence, listed)
    if not is_address(subject):
        yield DOMAIN(*shown, domain=subject, lists=zones, reason=reason)
    elif subject in _own(evidence):
        yield OWN(*shown, address=subject, lists=zones, reason=reason)
    else:
        yield SERVER(*shown, address=subject, host=host or subject, lists=zones, reason=reason)


def _zones(questions: list[Lookup]) -> tuple[str, ...]:
    return tuple(b.zone for q in questions for b in _lists.LISTS if q.name.endswith(f".{b.zone}"))


def _reason(evidence: Evidence, questions: list[Lookup]) -> str:
    texts = (text for q in questions for text in _records.texts(evidence, _lists.reason(q)) or ())
    return next(texts, "-")[:200]


CHECK = Check(
    "outgoing.blocklists",
    Title("迷惑メールの一覧", "Block lists"),
    (Lookup,),
    probes,
    judge,
    (OWN, SERVER, DOMAIN, POLICY, CLEAN, REFUSED),
    third_parties=lambda case: tuple(b.zone for b in _lists.LISTS) if case.options.blocklists else (),
)
