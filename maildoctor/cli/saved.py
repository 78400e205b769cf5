"""Opening a saved report: its evidence is judged again, as by `maildoctor report`, without the network."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.cli.texts import read_text
from maildoctor.exam.record import NotAReportError, Saved, read_report
from maildoctor.exam.replay import replayed
from maildoctor.exam.steady import NO_TIME
from maildoctor.model.report import Report
from maildoctor.report.voice import Voice
from maildoctor.report.write_json import to_json

if TYPE_CHECKING:
    from maildoctor.exam.pseudonyms import Pseudonyms


def reopened(
    path: str,
    speak: Speak,
    lang: str | None = None,
    client: str | None = None,
    stable: bool = False,
    under: Pseudonyms | None = None,
) -> Report:
    """The report in the file, judged anew. `lang`, `client` None: it keeps those it was made for.

    `stable`: without what only that run had (times, place). `under`: with other names for people, addresses and hosts.

    Raises:
        ProblemError: the file cannot be read, is no report, or is one without the time to judge it by, or
            cannot be given other names without being judged otherwise.
    """
    text = read_text(path, speak)
    try:
        saved = read_report(text)
    except NotAReportError as error:
        raise ProblemError(
            path, speak("maildoctor の報告ではありません", "is no report of maildoctor") + f" ({error})"
        ) from None
    if saved.case.now == NO_TIME:
        raise ProblemError(
            path,
            speak(
                "--stable で作ったので時刻がなく、判定し直せません。--stable なしで保存したものを使ってください",
                "was made with --stable: it has no time to judge by. Use one that was saved without it",
            ),
        )
    report = _judged(saved, lang, client, stable)
    return report if under is None else _renamed(report, text, path, speak, (lang, client, stable), under)


def _judged(saved: Saved, lang: str | None, client: str | None, stable: bool) -> Report:
    if client is not None:
        settings = replace(saved.case.settings, client=client)
        saved = replace(saved, case=replace(saved.case, settings=settings))
    return asyncio.run(replayed(saved, lang, stable))


def _renamed(
    report: Report,
    text: str,
    path: str,
    speak: Speak,
    how: tuple[str | None, str | None, bool],
    under: Pseudonyms,
) -> Report:
    """The same report under other names; refused where it would be another one, or an old name would be left."""
    try:
        made = _judged(read_report(json.dumps(under.masked(json.loads(text)))), *how)
    except (ValueError, KeyError, TypeError) as error:
        raise _not_safe(path, type(error).__name__, speak) from None
    for one, other in zip(_judgement(report), _judgement(made), strict=True):
        if one != other:
            raise _not_safe(path, str(one)[:60], speak)
    if left := under.leaks(to_json(made, Voice(made.lang), ascii_only=False)):
        raise _not_safe(path, f"{len(left)} names", speak)
    return made


def _judgement(report: Report) -> tuple[object, ...]:
    """All that must be the same under other names: verdict, codes, fields."""
    return (
        report.verdict,
        [(d.finding.id, d.field, d.severity, d.certainty, d.verified, d.owner) for d in report.diagnoses],
        [(row.name, row.verdict) for row in report.fields],
        [(check.id, check.status, [f.id for f in check.findings]) for check in report.checks],
    )


def _not_safe(path: str, why: str, speak: Speak) -> ProblemError:
    return ProblemError(
        path,
        speak(
            f"名前を伏せると判定が変わるか、伏せきれないので、書き出しません ({why})。相手に渡すときは、元の報告から"
            "必要な所だけを手で写してください",
            f"cannot be given other names safely, so nothing is written ({why}); copy what is needed from the report "
            "by hand",
        ),
    )
