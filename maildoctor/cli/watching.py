"""`check --watch SECONDS`: the same check again and again, until something is reached or somebody stops it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import click

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.model.fact import LoginFact
from maildoctor.model.report import Report, Verdict
from maildoctor.model.watched import Watched, look_at

SHORTEST_S = 10
"""Servers of others are not to be asked more often than this."""


@dataclass(frozen=True, slots=True)
class WatchEnd:
    """The last run that ended by itself, all runs together, and whether somebody stopped it."""

    report: Report
    watched: Watched
    stopped: bool


def check_watch(seconds: int | None, until: str | None, speak: Speak) -> None:
    """Refuse what cannot be had, before anything is sent.

    Raises:
        ProblemError: --until without --watch, or a time that is too short.
    """
    if until is not None and seconds is None:
        raise ProblemError("--until", speak("--watch 秒数 と一緒に使います", "needs --watch SECONDS"))
    if seconds is not None and seconds < SHORTEST_S:
        raise ProblemError(
            f"--watch {seconds}",
            speak(
                f"{SHORTEST_S} 秒以上にしてください(相手のサーバーの負担になります)",
                f"must be {SHORTEST_S} or more: other people's servers answer",
            ),
        )


def watch(
    run: Callable[[], Report],
    seconds: int,
    until: str | None,
    speak: Speak,
    told: Callable[[Report], None],
    sleep: Callable[[float], None] = time.sleep,
) -> WatchEnd:
    """Run, tell, wait `seconds`, and again, until stopped.

    `until` "ok": the verdict is pass or warn. "moved": something is otherwise than in the first run. A login that is
    not accepted is the end: no password is sent again and again.
    """
    first = last = run()
    looks = [look_at(first)]
    told(first)
    try:
        while not last.interrupted and not _reached(until, first, last):
            if _refused(last):
                click.echo(
                    speak(
                        "maildoctor: ログインが通らなかったので、くり返しません"
                        "(同じパスワードを何度も送ると、アカウントが止められることがあります)",
                        "maildoctor: not repeated, because a login was not accepted (an account may be stopped "
                        "where the same password is sent again and again)",
                    ),
                    err=True,
                )
                break
            sleep(seconds)
            found = run()
            if found.interrupted:
                return WatchEnd(last, Watched(tuple(looks)), True)
            last = found
            looks.append(look_at(last))
            told(last)
    except KeyboardInterrupt:
        return WatchEnd(last, Watched(tuple(looks)), True)
    return WatchEnd(last, Watched(tuple(looks)), last.interrupted)


def _reached(until: str | None, first: Report, last: Report) -> bool:
    if until == "ok":
        return last.verdict in (Verdict.PASS, Verdict.WARN)
    if until == "moved" and last is not first:
        from maildoctor.diagnosis.compare import compare

        difference = compare(first, last)
        # What could not be looked at this time has not moved.
        return bool(difference.better or difference.worse or difference.facts)
    return False


def _refused(report: Report) -> bool:
    facts = (observation.fact for observation in report.evidence)
    return any(isinstance(fact, LoginFact) and not fact.accepted and (fact.sent or fact.not_before) for fact in facts)
