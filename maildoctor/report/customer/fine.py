"""What was proved to be in order, and how far it was proved. Nothing that was not shown in the run is said."""

from __future__ import annotations

from maildoctor.discovery.records import mx_hosts
from maildoctor.model.contrast import Break, Proof
from maildoctor.model.fact import MailboxFact
from maildoctor.model.finding import Status
from maildoctor.model.probe import Login, Lookup, Mailbox
from maildoctor.model.report import Diagnosis, FieldVerdict, Report
from maildoctor.model.settings import Auth, Direction
from maildoctor.report.customer.content import Mark, Stop
from maildoctor.report.voice import Voice
from maildoctor.report.words import direction_name

_LOSE_MAIL = ("dns.mx", "dns.registration", "dns.delegation", "dns.address", "dns.dnssec", "mailbox.")
_SCATTERED = frozenset(("mailbox-emptied-by-another-device", "mx-refuses", "mailbox-junk", "mailbox-junk-newest"))


def relief(report: Report, voice: Voice) -> str:
    """The first line: that no mail is lost, where a login counted the box; else that the servers run; else nothing."""
    box = counted(report)
    if box is not None and box.messages and not _may_have_lost(report):
        return voice.pick(
            f"メールは 1 通もなくなっていません(サーバーの受信箱に {box.messages:,} 通あります)。",
            f"No mail has been lost ({box.messages:,} messages are in the inbox on the server).",
        )
    sides = report.contrasts.sides.values()
    if sides and all(side.proof in (Proof.LOGIN, Proof.AUTH_OFFERED) for side in sides):
        return voice.pick("メールのサーバーは動いています。", "The mail servers are running.")
    return ""


def counted(report: Report) -> MailboxFact | None:
    """The mailbox as a login of this run counted it."""
    side = report.contrasts.sides.get(Direction.INCOMING)
    return report.evidence.get(Mailbox(side.login)) if side is not None and isinstance(side.login, Login) else None


def _may_have_lost(report: Report) -> bool:
    if any(d.field.value.startswith(_LOSE_MAIL) or d.finding.id in _SCATTERED for d in report.diagnoses):
        return True
    return any(finding.id in _SCATTERED for result in report.checks for finding in result.findings)


def in_order(report: Report, stops: tuple[Stop, ...], voice: Voice) -> tuple[str, ...]:
    """The names of what was in order."""
    marks = {stop.key: stop.mark for stop in stops}
    good = {name for name, mark in marks.items() if mark is Mark.GOOD}
    said = []
    for direction in Direction:
        if direction.value in good:
            said.append(direction_name(direction, voice))
    for kind, ja, en in (("password", "パスワード", "password"), ("username", "ユーザー名", "user name")):
        rows = [row for row in report.fields if row.name.endswith(f".{kind}")]
        if rows and all(row.verdict is FieldVerdict.CORRECT for row in rows):
            said.append(voice.pick(ja, en))
    if "domain" in good:
        said.append(voice.pick("宛先の案内", "delivery guide"))
    if any(fact.reached is not None for _, fact in report.evidence.endpoints()) and not any(
        d.field.place == "network" for d in report.diagnoses
    ):
        said.append(voice.pick("インターネット回線", "internet line"))
    if _passed(report, "certificate-good") and not _blamed(report, "certificate"):
        said.append(voice.pick("サーバーの身分証", "servers' identity cards"))
    if _passed(report, "network-clear"):
        said.append(voice.pick("通信の途中(ウイルス対策ソフトなど)", "nothing interferes on the way"))
    if _passed(report, "mailbox-room"):
        said.append(voice.pick("置き場所の空き", "room in the mailbox"))
    return tuple(said)


def _passed(report: Report, code: str) -> bool:
    return any(f.id == code and f.status is Status.PASS for result in report.checks for f in result.findings)


def _blamed(report: Report, beginning: str) -> bool:
    return any(d.finding.id.startswith(beginning) for d in report.diagnoses)


