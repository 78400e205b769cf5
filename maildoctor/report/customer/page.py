"""The customer's page of one run: what is said, in which order. It fits one A4 by what it leaves out, never by cutting.

At most two causes are told in full and two warnings beside them; the rest is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from maildoctor.model.company import Company
from maildoctor.model.contrast import Severity
from maildoctor.model.report import Diagnosis, Report, Verdict
from maildoctor.report.client_causes import client_causes
from maildoctor.report.customer.boxes import found, sheet
from maildoctor.report.customer.content import Page, Section, Sheet, Stop
from maildoctor.report.customer.fine import genuine, in_order, proof, relief, two_names
from maildoctor.report.customer.people import acts, ask_heading, ticks
from maildoctor.report.customer.quiet import quiet
from maildoctor.report.customer.told import ToldCause, tell
from maildoctor.report.customer.way import stops
from maildoctor.report.lines import spaced
from maildoctor.report.voice import Voice

_IN_FULL = 2
_BESIDE = 2
_DONTS = 3
_IN_CLIENT = 3


def customer_page(report: Report, voice: Voice, company: Company | None = None) -> Page:
    """Put `report` on one page for the customer."""
    way = stops(report, voice)
    causes, beside = _causes(report)
    told = [tell(report, diagnosis, voice) for diagnosis in causes[:_IN_FULL]]
    if told:
        short = (*_once((relief(report, voice), *_lettered(told, "says"))), *_more(len(causes) - len(told), voice))
        sections = _of_causes(report, causes, told, beside, way, voice)
    else:
        calm = quiet(report, voice)
        short = _once((relief(report, voice), calm.short))
        sections = (
            Section(calm.heading, calm.said, way=True, closing=(proof(report, voice),)),
            *_settings(report, voice),
            *_in_the_client(report, voice),
            *_fine(report, way, voice, with_proof=False),
            *_wishes(calm.dont, voice),
        )
    return Page(
        voice.lang,
        voice.pick("メール点検のご報告", "Report on your mail"),
        "" if report.stable else _date(report.case.now, voice),
        voice.pick("________________ 様", "For: ________________"),
        voice.pick("点検したアドレス: ", "Examined: ") + _subject(report, voice),
        voice.pick("ひとことで言うと", "In short"),
        short,
        sections,
        way,
        acts(causes, voice, in_client=not causes and bool(client_causes(report))),
        company or Company(),
    )


def _causes(report: Report) -> tuple[list[Diagnosis], list[Diagnosis]]:
    """The causes the page is about, and what is told beside them: warnings make a page where nothing fails."""
    fails = [d for d in report.diagnoses if d.severity is Severity.FAIL]
    warns = [d for d in report.diagnoses if d.severity is not Severity.FAIL]
    if fails:
        return fails, warns
    return ([], warns) if report.verdict is Verdict.UNKNOWN else (warns, [])


def _of_causes(
    report: Report,
    causes: list[Diagnosis],
    told: list[ToldCause],
    beside: list[Diagnosis],
    way: tuple[Stop, ...],
    voice: Voice,
) -> tuple[Section, ...]:
    fails = causes[0].severity is Severity.FAIL
    happening = voice.pick("何が起きていましたか", "What was happening?")
    noticed = voice.pick("気づいたこと", "What was noticed")
    return (
        Section(
            happening if fails else noticed,
            _once(cause.seen for cause in told),
            pairs=_saw(report, voice),
            bullets=_warned(report, beside, voice),
        ),
        Section(
            voice.pick("どうしてですか", "Why?"),
            (*_lettered(told, "why"), *_once(genuine(report, cause, voice) for cause in causes[:_IN_FULL])),
            pairs=tuple(pair for cause in causes[:_IN_FULL] for pair in two_names(report, cause, voice)),
            way=True,
        ),
        *_remedy(report, causes, told, voice),
        *_fine(report, way, voice),
        *_wishes(tuple(dont for cause in told for dont in cause.dont), voice),
    )


def _remedy(report: Report, causes: list[Diagnosis], told: list[ToldCause], voice: Voice) -> tuple[Section, ...]:
    """The boxes to change, and what whoever must act is asked for."""
    boxes = sheet(report, tuple(edit for cause in causes for edit in cause.edits), voice)
    asks = _once(cause.ask for cause in told)
    parts = []
    if boxes is not None:
        parts.append(Section(_where(voice), sheet=boxes, ticks=ticks(causes, asked=False, voice=voice)))
    elif report.source == "none":
        parts += _settings(report, voice)
    if asks:
        parts.append(Section(ask_heading(causes, voice), bullets=asks, ticks=ticks(causes, asked=True, voice=voice)))
    if not parts:
        parts.append(Section(voice.pick("これからすること", "What is done now"), ticks=ticks(causes, False, voice)))
    return tuple(parts)


def _where(voice: Voice) -> str:
    name = voice.named() or voice.pick("メールソフト", "the mail program")
    return voice.pick(
        f"直すところ({spaced(name)}の画面の言葉で)".replace("( ", "("), f"What to change (in the words of {name})"
    )


def _in_the_client(report: Report, voice: Voice) -> tuple[Section, ...]:
    """What is tried in the mail program itself where the account is in order, most likely first."""
    said = [(voice.says(finding), voice.says(finding, "fix")) for finding in client_causes(report)[:_IN_CLIENT]]
    if not said:
        return ()
    heading = voice.pick("次に確かめること(可能性の高い順)", "What is looked at next (most likely first)")
    space = voice.pick("", " ")
    return (Section(heading, ticks=tuple(f"{seen}{space}{fix}" for seen, fix in said)),)


def _settings(report: Report, voice: Voice) -> tuple[Section, ...]:
    boxes: Sheet | None = found(report, voice)
    if boxes is None:
        return ()
    if client_causes(report):
        return (Section(voice.pick("使える設定(確かめた値)", "Settings that work (as proved)"), sheet=boxes),)
    return (Section(voice.pick("見つかった設定", "Settings that were found"), sheet=boxes),)


def _fine(report: Report, way: tuple[Stop, ...], voice: Voice, with_proof: bool = True) -> tuple[Section, ...]:
    names = in_order(report, way, voice)
    shown = proof(report, voice) if with_proof else ""
    if not names and not shown:
        return ()
    said = (" / ".join(names),) if names else ()
    return (
        Section(
            voice.pick("調べて、問題がなかったところ", "What was examined and is in order"),
            said,
            closing=_once((shown,)),
        ),
    )


def _wishes(donts: tuple[str, ...], voice: Voice) -> tuple[Section, ...]:
    bullets = _once(donts)[:_DONTS]
    return (Section(voice.pick("お願い", "Please"), bullets=bullets),) if bullets else ()


def _saw(report: Report, voice: Voice) -> tuple[tuple[str, str], ...]:
    saw = report.case.settings.saw
    return ((voice.pick("画面に出ていたもの", "Seen on the screen"), voice.plain(saw)[:120]),) if saw else ()


def _warned(report: Report, beside: list[Diagnosis], voice: Voice) -> tuple[str, ...]:
    """Warnings beside a fault: one sentence each, and how many more there are."""
    said = _once(tell(report, diagnosis, voice).says for diagnosis in beside)
    return (*said[:_BESIDE], *_more(len(said) - _BESIDE, voice))


def _more(count: int, voice: Voice) -> tuple[str, ...]:
    if count <= 0:
        return ()
    return (
        voice.pick(
            f"ほかに {count} つあります。担当者が続けて見ます。",
            f"There is more ({count}); the person in charge goes on with it.",
        ),
    )


def _lettered(told: list[ToldCause], part: str) -> tuple[str, ...]:
    """The sentences of each cause, with a letter where there are several."""
    said = _once(getattr(cause, part) for cause in told)
    return said if len(said) < 2 else tuple(f"{chr(ord('A') + index)}. {text}" for index, text in enumerate(said))


def _once(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in said if text))


def _subject(report: Report, voice: Voice) -> str:
    address = report.case.address
    return voice.plain(f"{address.local}@{address.shown}" if address is not None else report.case.domain)


_DAYS = ("月火水木金土日", ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _date(now: dt.datetime, voice: Voice) -> str:
    day = now.weekday()
    return voice.pick(
        f"{now.year}年{now.month}月{now.day}日({_DAYS[0][day]})",
        f"{_DAYS[1][day]}, {now.day} {_MONTHS[now.month - 1]} {now.year}",
    )
