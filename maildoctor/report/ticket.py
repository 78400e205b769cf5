"""A letter to the company that has to act: mail company, DNS company or registrar. Plain text, ready to send.

Companies answer the holder of the contract, so his lines come first. Only what this run showed is in it. One question a
letter for the mail company; the DNS company gets all records at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from maildoctor.model.evidence import Observation
from maildoctor.model.fact import LoginFact
from maildoctor.model.field import Owner
from maildoctor.model.report import Diagnosis, Report
from maildoctor.report import ticket_facts as facts
from maildoctor.report.formats import Reader, Shown
from maildoctor.report.lines import wrapped
from maildoctor.report.ticket_body import (
    BLANK,
    TABLES,
    WIDTH,
    asks,
    compared,
    done,
    facts_title,
    fitted,
    published,
    said,
    seen_for,
    what_is,
    wish_of,
)
from maildoctor.report.ticket_request import Request, readers_of
from maildoctor.report.voice import Voice
from maildoctor.wire.readable import clean

_MOST_LINES = 120
_KIND = {
    Reader.HOSTER: ("メール会社", "the mail provider"),
    Reader.DNS: ("DNS を預けている会社", "the company that keeps the DNS"),
    Reader.REGISTRAR: ("ドメインを登録した会社", "the registrar"),
}
_INSTEAD = {
    Owner.CLIENT: ("お使いの端末の設定を直します", "the settings of the client are to be changed"),
    Owner.NETWORK: ("回線の管理者に頼みます", "whoever runs the line has to act"),
    Owner.PROVIDER: ("メール会社に書きます(--for hoster)", "write to the mail provider (--for hoster)"),
    Owner.ACCOUNT: ("契約している人が管理画面で直します", "the holder of the contract puts it right in the panel"),
    Owner.DNS: ("DNS を預けている会社に書きます(--for dns)", "write to the company that keeps the DNS (--for dns)"),
    Owner.REGISTRAR: (
        "ドメインを登録した会社に書きます(--for registrar)",
        "write to the registrar (--for registrar)",
    ),
    Owner.RECIPIENT: ("相手の側の問題です", "it is on the other side"),
    Owner.NOBODY: ("待ちます", "wait"),
}


def to_ticket(report: Report, voice: Voice, shown: Shown) -> str:
    """The letters for `shown.reader`, or the sentence that nobody of that kind has to be written to."""
    assert shown.reader in TABLES
    reader = shown.reader
    mine = [d for d in report.diagnoses if reader in readers_of(d)]
    if not mine:
        return _nobody(report, reader, voice)
    groups = [[d] for d in mine] if reader is Reader.HOSTER else [mine]
    letters = [_letter(report, reader, group, voice, shown) for group in groups]
    if len(letters) > 1:
        head = voice.pick(
            f"用件が {len(letters)} つあります。1 つずつ、別の問い合わせとして送ってください。",
            f"There are {len(letters)} matters. Send each as a question of its own.",
        )
        rule = "=" * WIDTH
        return "\n".join((head, "", f"\n{rule}\n\n".join(letters)))
    return letters[0]


def _nobody(report: Report, reader: Reader, voice: Voice) -> str:
    kind = voice.pick(*_KIND[reader])
    lines = [
        voice.pick(
            f"この点検では、{kind}に問い合わせることはありません。",
            f"Nothing in this examination has to be put to {kind}.",
        )
    ]
    for diagnosis in report.diagnoses:
        told = voice.pick(*_INSTEAD[diagnosis.owner])
        says = voice.says(diagnosis.finding).rstrip("。.")
        lines += wrapped(voice.pick(f"・{says}: {told}。", f"- {says}: {told}."), WIDTH, "  ")
    return "\n".join(lines) + "\n"


def _letter(report: Report, reader: Reader, causes: Sequence[Diagnosis], voice: Voice, shown: Shown) -> str:
    first = wish_of(causes[0], reader)
    seen = seen_for(causes, report)
    # The subject is one line, however long: it goes into one box.
    lines = [voice.pick("件名: ", "Subject: ") + _subject(first, causes, report, voice), ""]
    lines += _holder(report, voice, shown)
    blocks = [
        (facts_title(report, voice), what_is(report, reader, causes, seen, voice)),
        *compared(report, reader, seen, voice),
        (voice.pick("お願い", "What we ask"), asks(report, reader, causes, voice)),
        *published(report, reader, causes, voice),
        (voice.pick("こちらで済ませたこと", "What was done on our side"), done(report, causes, voice)),
    ]
    for number, (title, body) in enumerate(((t, b) for t, b in blocks if b), 1):
        lines += ["", *fitted(f"{number}. {title}"), *body]
    return "\n".join([*lines, *_transcript(reader, causes, seen, voice)]) + "\n"


def _subject(wish: Request, causes: Sequence[Diagnosis], report: Report, voice: Voice) -> str:
    subject = said("says", wish, causes[0], report, voice)
    if len(causes) == 1:
        return subject
    return voice.pick(f"{subject}、ほか {len(causes) - 1} 件", f"{subject}, and {len(causes) - 1} more")


def _holder(report: Report, voice: Voice, shown: Shown) -> list[str]:
    """The holder of the contract first, then who writes for him."""
    company = shown.company
    name = company.name if company is not None and company.name else BLANK
    person = company.person if company is not None and company.person else BLANK
    phone = voice.pick(f"電話 {company.phone}", f"phone {company.phone}") if company and company.phone else ""
    lines = fitted(
        voice.pick(
            f"お客様番号: {BLANK}   ご契約者名: {BLANK}",
            f"Contract number: {BLANK}   Contract holder: {BLANK}",
        )
    )
    lines += fitted(
        voice.pick(
            f"ご契約者の依頼で問い合わせます。{name}の{person}です。{phone}",
            f"We write on behalf of the contract holder: {person}, {name}. {phone}",
        ).rstrip()
    )
    about = voice.pick(f"ドメイン: {report.case.domain}", f"Domain: {report.case.domain}")
    if report.case.address is not None:
        about += voice.pick(f"   対象: {report.case.address}", f"   Account: {report.case.address}")
    return [*lines, *fitted(about)]


def _transcript(reader: Reader, causes: Sequence[Diagnosis], seen: Sequence[Observation], voice: Voice) -> list[str]:
    """The dialogues that show it, secrets masked as they were written. The DNS company has no use for them."""
    lines: list[str] = []
    shows = {identifier for diagnosis in causes for identifier in diagnosis.evidence}
    for o in sorted(seen, key=lambda o: o.start_ms) if reader is Reader.HOSTER else ():
        if not o.transcript or o.id not in shows:
            continue
        endpoint = facts.endpoint_of(o.probe)
        what = voice.pick("ログイン", "login") if isinstance(o.fact, LoginFact) else ""
        lines += ["", f"[{o.id}] {endpoint.target if endpoint is not None else ''} {what}".rstrip()]
        lines += [f"{who} {clean(text, 1024)}" for who, text in o.transcript]
    if not lines:
        return []
    title = voice.pick(
        "---- 通信の記録(パスワードは伏せ字。S はサーバー、C はこちら、小文字は暗号化の前)",
        "---- Dialogues (passwords masked; S server, C client, small letters before encryption)",
    )
    more = len(lines) - _MOST_LINES
    cut = [voice.pick(f"(ほか {more} 行)", f"({more} more lines)")] if more > 0 else []
    return ["", *wrapped(title, WIDTH, "     "), *lines[1:_MOST_LINES], *cut]
