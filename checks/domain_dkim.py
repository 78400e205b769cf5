"""Can receivers check the signature (DKIM) that the domain's mail carries?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Certainty,
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
    dkim_key,
    mx_hosts,
)

from . import _dkim, _records

GOOD = Code(
    "dkim-key-good", Status.PASS, Field.DNS_DKIM, Link.NAME,
    ja=Text("{domain} の署名(DKIM)の鍵があります(名札(セレクタ)は {selector}、{bits} ビット)。"),
    en=Text("{domain} publishes a key for its mail signatures (DKIM): name (selector) {selector}, {bits} bits."),
)  # fmt: skip
TESTING = Code(
    "dkim-key-testing", Status.PASS, Field.DNS_DKIM, Link.NAME,
    ja=Text(
        "{domain} の署名(DKIM)の鍵 {selector} には「試験中」の印(t=y)が付いています。",
        why="印があるあいだ、受け取る側は署名があってもなくても同じに扱います。",
        fix="試し終わったら、{name} の TXT レコードから t=y を消してください。",
    ),
    en=Text(
        "The key {selector} for the mail signatures (DKIM) of {domain} is marked as a test (t=y).",
        why="As long as the mark is there, receivers treat signed mail like unsigned mail.",
        fix="When the test is over, remove t=y from the TXT record at {name}.",
    ),
)  # fmt: skip
REVOKED = Code(
    "dkim-key-revoked", Status.WARN, Field.DNS_DKIM, Link.NAME,
    ja=Text(
        "{domain} の署名(DKIM)の鍵 {selectors} は取り消されています。",
        why="鍵の欄(p=)が空です。鍵を新しくしたあとの古い名札なら正常ですが、今の署名がこの名札なら確かめられません。",
        fix="メール会社から今の鍵の値をもらい、{name} に TXT レコードとして登録してください。",
    ),
    en=Text(
        "The key {selectors} for the mail signatures (DKIM) of {domain} has been called back.",
        why="Its value (p=) is empty. After a change of keys that is normal for the old name; if mail is still "
        "signed under it, receivers cannot check the signature.",
        fix="Get the present key from your mail provider and publish it as the TXT record at {name}.",
    ),
)  # fmt: skip
WEAK = Code(
    "dkim-key-weak", Status.WARN, Field.DNS_DKIM, Link.NAME,
    ja=Text(
        "{domain} の署名(DKIM)の鍵 {selector} は短めです({bits} ビット)。",
        why="1024 ビットより短い鍵は受け取る側が認めません(RFC 8301)。1024 なら使えますが、2048 が勧められています。",
        fix="メール会社に 2048 ビットの鍵を作ってもらい、{name} の TXT レコードを置きかえてください。",
    ),
    en=Text(
        "The key {selector} for the mail signatures (DKIM) of {domain} is short ({bits} bits).",
        why="Receivers do not accept keys below 1024 bits (RFC 8301). 1024 bits still work, 2048 are recommended.",
        fix="Have your mail provider make a key of 2048 bits, and replace the TXT record at {name}.",
    ),
)  # fmt: skip
BROKEN = Code(
    "dkim-txt-broken", Status.WARN, Field.DNS_DKIM, Link.NAME,
    ja=Text(
        "{domain} の署名(DKIM)の鍵 {selector} は、書き方がくずれていて読めません({at} 文字目のあたり: {part})。",
        why="鍵の中身は残っています。引用符や改行が混じる、区切りの ; が抜ける、といった貼りつけのときのくずれです。",
        fix="{name} の TXT レコードを、この 1 行に置きかえてください: {record}",
    ),
    en=Text(
        "The key {selector} for the mail signatures (DKIM) of {domain} is not written as it must be "
        "(near character {at}: {part}).",
        why="The key itself is still there; when it was pasted, quotes or line ends got in, or a semicolon got lost.",
        fix="Replace the TXT record at {name} by this one line: {record}",
    ),
)  # fmt: skip
UNREADABLE = Code(
    "dkim-key-unreadable", Status.WARN, Field.DNS_DKIM, Link.NAME,
    ja=Text(
        "{domain} の署名(DKIM)の鍵 {selector} は使えません({at} 文字目のあたり: {part})。",
        why="鍵が途中で切れている、書き方がくずれている、2 つある、種類が違う、のどれかで、署名を確かめられません。",
        fix="メール会社の画面から鍵の値をもう一度写し、{name} の TXT レコードを 1 つだけにして登録し直してください。",
    ),
    en=Text(
        "The key {selector} for the mail signatures (DKIM) of {domain} cannot be used (near character {at}: {part}).",
        why="It is cut off, badly written, of another kind, or there are two, so receivers cannot check signatures.",
        fix="Copy the key once more from your mail provider's panel, and leave that as the only TXT record at {name}.",
    ),
)  # fmt: skip
NOWHERE = Code(
    "dkim-cname-broken", Status.WARN, Field.DNS_DKIM, Link.NAME,
    ja=Text(
        "{domain} の署名(DKIM)の鍵 {selectors} は {target} への別名(CNAME)ですが、その先に鍵がありません。",
        why="つづりが違うか、メール会社の側で署名がまだ有効になっていないか、解約したあとの残りです。",
        fix="{name} の CNAME をメール会社の案内と見くらべ、もう使っていなければ消してください。",
    ),
    en=Text(
        "The key {selectors} for the mail signatures (DKIM) of {domain} is an alias (CNAME) of {target}, "
        "and there is no key there.",
        why="The alias is misspelt, signing is not yet switched on at the mail provider, or it is left over from a "
        "service that has ended.",
        fix="Compare the CNAME at {name} with what your mail provider tells; if it is no longer used, remove it.",
    ),
)  # fmt: skip
MICROSOFT = Code(
    "dkim-cname-missing-m365", Status.PASS, Field.DNS_DKIM, Link.NAME,
    ja=Text(
        "{domain} は Microsoft 365 で受け取っていますが、Microsoft の署名(DKIM)の鍵 {selectors} がありません。",
        why="自分のドメインでの署名がまだ有効になっていない可能性が高いです。メールは届きますが、迷惑メールと見られやすくなります。",
        fix="Microsoft 365 の管理画面で DKIM を開き、表示される 2 つの CNAME を登録して有効にしてください。",
    ),
    en=Text(
        "{domain} receives its mail at Microsoft 365, but Microsoft's keys for mail signatures (DKIM), {selectors}, "
        "are not there.",
        why="Signing under your own domain is probably not switched on yet. Mail arrives, but looks more like junk.",
        fix="Open DKIM in the admin centre of Microsoft 365, publish the two CNAME records it shows, and switch it on.",
    ),
)  # fmt: skip
GIVEN_MISSING = Code(
    "dkim-selector-missing", Status.WARN, Field.DNS_DKIM, Link.NAME,
    ja=Text(
        "{domain} の署名(DKIM)の鍵 {selectors} がありません。",
        why="この名札(セレクタ)で署名されたメールは、受け取る側が署名を確かめられません。"
            "名札のつづりが違うか、鍵がまだ登録されていない可能性があります。",
        fix="メールのヘッダーの DKIM-Signature で d= が {domain} の行の s= とつづりをくらべてください。合っていれば、"
            "メール会社から鍵の値をもらい、{name} に TXT レコードとして登録してください。",
    ),
    en=Text(
        "There is no key {selectors} for the mail signatures (DKIM) of {domain}.",
        why="Receivers cannot check the signature of mail that is signed under this name (selector). The name may be "
            "misspelt, or the key is not published yet.",
        fix="Compare the name with s= in the DKIM-Signature header whose d= is {domain}. If it is right, get the key "
            "from your mail provider and publish it as the TXT record at {name}.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
NOT_FOUND = Code(
    "dkim-not-found", Status.PASS, Field.DNS_DKIM, Link.NAME,
    ja=Text(
        "{domain} の署名(DKIM)の鍵は、よくある名札(セレクタ)では見つかりませんでした。",
        why="鍵の名札は外からは調べられないので、ないとは言えません。",
        fix="署名の付いたメールのヘッダーで、DKIM-Signature の s= を見ると名札が分かります。",
    ),
    en=Text(
        "No key for mail signatures (DKIM) of {domain} was found under the usual names (selectors).",
        why="The names of keys cannot be listed from outside, so this does not show that there is none.",
        fix="The name stands behind s= in the DKIM-Signature header of a signed message.",
    ),
)  # fmt: skip

_MICROSOFTS = ("selector1", "selector2")
_PAIRS = (frozenset(_MICROSOFTS), frozenset(("s1", "s2")))
_MICROSOFT_MX = (".mail.protection.outlook.com", ".mx.microsoft")
_RECOMMENDED_BITS = 2048


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The usual selectors, all at once."""
    yield Lookup(case.domain, "MX")
    yield from _dkim.questions(case)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Severities by the contract: a key that is called back or broken is a warning, an unknown selector is none."""
    found = _dkim.found(case, evidence)
    if found is None or not _records.domain_is_there(evidence, case.domain):
        return
    for seen in found.seen:
        yield from _of_the_key(case, seen)
    revoked = [s for s in found.seen if s.key is not None and s.key.revoked]
    if revoked and found.complete:
        status = Status.PASS if found.usable else Status.WARN
        yield REVOKED(*(s.question for s in revoked), status=status, domain=case.domain, **_named(revoked))
    yield from _aliases(case, found)
    yield from _missing(case, evidence, found)
    yield from _absent(case, evidence, found)


def _named(seen: list[_dkim.Seen]) -> dict[str, str | tuple[str, ...]]:
    return {"selectors": tuple(s.name for s in seen), "name": tuple(s.question.name for s in seen)}


def _of_the_key(case: Case, seen: _dkim.Seen) -> Iterator[Said]:
    key, asked, domain = seen.key, seen.question, case.domain
    selector, name = seen.name, seen.question.name
    if key is None:
        if seen.texts:
            part = " / ".join(_records.piece(text) for text in seen.texts)
            yield UNREADABLE(asked, domain=domain, selector=selector, name=name, at=1, part=part)
    elif key.faults:
        at, part = key.faults[0].at + 1, _records.piece(key.faults[0].part or key.text)
        record = dkim_key.repaired_dkim_key(key.text)
        if record is not None and _records.printable(record):
            yield BROKEN(asked, domain=domain, selector=selector, name=name, at=at, part=part, record=record)
        else:
            yield UNREADABLE(asked, domain=domain, selector=selector, name=name, at=at, part=part)
    elif key.bits is not None:
        if key.usable:
            yield GOOD(asked, domain=domain, selector=selector, name=name, bits=key.bits)
        if key.kind == "rsa" and key.bits < _RECOMMENDED_BITS:
            status = Status.WARN if key.too_short else Status.PASS
            yield WEAK(asked, status=status, domain=domain, selector=selector, name=name, bits=key.bits)
        if key.usable and key.testing:
            yield TESTING(asked, domain=domain, selector=selector, name=name)


def _aliases(case: Case, found: _dkim.Found) -> Iterator[Said]:
    """An alias that leads nowhere. Of two that are used in turn the resting one often has no key yet."""
    good = {seen.name for seen in found.usable}
    for seen in found.seen:
        if seen.leads_nowhere:
            resting = any(seen.name in pair and pair & good for pair in _PAIRS)
            yield NOWHERE(
                seen.question,
                status=Status.PASS if resting else Status.WARN,
                domain=case.domain,
                target=seen.aliases[-1],
                **_named([seen]),
            )


def _missing(case: Case, evidence: Evidence, found: _dkim.Found) -> Iterator[Said]:
    """A key that somebody named, out of a signed message, and that is not there."""
    there = {seen.name for seen in found.seen}
    gone = [
        selector
        for selector in _dkim.given(case, evidence)
        if selector not in there and _records.texts(evidence, _dkim.question(case, selector)) is not None
    ]
    if gone:
        asked = tuple(_dkim.question(case, selector) for selector in gone)
        names = tuple(question.name for question in asked)
        yield GIVEN_MISSING(*asked, domain=case.domain, selectors=tuple(gone), name=names)


def _absent(case: Case, evidence: Evidence, found: _dkim.Found) -> Iterator[Said]:
    """Nothing under any selector that was asked: said only where all were answered."""
    if not found.complete:
        return
    mx = evidence.get(Lookup(case.domain, "MX"))
    hosts = mx_hosts(mx.values) if mx is not None else ()
    at_microsoft = any(host.endswith(_MICROSOFT_MX) for host in hosts)
    if at_microsoft and not any(seen.name in _MICROSOFTS for seen in found.seen):
        asked = tuple(_dkim.question(case, name) for name in _MICROSOFTS)
        yield MICROSOFT(Lookup(case.domain, "MX"), *asked, domain=case.domain, selectors=_MICROSOFTS)
    elif not found.seen and not _dkim.given(case, evidence):
        yield NOT_FOUND(*_dkim.questions(case), domain=case.domain)


CHECK = Check(
    "domain.dkim",
    Title("署名の鍵 (DKIM)", "DKIM keys"),
    (Lookup,),
    probes,
    judge,
    (GOOD, TESTING, REVOKED, WEAK, BROKEN, UNREADABLE, NOWHERE, MICROSOFT, GIVEN_MISSING, NOT_FOUND),
    lambda case, evidence, contrasts: case.domain,
)