def proof(report: Report, voice: Voice) -> str:
    """How far it was proved, with the time, "" where nothing was."""
    edited = {edit.field.direction for d in report.diagnoses for edit in d.edits if d.verified}
    sides = report.contrasts.sides
    proved = [d for d, side in sides.items() if side.proof is Proof.LOGIN]
    before = [d for d, side in sides.items() if side.proof is Proof.AUTH_OFFERED]
    when = "" if report.stable else _clock(report, voice)
    said = []
    if proved:
        said.append(_sentence(proved, edited, _as_far(report, proved, voice), voice))
    if before:
        said.append(
            _sentence(before, edited, voice.pick("ログインの手前まで", "as far as just before the login"), voice)
        )
    if not said:
        return ""
    untried = before and report.case.options.login != "given"
    password = voice.pick("パスワードは試していません。", " No password was tried.") if untried else ""
    joined = voice.pick("、", "; ").join(said)
    return voice.pick(f"{joined}確かめました{when}。{password}", f"Proved{when} {joined}.{password}")


def _as_far(report: Report, proved: list[Direction], voice: Voice) -> str:
    without = all((r := report.contrasts.sides[d].recommended) is not None and r.auth is Auth.NONE for d in proved)
    return (
        voice.pick("送れるところまで", "as far as sending")
        if without
        else voice.pick("ログインまで", "as far as the login")
    )


def _sentence(directions: list[Direction], edited: set[Direction | None], how: str, voice: Voice) -> str:
    names = voice.pick("と", " and ").join(direction_name(d, voice) for d in directions)
    if directions and all(d in edited for d in directions):
        return voice.pick(f"直したあとの値で、{names}の{how}", f"{how}: {names}, with the new values")
    if any(d in edited for d in directions):
        each = voice.pick("、", ", ").join(_each(d, d in edited, voice) for d in directions)
        return voice.pick(f"{each}、{how}", f"{how}: {each}")
    return voice.pick(f"{names}の{how}", f"{how}: {names}")


def _each(direction: Direction, edited: bool, voice: Voice) -> str:
    name = direction_name(direction, voice)
    if edited:
        return voice.pick(f"{name}は直したあとの値で", f"{name} with the new values")
    return voice.pick(f"{name}は今の値で", f"{name} as it is")


def two_names(report: Report, diagnosis: Diagnosis, voice: Voice) -> tuple[tuple[str, str], ...]:
    """The name that the mail program calls and the one on the certificate, where a verified change leads to the latter.

    The concrete name is shown, never a pattern with a star.
    """
    contrast = diagnosis.finding.contrast
    if contrast is None or contrast.what is not Break.CERTIFICATE_NAME or not diagnosis.verified:
        return ()
    edit = next((e for e in diagnosis.edits if e.field.name_in_side == "host" and e.old and e.new), None)
    if edit is None:
        return ()
    return (
        (voice.pick("メールソフトが呼んでいる名前", "The name that is called"), voice.plain(edit.old)),
        (voice.pick("身分証に書いてある名前", "The name on the card"), voice.plain(edit.new)),
    )


def genuine(report: Report, diagnosis: Diagnosis, voice: Voice) -> str:
    """That the server is no impostor: said only where its certificate held and the domain's mail goes to that very
    address, "" otherwise.
    """
    if not two_names(report, diagnosis, voice):
        return ""
    named = {edit.new for edit in diagnosis.edits}
    called = {f.address for e, f in report.evidence.endpoints() if e.host in named and not f.here and not f.public}
    delivered: set[str] = set()
    mx = report.evidence.get(Lookup(report.case.domain, "MX"))
    for host in mx_hosts(mx.values) if mx is not None else ():
        for kind in ("A", "AAAA"):
            found = report.evidence.get(Lookup(host, kind))
            delivered |= set(found.values) if found is not None else set()
    if not (called - {None}) & delivered:
        return ""
    return voice.pick(
        "にせものではないことは、2 つの方法(身分証の裏書きと、ドメインに登録された届け先)で確かめました。",
        "It is no impostor. That was proved in two ways: by the card's issuer, and by where your domain's mail goes.",
    )


def _clock(report: Report, voice: Voice) -> str:
    """The time of the examination, as people say it."""
    now = report.case.now
    return voice.pick(f"({now.hour}時{now.minute:02}分)", f" at {now.hour}:{now.minute:02}")
