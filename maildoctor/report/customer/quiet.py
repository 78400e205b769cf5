"""The page where nothing is to be changed: all is well, the client itself is in question, wait, or not examined."""

from __future__ import annotations

from dataclasses import dataclass

from maildoctor.knowledge import plain
from maildoctor.model.contrast import Proof
from maildoctor.model.report import Report, Verdict
from maildoctor.report.lines import spaced
from maildoctor.report.voice import Voice


@dataclass(frozen=True, slots=True)
class Calm:
    """What is said: in one breath, under which heading, in which sentences, and what better not be done."""

    short: str
    heading: str
    said: tuple[str, ...]
    dont: tuple[str, ...] = ()


def quiet(report: Report, voice: Voice) -> Calm:
    """The words for a run without a cause."""
    if report.interrupted:
        return _unexamined(voice, voice.pick("途中で止めました", "the examination was stopped"))
    until = _held_until(report)
    if until:
        return _wait(until, voice)
    if report.verdict is Verdict.UNKNOWN:
        return _unexamined(voice, _gap(report, voice))
    return _well(report, voice)


def _held_until(report: Report) -> str:
    for result in report.checks:
        for finding in result.findings:
            if finding.id == "login-budget-spent":
                return str(finding.arguments.get("until") or "")[-5:]
    return ""


def _wait(until: str, voice: Voice) -> Calm:
    until = voice.plain(until)
    return Calm(
        voice.pick(
            f"直すところはありません。{until} まで待ってから、もう一度確かめます。",
            f"There is nothing to change. It is examined again after {until}.",
        ),
        voice.pick("今の状態", "The present state"),
        (
            voice.pick(
                "続けてログインを試すと、メール会社がアカウントを一時止めることがあるので、"
                f"{until} までログインを控えています。",
                f"Trying the login again and again may put the account on hold, so no login is tried before {until}.",
            ),
        ),
        (voice.pick(*plain.dont("retry-password")),),
    )


def _gap(report: Report, voice: Voice) -> str:
    reasons = {side.unexamined for side in report.contrasts.sides.values()}
    if "login-withheld" in reasons:
        return voice.pick("パスワードは、安全のため送っていません", "the password was not sent, for safety")
    if "deadline" in reasons:
        return voice.pick("時間が足りませんでした", "time was up")
    if "resolver" in reasons:
        return voice.pick("このパソコンから、相手の住所を調べられませんでした", "addresses could not be looked up")
    return voice.pick("調べる途中で、こちらの都合で止まった所があります", "part of the examination did not run")


def _unexamined(voice: Voice, reason: str) -> Calm:
    return Calm(
        voice.pick(
            "最後までは調べられませんでした。もう一度調べます。", "Not all could be examined. It is done again."
        ),
        voice.pick("今の状態", "The present state"),
        (
            voice.pick(
                f"理由: {reason}。ここまでに分かったことは、下の図のとおりです。",
                f"The reason: {reason}. What is known so far is shown below.",
            ),
        ),
    )


def _well(report: Report, voice: Voice) -> Calm:
    sides = report.contrasts.sides.values()
    heading = voice.pick("調べた結果", "What was found")
    way = voice.pick(
        "手紙にたとえると、下の図の順に 1 つずつ確かめました。",
        "Every stop of the mail's way, shown below as the post, was looked at.",
    )
    if not sides:
        return Calm(
            voice.pick(
                "ドメイン(@ の右側の名前)の案内は正常です。", "The domain (the name right of the @) is in order."
            ),
            heading,
            (way,),
        )
    if not all(side.proof is Proof.LOGIN for side in sides):
        return Calm(
            voice.pick("調べたところまでは正常です。", "As far as it was examined, all is in order."), heading, (way,)
        )
    account = voice.pick(
        "メールのアカウントと設定に、問題はありませんでした。",
        "There is nothing wrong with the account or its settings.",
    )
    if not report.case.settings.saw:
        return Calm(account, heading, (way,))
    name = voice.named() or voice.pick("メールソフト", "the mail program")
    saw = voice.plain(report.case.settings.saw)[:120]
    return Calm(
        account,
        heading,
        (
            voice.pick(
                f"画面に出ていた「{saw}」の原因は、お使いの{spaced(name)}の側にある可能性が高いです。"
                "次はそちらを見ます。",
                f'What the screen said ("{saw}") probably comes from {name} itself. That is looked at next.',
            ),
            way,
        ),
    )
